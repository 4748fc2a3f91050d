import type { ErasedIds } from '../../../ports/people/erasures.ts'
import type { KeyedHash, Sealed } from '../../../ports/sealed.ts'

/** Stands before a key that lies open, since there is nothing to seal it with: better a weaker hash than no erasure. */
const openKey = 'open.'
const contextOf = (school: string): string => `erasure key of ${school}`

/** The key as it is to be stored now. */
export const storedErasureKey = (sealed: Sealed, school: string, key: string): string =>
  sealed.hasKey ? sealed.seal(key, contextOf(school)) : `${openKey}${key}`

export const openErasureKey = (sealed: Sealed, school: string, stored: string): string =>
  stored.startsWith(openKey) ? stored.slice(openKey.length) : sealed.open(stored, contextOf(school))

/** A key of each school's own makes the hashes: nobody without it can try out ids, and schools cannot compare. */
export function createErasedIds({
  sealed,
  keyedHash,
  newSecret,
}: {
  sealed: Sealed
  keyedHash: KeyedHash
  newSecret(): string
}): ErasedIds {
  return {
    async hash({ erasures }, school, ids) {
      const stored =
        (await erasures.key()) ?? (await erasures.makeKey(storedErasureKey(sealed, school, newSecret())))
      const key = openErasureKey(sealed, school, stored)
      return ids.map((id) => keyedHash(key, id))
    },
    async among({ erasures }, school, ids) {
      const stored = ids.length === 0 ? null : await erasures.key()
      if (stored === null) return new Map()
      const key = openErasureKey(sealed, school, stored)
      const byHash = new Map(ids.map((id) => [keyedHash(key, id), id]))
      const found = await erasures.erasedAt([...byHash.keys()])
      return new Map([...found].map(([hash, at]) => [byHash.get(hash) ?? '', at]))
    },
  }
}
