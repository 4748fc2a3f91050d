import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { DigestCheck, KeyedDigest, KeyedHash } from '../../ports/sealed.ts'
import { noKey } from './aes.ts'

export const keyedHash: KeyedHash = (key, text) => createHmac('sha256', key).update(text).digest('base64url')

/** HMAC-SHA256 with a key of its own for each context (HKDF, RFC 5869), made from the one that seals. */
export function createKeyedDigest([sealingKey]: readonly Buffer[]): KeyedDigest {
  return (text, context) => {
    if (sealingKey === undefined) throw noKey()
    const key = Buffer.from(hkdfSync('sha256', sealingKey, '', `digest of ${context}`, 32))
    return createHmac('sha256', key).update(text).digest('base64url')
  }
}

/** Compares in a time that tells nothing. */
export function createDigestCheck(keys: readonly Buffer[]): DigestCheck {
  const digests = keys.map((key) => createKeyedDigest([key]))
  return (beginning, text, context) => {
    const given = Buffer.from(beginning)
    const made = digests.map((digest) => Buffer.from(digest(text, context)).subarray(0, given.length))
    return made.some((one) => one.length === given.length && timingSafeEqual(one, given))
  }
}
