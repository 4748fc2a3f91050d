import { type LtiKey, ltiKeyMs, ltiKeyRestMs } from '../../domain/courses/lti.ts'
import type { Core } from '../../ports/core.ts'
import type { KeyPair } from '../../ports/courses/lti.ts'
import type { Sealed } from '../../ports/sealed.ts'

type SigningKey = Pick<KeyPair, 'kid' | 'private_key'>

export interface LtiKeyFlow {
  /** Public keys by which platforms check what the tool signs: those that will sign, do, and did until lately. */
  published(): Promise<LtiKey['public_jwk'][]>
  /** The key to sign with. Throws `unavailable` without a key for secrets. */
  signing(): Promise<SigningKey>
  /** Seals with today's key what was sealed with an older one; tells how much. */
  sealAnew(): Promise<number>
}

type Needs = Pick<Core, 'store' | 'clock'> & { sealed: Sealed; newKeyPair: () => Promise<KeyPair> }

/**
 * The tool's own keys: each is published a day before it signs, signs for ninety days, stays published a day more and is
 * forgotten. How old a key is says which it is, so nobody has to run for that.
 */
export function createLtiKeys({ store, clock, sealed, newKeyPair }: Needs): LtiKeyFlow {
  const age = ({ created_at }: LtiKey): number => clock().getTime() - Date.parse(created_at)
  const list = (): Promise<LtiKey[]> => store.system((rows) => rows.ltiKeys.list())
  const make = async (): Promise<SigningKey> => {
    const { private_key, ...pair } = await newKeyPair()
    const made: LtiKey = {
      ...pair,
      private_key: sealed.seal(private_key, keyContext(pair.kid)),
      created_at: clock().toISOString(),
    }
    await store.system(async (rows) => {
      await rows.ltiKeys.forget(new Date(clock().getTime() - ltiKeyMs - 2 * ltiKeyRestMs))
      await rows.ltiKeys.put(made)
    })
    return { kid: pair.kid, private_key }
  }
  const all = async (): Promise<LtiKey[]> => {
    const keys = await list()
    if (keys.some((key) => age(key) < ltiKeyMs)) return keys
    await make()
    return list()
  }
  const opened = ({ kid, private_key }: LtiKey): SigningKey | null => {
    try {
      return { kid, private_key: sealed.open(private_key, keyContext(kid)) }
    } catch {
      return null
    }
  }
  return {
    published: async () => (await all()).map((key) => key.public_jwk),
    async signing() {
      const keys = await all()
      // One that is published for long enough; the very first, or one after a lost key for secrets, signs at once.
      for (const key of [...keys.filter((one) => age(one) >= ltiKeyRestMs), ...keys.toReversed()]) {
        const pair = opened(key)
        if (pair !== null) return pair
      }
      return make()
    },
    async sealAnew() {
      const { system } = store.background
      const old = (await system((rows) => rows.ltiKeys.list())).filter(
        (key) => !sealed.isCurrent(key.private_key),
      )
      for (const { kid, private_key: from } of old) {
        const to = sealed.seal(sealed.open(from, keyContext(kid)), keyContext(kid))
        await system((rows) => rows.ltiKeys.sealAnew(kid, { from, to }))
      }
      return old.length
    },
  }
}

const keyContext = (kid: string): string => `lti key ${kid}`
