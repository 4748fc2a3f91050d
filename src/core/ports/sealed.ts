/**
 * Secrets of others as they lie in the database: unreadable without a key that is not there. `context` says what the
 * secret is and whose, and must be the same again when it is opened: one that was moved to another row stays shut.
 */
export interface Sealed {
  /** Throws `unavailable` when no key is set. */
  seal(secret: string, context: string): string
  /** Throws `unavailable` when the key that it was sealed with is not (any more) there, or the context is another. */
  open(sealed: string, context: string): string
  /** Whether it was sealed with the key that seals now; what was not can be opened and sealed anew. */
  isCurrent(sealed: string): boolean
}
