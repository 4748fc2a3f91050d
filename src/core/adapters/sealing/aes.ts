import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto'
import { ShelftalkError } from '../../domain/errors.ts'
import type { Sealed } from '../../ports/sealed.ts'

export const sealingKeyBytes = 32
const algorithm = 'aes-256-gcm'
const version = 's1'
/** As NIST SP 800-38D recommends for random ones; far fewer than 2^32 secrets are sealed with one key. */
const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM with Node's own cryptography. The first key seals, all of them open: so a new one is put in front. */
export function createSealed(keys: readonly Buffer[]): Sealed {
  const known = new Map(keys.map((key) => [idOf(key), key]))
  const [currentId] = known.keys()
  return {
    hasKey: currentId !== undefined,
    seal(secret, context) {
      const key = known.get(currentId ?? '')
      if (currentId === undefined || key === undefined) throw noKey()
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
      cipher.setAAD(boundTo(currentId, context))
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return [version, currentId, ...[nonce, cipher.getAuthTag(), sealed].map(inText)].join('.')
    },
    open(text, context) {
      const [kind, keyId = '', ...parts] = text.split('.')
      const key = known.get(keyId)
      if (kind !== version || key === undefined) throw noKey()
      const [nonce, tag, sealed] = parts.map((part) => Buffer.from(part, 'base64url'))
      if (nonce === undefined || tag === undefined || sealed === undefined) throw shut()
      try {
        const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
        decipher.setAAD(boundTo(keyId, context)).setAuthTag(tag)
        return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8')
      } catch (cause) {
        throw shut(cause)
      }
    },
    isCurrent: (text) => text.startsWith(`${version}.${currentId}.`),
  }
}

/** Keys are known by a digest, so that nobody has to name them. */
const idOf = (key: Buffer): string => hash('sha256', key).slice(0, 8)
const inText = (bytes: Buffer): string => bytes.toString('base64url')
const boundTo = (keyId: string, context: string): Buffer => Buffer.from(`${version}.${keyId}.${context}`)

export const noKey = (): ShelftalkError =>
  new ShelftalkError(
    'unavailable',
    'The key for stored secrets is missing. Set SHELFTALK_SECRETS_KEY to the one they were sealed with, or to a new one.',
  )

const shut = (cause?: unknown): ShelftalkError =>
  new ShelftalkError('unavailable', 'A stored secret cannot be opened: it was changed. Enter it anew.', {
    cause,
  })
