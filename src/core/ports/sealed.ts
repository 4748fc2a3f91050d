/**
 * Secrets of others as they lie in the database: unreadable without a key that is not there. `context` says what the
 * secret is and whose, and must be the same again when it is opened: one that was moved to another row stays shut.
 */
export interface Sealed {
  /** Whether there is a key to seal with. */
  readonly hasKey: boolean
  /** Throws `unavailable` when no key is set. */
  seal(secret: string, context: string): string
  /** Throws `unavailable` when the key that it was sealed with is not (any more) there, or the context is another. */
  open(sealed: string, context: string): string
  /** Whether it was sealed with the key that seals now; what was not can be opened and sealed anew. */
  isCurrent(sealed: string): boolean
}

/** HMAC-SHA256 in base64url, with a key that is stored: what it makes stays the same as long as that does. */
export type KeyedHash = (key: string, text: string) => string

/**
 * A digest that nobody can work out without the key, for what is short enough to be tried out. `context` says what it is
 * of. Another key makes others of it: what lives longer than minutes is compared by `DigestCheck`, while the old key is there. Throws `unavailable` without a key.
 */
export type KeyedDigest = (text: string, context: string) => string

/** Whether this is how a digest of the text begins, with any of the keys that are there. */
export type DigestCheck = (beginning: string, text: string, context: string) => boolean
