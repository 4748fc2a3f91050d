import type { StoredBook } from '../domain/book.ts'
import { ShelftalkError } from '../domain/errors.ts'
import { teacherVoter } from '../domain/interaction.ts'
import { type Caller, reachOf, requireReader, showsReader } from '../domain/permissions.ts'
import type { Core } from '../ports/core.ts'
import { lastly } from '../ports/lastly.ts'
import type { CachedList, ListVersions } from '../ports/runtime.ts'
import type { LevelFit } from '../ranking/level-band.ts'
import type { PickFor } from './steps/candidates.ts'
import { asCached, booksByTemplate, reworded } from './steps/list-body.ts'
import type { ModelWording } from './steps/model-wording.ts'
import { type OpenShelves, shelfFor } from './steps/open-shelf.ts'
import { type ListedPick, pickBooks } from './steps/pick-books.ts'
import { requireStudent } from './steps/reach.ts'
import { askFor, readSnapshot } from './steps/reader-snapshot.ts'
import type { ServedGraphs } from './steps/served-graphs.ts'
import {
  findUnworded,
  keepUnworded,
  type ListPlace,
  readWording,
  type UnwordedList,
} from './steps/unworded.ts'
import { type Explained, explainPick, readNameable } from './steps/word-reasons.ts'

export interface ListWanted {
  student_id: string
  limit: number
  /** Whether to wait for a language model's wording. Without one, all three mean the template's. */
  explanations: 'none' | 'wait' | 'later'
  level: LevelFit | null
  theme: string | null
}

export interface ListAnswer {
  /** The whole answer as JSON in UTF-8. */
  body: Buffer
  source: 'cache' | 'fresh'
}

type Needs = Core & { graphs: ServedGraphs; shelves: OpenShelves; wording: ModelWording }

/** The ranking's name as it is stored with each slate. */
const policyName = 'neighbours-2'
/** How often a list is made anew because something changed while it was made. */
const maxAttempts = 5

/**
 * A reader's list: from the cache while the reader's and the school's versions are current, else made anew from the
 * votes and loans as they are. A list that was overtaken while it was made, or while its wording was waited for, is
 * never answered.
 */
export async function recommend(core: Needs, caller: Caller, wanted: ListWanted): Promise<ListAnswer> {
  const teacher = await admit(core, caller, wanted.student_id)
  const asked: Asked = { ...wanted, teacher, shown: showsReader(caller) }
  const place = {
    school_id: caller.school_id,
    reader_id: wanted.student_id,
    variant: variantOf(core, asked),
  }
  let mayWait = wanted.explanations === 'wait'
  const cached = await core.cache.get(place.school_id, place.reader_id, place.variant)
  if (cached !== null) {
    const waited = mayWait && (await waitForCached(core, place, cached))
    const current = waited ? await core.cache.get(place.school_id, place.reader_id, place.variant) : cached
    if (current !== null) return { body: current.body, source: 'cache' }
    mayWait = false
  }
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const made = await makeList(core, place, asked)
    const [current] = await Promise.all([keep(core, place, made), keepUnworded(core.cache, made.unworded)])
    if (!current) continue
    if (!mayWait) core.wording.later(made.unworded)
    const body = mayWait ? await waitForFresh(core, place, made) : made.body
    if (body !== null) return { body: Buffer.from(body), source: 'fresh' }
    mayWait = false
  }
  throw new ShelftalkError(
    'unavailable',
    'The list keeps changing while it is made. Try again in a second.',
    { retryAfterSeconds: 1 },
  )
}

/** A teacher who looks at a student's list: whose thumbs it shows, and whether it may name what the student read. */
interface Teacher {
  voter: string
  namesHistory: boolean
}

interface Asked extends ListWanted {
  teacher: Teacher | null
  /** Whether it comes before the reader's own eyes. */
  shown: boolean
}

/** Lets the caller through to the list, or refuses; answers the teacher who looks, null for anybody else. */
async function admit(core: Needs, caller: Caller, studentId: string): Promise<Teacher | null> {
  if (reachOf(caller, 'lists.read') !== 'own_classes') {
    requireReader(caller, 'lists.read', studentId)
    return null
  }
  return core.store.school(caller.school_id, async (rows) => {
    await requireStudent(rows, caller, 'lists.read', studentId)
    const { policy } = await rows.school.read()
    return { voter: teacherVoter(caller.person_id ?? ''), namesHistory: policy.teachers_see_loans }
  })
}

/**
 * How it is explained makes another list only where a model may have worded the one that is kept. What staff looks at is
 * kept apart, so that a list is stored as shown whenever the reader sees one.
 */
const variantOf = (core: Needs, { limit, level, theme, explanations, teacher, shown }: Asked): string =>
  JSON.stringify([
    ...[limit, level, theme],
    ...(core.language !== null && explanations === 'none' ? ['template'] : []),
    ...(shown ? [] : ['staff']),
    ...(teacher === null ? [] : [teacher.voter, teacher.namesHistory]),
  ])

interface MadeList {
  body: string
  bookIds: string[]
  versions: ListVersions
  unworded: UnwordedList
}

/** False when the list was overtaken. */
const keep = (core: Needs, { school_id, reader_id, variant }: ListPlace, list: MadeList): Promise<boolean> =>
  core.cache.put(school_id, reader_id, variant, {
    body: asCached(list.body),
    bookIds: list.bookIds,
    versions: list.versions,
  })

/** The list as the model words it, as far as that came in time; null when it was overtaken meanwhile. */
async function waitForFresh(core: Needs, place: ListPlace, made: MadeList): Promise<string | null> {
  if (made.unworded.picks.length === 0) return made.body
  const texts = await core.wording.wait(made.unworded)
  const body = reworded(made.body, made.unworded.slate_id, texts) ?? made.body
  return (await keep(core, place, { ...made, body })) ? body : null
}

/** Waits until a list that lies in the cache has the model's words there; false when there was nothing to wait for. */
async function waitForCached(core: Needs, place: ListPlace, cached: CachedList): Promise<boolean> {
  const books = booksByTemplate(cached.body)
  const kept = books.size === 0 ? null : await findUnworded(core.cache, place)
  const picks = kept?.picks.filter((pick) => books.has(pick.book_id)) ?? []
  if (kept === null || picks.length === 0) return false
  await core.wording.wait({ ...kept, picks })
  return true
}

async function makeList(core: Needs, place: ListPlace, wanted: Asked): Promise<MadeList> {
  const { school_id, reader_id } = place
  const { teacher } = wanted
  const known = await readSnapshot(core, school_id, reader_id, teacher?.voter)
  const served = await core.graphs.load(school_id, known.school.live_build)
  const ask = askFor(core, known, { ...wanted, weights: served.settings.history })
  const slateId = core.newId()
  const madeAt = core.clock()
  const { items, unworded } = await core.store.school(school_id, async (rows) => {
    const at = { school: school_id, version: known.school.version, shelf: shelfFor(ask) }
    const picks = await pickBooks(rows, served, ask, await core.shelves.find(rows, served, at))
    const books =
      teacher?.namesHistory === false
        ? new Map<string, StoredBook>()
        : await readNameable(rows, picks, ask.gates)
    const told = picks.picks.map((pick) => ({ pick, ...explainPick(pick, { picks, served, books }) }))
    const worded = known.school.policy.model_for_books && wanted.explanations !== 'none'
    const { texts, unworded } = await readWording(core, rows, worded ? told.map(factsOfPick) : [])
    const items = listItems(told, known.liked, texts)
    const stored = rows.slates.put({
      slate_id: slateId,
      reader_id,
      policy: policyName,
      build_id: known.school.live_build,
      shown: wanted.shown,
      items: items.map(({ book: { book_id }, rank, score }, at) => ({
        ...{ book_id, rank, score },
        place: picks.picks[at]?.place ?? 'score',
      })),
      made_at: madeAt,
    })
    return lastly(stored.then(() => ({ items, unworded })))
  })
  const body = JSON.stringify({
    student_id: reader_id,
    slate_id: slateId,
    generated_at: madeAt.toISOString(),
    source: 'fresh',
    items,
    notices: notices(ask, items.length),
  })
  const versions = { reader: known.reader.version, school: known.school.version }
  return {
    body,
    bookIds: items.map((item) => item.book.book_id),
    versions,
    unworded: { ...place, versions, slate_id: slateId, picks: unworded },
  }
}

type Told = Explained & { pick: ListedPick }

const factsOfPick = ({ pick, facts }: Told) => ({ book_id: pick.book.book_id, facts })

function listItems(told: readonly Told[], liked: ReadonlySet<string>, texts: ReadonlyMap<string, string>) {
  return told.map(({ pick, text, reasons }, at) => {
    const {
      book_no,
      hidden,
      owner_reader_id,
      gate_grade,
      gate_highest_grade,
      blocked_grades,
      copies,
      copies_available,
      minimum_grade,
      maximum_grade,
      ...book
    } = pick.book
    const byModel = texts.get(book.book_id)
    return {
      rank: at + 1,
      book,
      level_fit: pick.fit,
      vote: liked.has(pick.book.book_id) ? ('up' as const) : null,
      score: Math.round(pick.score * 1e6) / 1e6,
      reasons,
      explanation:
        byModel === undefined ? { text, by: 'template' as const } : { text: byModel, by: 'model' as const },
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
