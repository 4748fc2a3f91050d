import { createHmac, hkdfSync } from 'node:crypto'
import type { KeyedDigest, KeyedHash } from '../../ports/sealed.ts'
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
