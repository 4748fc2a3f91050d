import { notFound } from '../../../domain/errors.ts'
import { type HistoryRows, ownVoter } from '../../../domain/lists/interaction.ts'
import type { Preferences } from '../../../domain/lists/preferences.ts'
import type { Reader } from '../../../domain/people/reader.ts'
import type { School } from '../../../domain/school.ts'
import type { Core } from '../../../ports/core.ts'
import { lastly } from '../../../ports/lastly.ts'
import { maxHistoryRows } from '../../../ports/store.ts'
import { mayBeListed } from '../../../ranking/history.ts'
import { comfortLevel, type LevelFit } from '../../../ranking/level-band.ts'
import type { HistorySettings } from '../../../ranking/settings.ts'
import { weigh } from '../learning/reader-taste.ts'
import { createGroupCommit, type Written } from '../work/group-commit.ts'
import type { PickFor } from './candidates.ts'

/** Everything that a reader's list is made from, but for the catalogue and the graph. */
export interface Snapshot {
  school: School
  reader: Reader
  history: HistoryRows
  /** Books with the thumb up of whoever looks. */
  liked: ReadonlySet<string>
  ignored: PickFor['ignored']
  preferences: Preferences | null
}

/** Reads a reader's snapshot. Throws `not_found` for a reader who is not there. `voter`: who looks, the reader unless said. */
export type ReadSnapshot = (schoolId: string, readerId: string, voter?: string) => Promise<Snapshot>

/** For so long what was shown and passed over counts. */
const ignoredDays = 60
const dayMs = 86_400_000
/** Readers of a school who are read together: few enough that the first does not wait long for the last. */
const bounds = { maxBatch: 25, maxWaiting: 10_000, besides: 8 }

type Read = Omit<Snapshot, 'liked'>

/** Snapshots of one moment are read by one transaction a school. */
export function createSnapshots(core: Pick<Core, 'store' | 'clock'>): ReadSnapshot {
  const read = createGroupCommit<string, Read>(
    { write: (schoolId, readerIds) => readTogether(core, schoolId, readerIds) },
    bounds,
  )
  return async (schoolId, readerId, voter = ownVoter) => {
    const known = await read(schoolId, readerId)
    const liked = known.history.votes.filter((row) => row.voter === voter && row.vote === 'up')
    return { ...known, liked: new Set(liked.map((row) => row.book_id)) }
  }
}

async function readTogether(
  core: Pick<Core, 'store' | 'clock'>,
  schoolId: string,
  readerIds: readonly string[],
): Promise<Written<Read>[]> {
  const since = new Date(core.clock().getTime() - ignoredDays * dayMs)
  // The versions are read first: should anything change in between, the list counts as the older one.
  const [school, readers, histories, preferences, ignored] = await core.store.school(schoolId, async (rows) =>
    lastly(
      Promise.all([
        rows.school.read(),
        rows.readers.byIds(readerIds),
        rows.history.ofAll(readerIds),
        rows.vectors.preferencesOf(readerIds),
        rows.slates.ignored(readerIds, since),
      ]),
    ),
  )
  const readerOf = new Map(readers.map((reader) => [reader.reader_id, reader]))
  const tasteOf = new Map(preferences.map((one) => [one.reader_id, one]))
  const timesOf = new Map(readerIds.map((id) => [id, new Map<string, number>()]))
  for (const { reader_id, book_id, times } of ignored) timesOf.get(reader_id)?.set(book_id, times)
  return readerIds.map((id, at) => {
    const reader = readerOf.get(id)
    const history = histories[at]
    if (reader === undefined || history === undefined) return { error: notFound('student') }
    const preferences = tasteOf.get(id) ?? null
    return { value: { school, reader, history, preferences, ignored: timesOf.get(id) ?? new Map() } }
  })
}

/** Whether the rows are all that there are, and not the newest of more. */
const isWhole = ({ loans, votes, listed }: HistoryRows): boolean =>
  Math.max(loans.length, votes.length, listed.length) < maxHistoryRows

/** What is asked of the ranking for this reader, the history weighed as the school's build wants it. */
export function askFor(
  core: Pick<Core, 'modelFor'>,
  { school, reader, history: read, preferences, ignored }: Snapshot,
  wanted: {
    limit: number
    level: LevelFit | null
    theme: string | null
    /** Whether only books that can be borrowed now are wanted, also where the school's policy is wider. */
    availableOnly?: boolean
    weights: HistorySettings
  },
): PickFor {
  const numbers = new Map(
    [...read.loans, ...read.votes, ...read.listed].map((row) => [row.book_id, row.book_no]),
  )
  const history = weigh(read, wanted.weights).map((entry) => ({
    ...entry,
    bookNo: numbers.get(entry.book) ?? -1,
  }))
  const available_only = school.policy.available_only || wanted.availableOnly === true
  const policy = { ...school.policy, available_only }
  const closed = history.filter((entry) => !mayBeListed(entry, false)).map((entry) => entry.book)
  return {
    ...{ history, ignored, isWhole: isWhole(read) },
    gates: { reader, policy, read: new Set(closed) },
    comfort: comfortLevel(reader.grade_level, preferences?.comfort_level ?? null),
    modelId: core.modelFor(school.policy).modelId,
    limit: wanted.limit,
    level: wanted.level,
    theme: wanted.theme?.toLowerCase() ?? null,
  }
}
