import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { uuidv7 } from 'uuidv7'
import type { KeyPair } from '../../ports/courses/lti.ts'

/** A new pair for RS256 with a name of its own. */
export async function newKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const kid = uuidv7()
  return {
    kid,
    public_jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' },
    private_key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}
