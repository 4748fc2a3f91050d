import { notFound } from '../../domain/errors.ts'
import { type HistoryRows, ownVoter } from '../../domain/interaction.ts'
import type { Preferences } from '../../domain/preferences.ts'
import type { Reader } from '../../domain/reader.ts'
import type { School } from '../../domain/school.ts'
import type { Core } from '../../ports/core.ts'
import { lastly } from '../../ports/lastly.ts'
import { mayBeListed } from '../../ranking/history.ts'
import { comfortLevel, type LevelFit } from '../../ranking/level-band.ts'
import type { HistorySettings } from '../../ranking/settings.ts'
import type { PickFor } from './candidates.ts'
import { weigh } from './reader-taste.ts'

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

/** For so long what was shown and passed over counts. */
const ignoredDays = 60
const dayMs = 86_400_000

/** Throws `not_found` for a reader who is not there. `voter`: who looks, the reader unless said. */
export async function readSnapshot(
  core: Pick<Core, 'store' | 'clock'>,
  schoolId: string,
  readerId: string,
  voter: string = ownVoter,
): Promise<Snapshot> {
  const since = new Date(core.clock().getTime() - ignoredDays * dayMs)
  // The versions are read first: should anything change in between, the list counts as the older one.
  const [school, reader, history, preferences, ignored] = await core.store.school(schoolId, async (rows) =>
    lastly(
      Promise.all([
        rows.school.read(),
        rows.readers.get(readerId),
        rows.history.of(readerId),
        rows.vectors.preferences(readerId),
        rows.slates.ignored(readerId, since),
      ]),
    ),
  )
  if (reader === null) throw notFound('student')
  return {
    ...{ school, reader, preferences, history },
    liked: new Set(
      history.votes.flatMap((row) => (row.voter === voter && row.vote === 'up' ? [row.book_id] : [])),
    ),
    ignored: new Map(ignored.map((row) => [row.book_id, row.times])),
  }
}

/** What is asked of the ranking for this reader, the history weighed as the school's build wants it. */
export function askFor(
  core: Pick<Core, 'modelFor'>,
  { school, reader, history: read, preferences, ignored }: Snapshot,
  wanted: { limit: number; level: LevelFit | null; theme: string | null; weights: HistorySettings },
): PickFor {
  const numbers = new Map(
    [...read.loans, ...read.votes, ...read.listed].map((row) => [row.book_id, row.book_no]),
  )
  const history = weigh(read, wanted.weights).map((entry) => ({
    ...entry,
    bookNo: numbers.get(entry.book) ?? -1,
  }))
  const closed = history.filter((entry) => !mayBeListed(entry, false)).map((entry) => entry.book)
  return {
    ...{ history, ignored },
    gates: { reader, policy: school.policy, read: new Set(closed) },
    comfort: comfortLevel(reader.grade_level, preferences?.comfort_level ?? null),
    modelId: core.modelFor(school.policy).modelId,
    limit: wanted.limit,
    level: wanted.level,
    theme: wanted.theme?.toLowerCase() ?? null,
  }
}
