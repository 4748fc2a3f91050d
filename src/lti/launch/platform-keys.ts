import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Outgoing } from '../../core/ports/outgoing.ts'
import { Refusal } from '../refusal.ts'

/** Public keys of platforms, fetched from where they were registered. */
export interface PlatformKeys {
  /** Throws `Refusal` when the platform has no such key, or its keys were never here and cannot be fetched. */
  find(jwksUrl: string, kid: string): Promise<KeyObject>
}

const freshMs = 5 * 60_000
/** An unknown key has them fetched again, but not more often than this. */
const refetchMs = 30_000
/** Keys outlive an outage of their platform by so much. */
const staleMs = 24 * 60 * 60_000
const maxPlatforms = 500
const maxKeys = 50

interface Known {
  keys: ReadonlyMap<string, KeyObject>
  /** When they were fetched, and when somebody last tried to. */
  at: number
  triedAt: number
  running: Promise<void> | null
}

export function createPlatformKeys(outgoing: Outgoing, clock: () => Date): PlatformKeys {
  const platforms = new Map<string, Known>()
  const fetchInto = async (known: Known, url: string): Promise<void> => {
    known.triedAt = clock().getTime()
    const keys = await fetchKeys(outgoing, url)
    if (keys === null) return
    known.keys = keys
    known.at = clock().getTime()
  }
  /** At most one request a platform at a time; whoever comes meanwhile waits for it. */
  const refresh = (known: Known, url: string): Promise<void> => {
    known.running ??= fetchInto(known, url).finally(() => {
      known.running = null
    })
    return known.running
  }
  return {
    async find(url, kid) {
      const known = platforms.get(url) ?? { keys: new Map(), at: 0, triedAt: 0, running: null }
      platforms.delete(url)
      platforms.set(url, known)
      const [oldest] = platforms.keys()
      if (platforms.size > maxPlatforms && oldest !== undefined) platforms.delete(oldest)
      const now = clock().getTime()
      const isWanted = now - known.at >= freshMs || !known.keys.has(kid)
      if (isWanted && (known.running !== null || now - known.triedAt >= refetchMs)) await refresh(known, url)
      if (known.at === 0 || clock().getTime() - known.at >= staleMs)
        throw new Refusal('platform_keys_away', 'the keys of the platform cannot be fetched')
      const key = known.keys.get(kid)
      if (key === undefined) throw new Refusal('token_signature', 'the platform has no such key')
      return key
    },
  }
}

/** What the platform publishes, or null for any answer that is not a set of keys: an outage takes none away. */
async function fetchKeys(outgoing: Outgoing, url: string): Promise<Map<string, KeyObject> | null> {
  const answer = await outgoing.request({ method: 'GET', url }).catch(() => null)
  if (answer === null || answer.status !== 200) return null
  let set: unknown
  try {
    set = JSON.parse(answer.text)
  } catch {
    return null
  }
  const all = (set as { keys?: unknown } | null)?.keys
  if (!Array.isArray(all)) return null
  const keys = new Map<string, KeyObject>()
  for (const jwk of all.slice(0, maxKeys)) {
    const { kid, kty, use } = (jwk ?? {}) as Record<string, unknown>
    if (typeof kid !== 'string' || kty !== 'RSA' || use === 'enc') continue
    try {
      keys.set(kid, createPublicKey({ key: jwk, format: 'jwk' }))
    } catch {
      // one key that is none takes the others nothing
    }
  }
  return keys.size === 0 ? null : keys
}
