import { LRUCache } from 'lru-cache'
import type { CachedList, ListCache, ListVersions } from '../../ports/runtime.ts'

export interface ListCacheBounds {
  maxListBytes: number
  maxReaders: number
}

const defaultBounds: ListCacheBounds = { maxListBytes: 128 * 1024 * 1024, maxReaders: 500_000 }
/** What an entry takes beside its bytes, roughly. */
const entryBytes = 500

type Versions = Pick<Map<string, number>, 'get'> & { set(key: string, version: number): unknown }
type Entry = CachedList & { versions: ListVersions }

/**
 * Lists in the process, bounded by bytes: the least recently used go first. The highest version heard of each reader
 * is kept apart and much longer; a list whose versions are behind is as good as gone.
 */
export function createMemoryListCache(bounds: ListCacheBounds = defaultBounds): ListCache {
  const lists = new LRUCache<string, Entry>({
    maxSize: bounds.maxListBytes,
    sizeCalculation: (entry) => entry.body.length + entryBytes,
  })
  const readers = new LRUCache<string, number>({ max: bounds.maxReaders })
  const schools = new Map<string, number>()

  const raise = (known: Versions, key: string, to: number): void => {
    if (to > (known.get(key) ?? 0)) known.set(key, to)
  }
  const isCurrent = (schoolId: string, readerId: string, { reader, school }: ListVersions): boolean =>
    reader >= (readers.get(`${schoolId}\n${readerId}`) ?? 0) && school >= (schools.get(schoolId) ?? 0)

  return {
    async get(schoolId, readerId, variant) {
      const entry = lists.get(`${schoolId}\n${readerId}\n${variant}`)
      return entry !== undefined && isCurrent(schoolId, readerId, entry.versions) ? entry : null
    },
    async put(schoolId, readerId, variant, entry) {
      raise(schools, schoolId, entry.versions.school)
      // Of a list that the school overtook not even the reader's name is kept: the reader may be gone.
      if (entry.versions.school < (schools.get(schoolId) ?? 0)) return false
      raise(readers, `${schoolId}\n${readerId}`, entry.versions.reader)
      if (!isCurrent(schoolId, readerId, entry.versions)) return false
      lists.set(`${schoolId}\n${readerId}\n${variant}`, entry)
      return true
    },
    async raiseReaders(schoolId, versions) {
      for (const { reader_id, version } of versions) raise(readers, `${schoolId}\n${reader_id}`, version)
    },
    async raiseSchool(schoolId, version) {
      raise(schools, schoolId, version)
      return true
    },
    async forgetReader(schoolId, readerId) {
      const name = `${schoolId}\n${readerId}`
      const keys = [...lists.keys()].filter((key) => key.startsWith(`${name}\n`))
      for (const key of keys) lists.delete(key)
      readers.delete(name)
      return keys.length
    },
  }
}
