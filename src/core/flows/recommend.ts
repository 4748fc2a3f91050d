import type { StoredBook } from '../domain/book.ts'
import { notFound, ShelftalkError } from '../domain/errors.ts'
import { gradeOf, keptFrom } from '../domain/gates.ts'
import { type Caller, requireReader } from '../domain/permissions.ts'
import type { Preferences } from '../domain/preferences.ts'
import type { Reader } from '../domain/reader.ts'
import type { School } from '../domain/school.ts'
import type { Core } from '../ports/core.ts'
import type { ListVersions } from '../ports/runtime.ts'
import { mayBeListed } from '../ranking/history.ts'
import { comfortLevel, type LevelFit } from '../ranking/level-band.ts'
import { type OpenShelves, shelfFor } from './steps/open-shelf.ts'
import { type PickFor, type Picks, pickBooks } from './steps/pick-books.ts'
import { weigh } from './steps/reader-taste.ts'
import type { ServedGraphs } from './steps/served-graphs.ts'
import { explainPick, nameable } from './steps/word-reasons.ts'

export interface ListWanted {
  student_id: string
  limit: number
  /** Whether to wait for a language model's wording; until a model is connected all three mean the template's. */
  explanations: 'none' | 'wait' | 'later'
  level: LevelFit | null
  theme: string | null
}

export interface ListAnswer {
  /** The whole answer as JSON in UTF-8. */
  body: Buffer
  source: 'cache' | 'fresh'
}

type Needs = Core & { graphs: ServedGraphs; shelves: OpenShelves }

/** The ranking's name as it is stored with each slate. */
const policyName = 'neighbours-1'
/** How often a list is made anew because something changed while it was made. */
const maxAttempts = 5

/**
 * A reader's list: from the cache while the reader's and the school's versions are current, else made anew from the
 * votes and loans as they are. A list that was overtaken while it was made is never answered.
 */
export async function recommend(core: Needs, caller: Caller, wanted: ListWanted): Promise<ListAnswer> {
  requireReader(caller, 'lists.read', wanted.student_id)
  const variant = JSON.stringify([wanted.limit, wanted.level, wanted.theme])
  const cached = await core.cache.get(caller.school_id, wanted.student_id, variant)
  if (cached !== null) return { body: cached.body, source: 'cache' }
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const made = await makeList(core, caller.school_id, wanted)
    const entry = { body: asCached(made.body), bookIds: made.bookIds, versions: made.versions }
    const current = await core.cache.put(caller.school_id, wanted.student_id, variant, entry)
    if (current) return { body: Buffer.from(made.body), source: 'fresh' }
  }
  throw new ShelftalkError(
    'unavailable',
    'The list keeps changing while it is made. Try again in a second.',
    { retryAfterSeconds: 1 },
  )
}

interface Snapshot {
  school: School
  reader: Reader
  history: PickFor['history']
  /** Books with the reader's own thumb up. */
  liked: ReadonlySet<string>
  preferences: Preferences | null
}

async function makeList(
  core: Needs,
  schoolId: string,
  wanted: ListWanted,
): Promise<{ body: string; bookIds: string[]; versions: ListVersions }> {
  const known = await readSnapshot(core, schoolId, wanted.student_id)
  const served = await core.graphs.load(schoolId, known.school.live_build)
  const ask = asked(known, wanted)
  const slateId = core.newId()
  const madeAt = core.clock()
  const items = await core.store.school(schoolId, async (rows) => {
    const at = { school: schoolId, version: known.school.version, shelf: shelfFor(ask) }
    const picks = await pickBooks(rows, served, ask, await core.shelves.admits(rows, served, at))
    const named = (await rows.books.byIds(nameable(picks))).filter((book) => mayBeNamed(book, ask))
    const books = new Map(named.map((book) => [book.book_id, book]))
    const items = listItems(picks, known.liked, (pick) => explainPick(pick, { picks, served, books }))
    await rows.slates.put({
      slate_id: slateId,
      reader_id: wanted.student_id,
      policy: policyName,
      build_id: known.school.live_build,
      items: items.map((item) => ({ book_id: item.book.book_id, rank: item.rank, score: item.score })),
      made_at: madeAt,
    })
    return items
  })
  const body = JSON.stringify({
    student_id: wanted.student_id,
    slate_id: slateId,
    generated_at: madeAt.toISOString(),
    source: 'fresh',
    items,
    notices: notices(ask, items.length),
  })
  return {
    body,
    bookIds: items.map((item) => item.book.book_id),
    versions: { reader: known.reader.version, school: known.school.version },
  }
}

/** A book that was read before it was hidden, or in a higher grade, still counts and is no longer named. */
const mayBeNamed = (book: StoredBook, { gates }: PickFor): boolean =>
  keptFrom(book, gates.reader.reader_id, gradeOf(gates.reader, gates.policy)) === null

async function readSnapshot(core: Needs, schoolId: string, readerId: string): Promise<Snapshot> {
  return core.store.school(schoolId, async (rows) => {
    const reader = await rows.readers.get(readerId)
    if (reader === null) throw notFound('student')
    const history = await rows.history.of(readerId)
    const numbers = new Map(
      [...history.loans, ...history.votes, ...history.listed].map((row) => [row.book_id, row.book_no]),
    )
    return {
      reader,
      school: await rows.school.read(),
      history: weigh(history).map((entry) => ({ ...entry, bookNo: numbers.get(entry.book) ?? -1 })),
      liked: new Set(
        history.votes.flatMap((row) => (row.voter === 'self' && row.vote === 'up' ? [row.book_id] : [])),
      ),
      preferences: await rows.vectors.preferences(readerId),
    }
  })
}

function asked({ school, reader, history, preferences }: Snapshot, wanted: ListWanted): PickFor {
  const closed = history.filter((entry) => !mayBeListed(entry, false)).map((entry) => entry.book)
  return {
    history,
    gates: { reader, policy: school.policy, read: new Set(closed) },
    comfort: comfortLevel(reader.grade_level, preferences?.comfort_level ?? null),
    limit: wanted.limit,
    level: wanted.level,
    theme: wanted.theme?.toLowerCase() ?? null,
  }
}

function listItems(
  picks: Picks,
  liked: ReadonlySet<string>,
  explained: (pick: Picks['picks'][number]) => ReturnType<typeof explainPick>,
) {
  return picks.picks.map((pick, at) => {
    const { text, reasons } = explained(pick)
    const {
      book_no,
      hidden,
      owner_reader_id,
      gate_grade,
      copies,
      copies_available,
      minimum_grade,
      maximum_grade,
      ...book
    } = pick.book
    return {
      rank: at + 1,
      book,
      level_fit: pick.fit,
      vote: liked.has(pick.book.book_id) ? ('up' as const) : null,
      score: Math.round(pick.score * 1e6) / 1e6,
      reasons,
      explanation: { text, by: 'template' as const },
    }
  })
}

/** In words why a list is general or short. */
function notices(ask: PickFor, found: number): string[] {
  const positive = ask.history.filter((entry) => entry.weight > 0).length
  const general =
    ask.history.length === 0
      ? [
          'Nothing is known of this reader’s taste yet: these are general picks. A few votes make them personal.',
        ]
      : positive < 3
        ? ['Few books are known of this reader so far: a few more votes make the list more personal.']
        : []
  const short =
    found < ask.limit
      ? [
          `Only ${found} of ${ask.limit} books: what the school allows, what was read already, the filters and room for several authors leave no more.`,
        ]
      : []
  return [...general, ...short]
}

/** The same answer as it is said when it comes from the cache. Quotes inside texts are escaped, so this is the field. */
const asCached = (body: string): Buffer => Buffer.from(body.replace('"source":"fresh"', '"source":"cache"'))
