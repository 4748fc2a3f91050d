import { notFound, ShelftalkError } from '../../domain/errors.ts'
import { type Caller, type Role, requirePermission } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import type { SchoolRows } from '../../ports/store.ts'
import type { StoredKey } from '../../ports/work/runs.ts'

/** A key that was found is trusted this long without asking again; one revoked here is forgotten at once. */
const trustMs = 2_000
const maxTrusted = 10_000
/** A key that is replaced goes on working this long, so that nobody has to change both sides at one moment. */
export const rotationOverlapMs = 24 * 60 * 60 * 1000

export interface NewKey {
  role: Role
  reader_id: string | null
  label: string
}
export interface IssuedKey {
  key_id: string
  /** The secret; it is stored nowhere and shown this once. */
  key: string
}

export interface KeyFlow {
  /** Whose key this is. Throws `unauthenticated` in the same words for unknown, expired and revoked keys. */
  authenticate(secret: string): Promise<Caller>
  issue(caller: Caller, wanted: NewKey): Promise<IssuedKey>
  /** A new secret for the same role; the old one works for `rotationOverlapMs` more. */
  rotate(caller: Caller, keyId: string): Promise<IssuedKey>
  revoke(caller: Caller, keyId: string): Promise<void>
  list(caller: Caller): Promise<StoredKey[]>
}

type Needs = Pick<Core, 'store' | 'clock' | 'digest' | 'newId' | 'newSecret'>

/**
 * API keys: stored as digests, shown once, revoked at once. `shared`: other processes answer people too, and may trust a
 * key that they saw a moment ago; a revocation is answered only when none of them does any more.
 */
export function createKeys(core: Needs, { shared }: { shared: boolean } = { shared: false }): KeyFlow {
  const trusted = new Map<string, { caller: Caller; until: number }>()
  let revocations = 0

  const authenticate = async (secret: string): Promise<Caller> => {
    const hash = core.digest(secret)
    const now = core.clock().getTime()
    const known = trusted.get(hash)
    // Further ahead than that only when the clock was set back: who knows for how long it would be trusted then.
    if (known !== undefined && known.until > now && known.until - now <= trustMs) return known.caller
    const before = revocations
    const { caller, expiresAt } = await lookUp(core, hash, now)
    if (trusted.size >= maxTrusted) trusted.clear()
    // One that was revoked while it was looked up must be asked for again.
    if (before === revocations) trusted.set(hash, { caller, until: Math.min(now + trustMs, expiresAt) })
    return caller
  }
  const put = async (rows: Pick<SchoolRows, 'keys'>, wanted: NewKey): Promise<IssuedKey> => {
    const issued = { key_id: core.newId(), key: core.newSecret() }
    await rows.keys.put({ key_id: issued.key_id, key_hash: core.digest(issued.key), ...wanted })
    return issued
  }

  return {
    authenticate,
    async issue(caller, wanted) {
      requirePermission(caller, 'keys.manage')
      if ((wanted.role === 'student' || wanted.role === 'reader') !== (wanted.reader_id !== null)) {
        throw new ShelftalkError(
          'invalid_input',
          'A student or reader key names its reader_id; other keys name none.',
          {
            fields: [{ field: 'reader_id', reason: 'does not go with this role' }],
          },
        )
      }
      if (caller.role === 'service' && wanted.role === 'admin') {
        throw new ShelftalkError('forbidden', 'A service key may not issue an admin key. Use an admin key.')
      }
      return core.store.school(caller.school_id, async (rows) => {
        if (wanted.reader_id !== null && (await rows.readers.get(wanted.reader_id)) === null)
          throw notFound('student')
        return put(rows, wanted)
      })
    },
    async rotate(caller, keyId) {
      requirePermission(caller, 'keys.manage')
      const until = new Date(core.clock().getTime() + rotationOverlapMs)
      return core.store.school(caller.school_id, async (rows) => {
        const old = await rows.keys.expire(keyId, until)
        if (old === null) throw notFound('key')
        return put(rows, { role: old.role, reader_id: old.reader_id, label: old.label })
      })
    },
    async revoke(caller, keyId) {
      requirePermission(caller, 'keys.manage')
      const found = await core.store.school(caller.school_id, (rows) => rows.keys.revoke(keyId, core.clock()))
      if (!found) throw notFound('key')
      revocations++
      for (const [hash, entry] of trusted) if (entry.caller.caller_id === keyId) trusted.delete(hash)
      if (shared) await new Promise((resolve) => setTimeout(resolve, trustMs))
    },
    async list(caller) {
      requirePermission(caller, 'keys.manage')
      return core.store.school(caller.school_id, (rows) => rows.keys.list())
    },
  }
}

async function lookUp(
  core: Needs,
  hash: string,
  now: number,
): Promise<{ caller: Caller; expiresAt: number }> {
  const key = await core.store.system((rows) => rows.keys.byHash(hash))
  const expiresAt = key?.expires_at == null ? Number.POSITIVE_INFINITY : Date.parse(key.expires_at)
  if (key === null || key.revoked_at !== null || expiresAt <= now) {
    throw new ShelftalkError(
      'unauthenticated',
      'This key is not valid. Send "Authorization: Bearer" with a key that the school gave you.',
    )
  }
  const { key_id, school_id, role, reader_id } = key
  return { caller: { caller_id: key_id, school_id, role, reader_id, person_id: null }, expiresAt }
}
