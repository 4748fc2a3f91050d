import type { ListCache } from '../../ports/runtime.ts'
import type { RedisConnection } from './connection.ts'
import { allLists, schoolKeys } from './keys.ts'
import type { Line } from './line.ts'
import { decodeList, encodeList } from './list-value.ts'
import { createUntold, type Untold, type Version, versionKey } from './untold.ts'

export interface ListCacheBounds {
  listHours: number
  /** Longer than lists, and much longer than making one takes: a version that is gone lets an old list in. */
  versionHours: number
  /** Of lists on a server that does not tell when it lost something. */
  listMinutesOnUnknown: number
  /** No list takes longer from the database to the cache, its wording included. */
  longestMakingSeconds: number
  /** Versions told to Redis in one step, during which it does nothing else. */
  versionsAtOnce: number
  /** Versions remembered while Redis is away. */
  maxUntold: number
}

const defaultBounds: ListCacheBounds = {
  listHours: 12,
  versionHours: 24,
  listMinutesOnUnknown: 1,
  longestMakingSeconds: 15,
  versionsAtOnce: 500,
  maxUntold: 100_000,
}
const hourMs = 3_600_000
const minuteMs = 60_000
const keysAScan = 1_000

/**
 * Lists in Redis, for all processes. Reader's and school's versions lie beside the lists, so that one round trip
 * answers a hit; without them there is none. While Redis is away every look-up is a miss, what is put is not kept, and
 * raised versions are remembered until Redis has them: before that nothing is read from it. Whoever raises one waits until
 * it is there or Redis is known to be away, since others may find it up.
 */
export function createRedisListCache(
  connection: RedisConnection,
  bounds: ListCacheBounds = defaultBounds,
): ListCache {
  const untold = createUntold(bounds.maxUntold)
  const newcomers = createNewcomers(bounds.longestMakingSeconds * 1000)
  const versionMs = bounds.versionHours * hourMs

  const tell = async ({ redis, namespace }: Line, schoolId: string, versions: readonly Version[]) => {
    const keys = versions.map(({ readerId }) => versionKey(namespace, schoolId, readerId))
    await redis.raiseVersions(keys.length, ...keys, versionMs, ...versions.map(({ version }) => version))
    return true
  }
  const raise = async (schoolId: string, versions: readonly Version[]): Promise<boolean> => {
    let isTold = true
    for (let from = 0; from < versions.length; from += bounds.versionsAtOnce) {
      const some = versions.slice(from, from + bounds.versionsAtOnce)
      const told = await connection.ask((line) => tell(line, schoolId, some))
      if (told === null) untold.note(schoolId, some)
      isTold &&= told !== null
    }
    // Another process may still be answered by a server that we only think away: nobody is told before that is known.
    if (!isTold) await connection.settled()
    return isTold
  }
  connection.beforeUse(async (line) => {
    newcomers.see(line)
    await makeUpForOverflow(line, untold)
    for (const { schoolId, versions } of untold.lots(bounds.versionsAtOnce)) {
      await tell(line, schoolId, versions)
      untold.told(schoolId, versions)
    }
  })

  return {
    async get(schoolId, readerId, variant) {
      if (untold.concerns(schoolId, readerId)) return null
      const found = await connection.ask(({ redis, namespace }) => {
        const keys = schoolKeys(namespace, schoolId)
        return redis.mgetBuffer(keys.list(readerId, variant), keys.readerVersion(readerId), keys.version)
      })
      const [value, reader, school] = found ?? []
      if (!value || !reader || !school) return null
      const list = decodeList(value)
      const isCurrent =
        list !== null && asNumber(reader) <= list.versions.reader && asNumber(school) <= list.versions.school
      return isCurrent ? list : null
    },
    async put(schoolId, readerId, variant, entry) {
      const kept = await connection.ask(async ({ redis, namespace, isKnown }) => {
        if (newcomers.mayBeOlder(namespace)) return null
        const keys = schoolKeys(namespace, schoolId)
        const names = [keys.readerVersion(readerId), keys.version, keys.list(readerId, variant)] as const
        const { reader, school } = entry.versions
        const listMs = isKnown ? bounds.listHours * hourMs : bounds.listMinutesOnUnknown * minuteMs
        return redis.keepList(...names, reader, school, versionMs, encodeList(entry), listMs)
      })
      return kept !== 0 && !untold.overtakes(schoolId, readerId, entry.versions)
    },
    async raiseReaders(schoolId, versions) {
      await raise(
        schoolId,
        versions.map(({ reader_id, version }) => ({ readerId: reader_id, version })),
      )
    },
    raiseSchool: (schoolId, version) => raise(schoolId, [{ readerId: null, version }]),
    forgetReader: (schoolId, readerId) =>
      connection.ask(async (line) => {
        const keys = schoolKeys(line.namespace, schoolId)
        const lists = await unlinkAll(line, keys.listsOf(readerId))
        await line.redis.unlink(keys.readerVersion(readerId))
        return lists
      }),
  }
}

/**
 * A list that was begun while another run of the server was there, and overtaken in it, must not get into a run that
 * never heard of that: for as long as a list may take, nothing is kept in a run that followed upon another.
 */
function createNewcomers(makingMs: number) {
  let current: string | null = null
  let keepsFromMs = 0
  return {
    see({ namespace }: Line): void {
      if (current !== null && current !== namespace) keepsFromMs = performance.now() + makingMs
      current = namespace
    },
    mayBeOlder: (namespace: string): boolean => namespace !== current || performance.now() < keepsFromMs,
  }
}

const asNumber = (digits: Buffer): number => Number(digits.toString('latin1'))

/** What was too much to remember reader by reader ends all lists of the server, however many those are. */
async function makeUpForOverflow(line: Line, untold: Untold): Promise<void> {
  const { overflow } = untold
  if (overflow === 0) return
  await unlinkAll(line, allLists(line.namespace))
  untold.madeUpFor(overflow)
}

/** Deletes the keys that match; answers how many. */
async function unlinkAll({ redis }: Line, pattern: string): Promise<number> {
  let count = 0
  let cursor = '0'
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', keysAScan)
    if (keys.length > 0) count += await redis.unlink(...keys)
    cursor = next
  } while (cursor !== '0')
  return count
}
