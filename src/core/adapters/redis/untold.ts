import { schoolKeys } from './keys.ts'

/** The version of a school, or of one of its readers. */
export interface Version {
  /** Null stands for the school itself. */
  readerId: string | null
  version: number
}

/** Versions that the cache could not be told while it was away: the highest of each reader and each school. */
export interface Untold {
  note(schoolId: string, versions: readonly Version[]): void
  /** Whether a version of this reader or of the school is among them: what the cache holds is not to be trusted. */
  concerns(schoolId: string, readerId: string): boolean
  /** Whether a list made for these versions is older than one of them. */
  overtakes(schoolId: string, readerId: string, made: { reader: number; school: number }): boolean
  /** All of them as they are now, in lots of one school each. */
  lots(mostInOne: number): { schoolId: string; versions: Version[] }[]
  /** These were told; those that have grown since stay. */
  told(schoolId: string, versions: readonly Version[]): void
  /** How many more there were than can be remembered; if any, no list of before may be served. */
  readonly overflow: number
  /** No list is left of before the overflow had grown beyond this. */
  madeUpFor(overflow: number): void
}

export function createUntold(maxVersions: number): Untold {
  const schools = new Map<string, Map<string | null, number>>()
  let size = 0
  let overflow = 0

  const note = (schoolId: string, { readerId, version }: Version): void => {
    const known = schools.get(schoolId) ?? new Map<string | null, number>()
    schools.set(schoolId, known)
    if (!known.has(readerId)) size++
    known.set(readerId, Math.max(version, known.get(readerId) ?? 0))
  }
  const told = (schoolId: string, { readerId, version }: Version): void => {
    const known = schools.get(schoolId)
    if (known === undefined || known.get(readerId) !== version) return
    known.delete(readerId)
    size--
    if (known.size === 0) schools.delete(schoolId)
  }
  const of = (schoolId: string, readerId: string | null): number | undefined =>
    schools.get(schoolId)?.get(readerId)

  return {
    note(schoolId, versions) {
      for (const version of versions) {
        if (size >= maxVersions && of(schoolId, version.readerId) === undefined) overflow++
        else note(schoolId, version)
      }
    },
    concerns: (schoolId, readerId) =>
      overflow > 0 || (size > 0 && (of(schoolId, readerId) ?? of(schoolId, null)) !== undefined),
    overtakes: (schoolId, readerId, made) =>
      size > 0 && ((of(schoolId, readerId) ?? 0) > made.reader || (of(schoolId, null) ?? 0) > made.school),
    lots(mostInOne) {
      return [...schools].flatMap(([schoolId, known]) => {
        const versions = [...known].map(([readerId, version]) => ({ readerId, version }))
        const count = Math.ceil(versions.length / mostInOne)
        return Array.from({ length: count }, (_, at) => ({
          schoolId,
          versions: versions.slice(at * mostInOne, (at + 1) * mostInOne),
        }))
      })
    },
    told(schoolId, versions) {
      for (const version of versions) told(schoolId, version)
    },
    get overflow() {
      return overflow
    },
    madeUpFor(grown) {
      if (grown === overflow) overflow = 0
    },
  }
}

/** The key under which the version lies. */
export function versionKey(namespace: string, schoolId: string, readerId: string | null): string {
  const keys = schoolKeys(namespace, schoolId)
  return readerId === null ? keys.version : keys.readerVersion(readerId)
}
