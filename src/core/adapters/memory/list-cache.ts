import { LRUCache } from 'lru-cache'
import type { CachedList, ListCache, ListVersions } from '../../ports/runtime.ts'

const defaultMaxReaders = 20_000
const maxVariantsAReader = 8

interface ReaderLists {
  version: number
  lists: Map<string, CachedList & { versions: ListVersions }>
}

/**
 * Lists in the process. What is kept of a reader is the highest version heard of, and lists; a list whose versions
 * are behind is as good as gone. Bounded by readers: the least recently used are forgotten whole.
 */
export function createMemoryListCache(maxReaders: number = defaultMaxReaders): ListCache {
  const readers = new LRUCache<string, ReaderLists>({ max: maxReaders })
  const schools = new Map<string, number>()
  const keyOf = (schoolId: string, readerId: string): string => `${schoolId}\n${readerId}`

  const at = (schoolId: string, readerId: string): ReaderLists => {
    const key = keyOf(schoolId, readerId)
    const known = readers.get(key)
    if (known !== undefined) return known
    const made: ReaderLists = { version: 0, lists: new Map() }
    readers.set(key, made)
    return made
  }
  const raise = (reader: ReaderLists, version: number): void => {
    if (version <= reader.version) return
    reader.version = version
    reader.lists.clear()
  }
  const raiseSchool = (schoolId: string, version: number): void => {
    if (version > (schools.get(schoolId) ?? 0)) schools.set(schoolId, version)
  }

  return {
    async get(schoolId, readerId, variant) {
      const reader = readers.get(keyOf(schoolId, readerId))
      const entry = reader?.lists.get(variant)
      if (reader === undefined || entry === undefined) return null
      const current =
        entry.versions.reader >= reader.version && entry.versions.school >= (schools.get(schoolId) ?? 0)
      return current ? entry : null
    },
    async put(schoolId, readerId, variant, entry) {
      const reader = at(schoolId, readerId)
      raise(reader, entry.versions.reader)
      raiseSchool(schoolId, entry.versions.school)
      if (entry.versions.reader < reader.version || entry.versions.school < (schools.get(schoolId) ?? 0))
        return false
      if (reader.lists.size >= maxVariantsAReader) reader.lists.clear()
      reader.lists.set(variant, entry)
      return true
    },
    async raiseReaders(schoolId, versions) {
      for (const { reader_id, version } of versions) raise(at(schoolId, reader_id), version)
    },
    async raiseSchool(schoolId, version) {
      raiseSchool(schoolId, version)
    },
  }
}
