import { ShelftalkError } from '../../domain/errors.ts'
import type { StoredBook } from '../../domain/lists/book.ts'
import { standInVoter, teacherVoter } from '../../domain/lists/interaction.ts'
import {
  type Caller,
  reachOf,
  requireReader,
  showsReader,
  speaksOfReader,
} from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import type { CachedList, ListVersions } from '../../ports/runtime.ts'
import type { LevelFit } from '../../ranking/level-band.ts'
import type { Said } from '../../ranking/said.ts'
import { positiveBooks } from '../../ranking/score.ts'
import type { PickFor } from '../steps/lists/candidates.ts'
import { asCached, booksByTemplate, reworded } from '../steps/lists/list-body.ts'
import type { Listing } from '../steps/lists/listing.ts'
import type { ModelWording } from '../steps/lists/model-wording.ts'
import { shelfFor } from '../steps/lists/open-shelf.ts'
import { type ListedPick, pickBooks } from '../steps/lists/pick-books.ts'
import { askFor } from '../steps/lists/reader-snapshot.ts'
import { sayTo } from '../steps/lists/say-to.ts'
import {
  findUnworded,
  keepUnworded,
  type ListPlace,
  readWording,
  type UnwordedList,
} from '../steps/lists/unworded.ts'
import { type Explained, explainPick, readNameable } from '../steps/lists/word-reasons.ts'
import { requireStudent } from '../steps/people/reach.ts'

export interface ListWanted {
  student_id: string
  limit: number
  /** Whether to wait for a language model's wording. Without one, all three mean the template's. */
  explanations: 'none' | 'wait' | 'later'
  level: LevelFit | null
  theme: string | null
  /** Whether only books that can be borrowed now are wanted; the school's policy may want that anyway. */
  availableOnly?: boolean
  /** In which it is worded; English when left out. A model's wording is English, so other languages have the template's. */
  language?: string
}

export interface ListAnswer {
  /** The whole answer as JSON in UTF-8. */
  body: Buffer
  source: 'cache' | 'fresh'
}

type Needs = Core & Listing & { wording: ModelWording }

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
  const asked: Asked = {
    ...{ language: 'en', ...wanted, teacher },
    ...{ shown: showsReader(caller), ofReader: speaksOfReader(caller) },
  }
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
    if (body !== null) return { body, source: 'fresh' }
    mayWait = false
  }
  throw new ShelftalkError(
    'unavailable',
    'The list keeps changing while it is made. Try again in a second.',
    { retryAfterSeconds: 1 },
  )
}

/** Somebody else who looks at a student's list: whose thumbs it shows, and whether it may name what the student read. */
interface Teacher {
  voter: string
  namesHistory: boolean
}

interface Asked extends ListWanted {
  language: string
  teacher: Teacher | null
  /** Whether it comes before the reader's own eyes. */
  shown: boolean
  /** Whether somebody else is told of the reader; a model speaks to readers only, so that its sentences are left out then. */
  ofReader: boolean
}

/** Lets the caller through to the list, or refuses; answers the teacher, or who acts as the student, null for anybody else. */
async function admit(core: Needs, caller: Caller, studentId: string): Promise<Teacher | null> {
  if (reachOf(caller, 'lists.read') !== 'own_classes') {
    requireReader(caller, 'lists.read', studentId)
    return caller.acted === true ? { voter: standInVoter, namesHistory: false } : null
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
const variantOf = (core: Needs, asked: Asked): string => {
  const { limit, level, theme, availableOnly, explanations, teacher, shown, language } = asked
  return JSON.stringify([
    ...[limit, level, theme],
    ...(availableOnly === true ? ['available'] : []),
    ...(language === 'en' ? [] : [language]),
    ...(core.language !== null && explanations === 'none' ? ['template'] : []),
    ...(shown ? [] : ['staff']),
    ...(teacher === null ? [] : [teacher.voter, teacher.namesHistory]),
  ])
}

interface MadeList {
  body: Buffer
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
async function waitForFresh(core: Needs, place: ListPlace, made: MadeList): Promise<Buffer | null> {
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
  const known = await core.readSnapshot(school_id, reader_id, teacher?.voter)
  const served = await core.graphs.load(school_id, known.school.live_build)
  const ask = askFor(core, known, { ...wanted, weights: served.settings.history })
  const slateId = core.newId()
  const madeAt = core.clock()
  const say = sayTo(core, wanted)
  const { picks, items, unworded } = await core.store.school(school_id, async (rows) => {
    const at = { school: school_id, version: known.school.version, shelf: shelfFor(ask) }
    const shelf = await core.shelves.find(rows, served, at)
    const picks = await pickBooks(rows, served, ask, shelf)
    const books =
      teacher?.namesHistory === false
        ? new Map<string, StoredBook>()
        : await readNameable(rows, shelf.books, picks, ask.gates)
    const told = picks.picks.map((pick) => ({ pick, ...explainPick(pick, { picks, served, books }) }))
    const isByModel = wanted.explanations !== 'none' && wanted.language === 'en' && !wanted.ofReader
    const worded = known.school.policy.model_for_books && isByModel
    const { texts, unworded } = await readWording(core, rows, worded ? told.map(factsOfPick) : [])
    return { picks, items: listItems(told, { liked: known.liked, texts, say }), unworded }
  })
  await core.keepSlate(school_id, {
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
  const answer = {
    student_id: reader_id,
    slate_id: slateId,
    generated_at: madeAt.toISOString(),
    source: 'fresh',
    items,
    notices: notices(ask, items.length).map(say),
  }
  const versions = { reader: known.reader.version, school: known.school.version }
  return {
    body: Buffer.from(JSON.stringify(answer)),
    bookIds: items.map((item) => item.book.book_id),
    versions,
    unworded: { ...place, versions, slate_id: slateId, picks: unworded },
  }
}

type Told = Explained & { pick: ListedPick }

const factsOfPick = ({ pick, facts }: Told) => ({ book_id: pick.book.book_id, facts })

interface Wording {
  liked: ReadonlySet<string>
  /** The model's sentences, by book id. */
  texts: ReadonlyMap<string, string>
  say(said: Said): string
}

function listItems(told: readonly Told[], { liked, texts, say }: Wording) {
  return told.map(({ pick, said, reasons }, at) => {
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
      reasons: reasons.map(({ code, because, said }) => ({ code, because, text: say(said) })),
      explanation:
        byModel === undefined
          ? { text: say(said), by: 'template' as const }
          : { text: byModel, by: 'model' as const },
    }
  })
}

/** Why a list is general or short. */
function notices(ask: PickFor, found: number): Said[] {
  const positive = positiveBooks(ask.history)
  const general: Said[] =
    ask.history.length === 0 ? [{ key: 'notice.general' }] : positive < 3 ? [{ key: 'notice.few' }] : []
  const short: Said[] =
    found < ask.limit ? [{ key: 'notice.short', values: { found, wanted: ask.limit } }] : []
  return [...general, ...short]
}
