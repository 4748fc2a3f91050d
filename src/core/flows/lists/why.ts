import type { StoredBook } from '../../domain/lists/book.ts'
import { type GateName, refusedBy } from '../../domain/lists/gates.ts'
import { type Caller, requireReader, speaksOfReader } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import type { SchoolRows } from '../../ports/store.ts'
import { sumOf } from '../../ranking/reasons.ts'
import type { Said } from '../../ranking/said.ts'
import { type PickFor, partsOf } from '../steps/lists/candidates.ts'
import { knownBook } from '../steps/lists/known-books.ts'
import type { Listing } from '../steps/lists/listing.ts'
import { shelfFor } from '../steps/lists/open-shelf.ts'
import { type Picks, pickBooks } from '../steps/lists/pick-books.ts'
import { askFor } from '../steps/lists/reader-snapshot.ts'
import { sayTo } from '../steps/lists/say-to.ts'
import type { ServedGraph } from '../steps/lists/served-graphs.ts'
import { explainPick, type Grounds, readNameable } from '../steps/lists/word-reasons.ts'
import {
  gateInWords,
  partsInWhole,
  shapeInWords,
  type WhyPart,
  type WhyShape,
} from '../steps/lists/word-why.ts'

export interface WhyWanted {
  student_id: string
  book_id: string
  /** Places of the list on which the book is looked for. */
  limit: number
  /** In which it is worded; English when left out. */
  language?: string
}

export interface Why {
  student_id: string
  book_id: string
  /** The gate that keeps it off every list of this reader. */
  gate: { code: GateName; text: string } | null
  /** Where it stands on the list; null when it does not. */
  rank: number | null
  /** Where it stands by its score alone among the books that the gates let through; null when nothing speaks for it. */
  place_by_score: number | null
  /** What `parts` add up to, before the shape of the list. */
  score: number
  parts: Worded<WhyPart>[]
  /** What put it forward or kept it back beside its score. */
  shape: Worded<WhyShape>[]
  /** The answer in one sentence. */
  text: string
}

/** The same, worded. */
type Worded<T extends { said: Said }> = Omit<T, 'said'> & { text: string }

type Needs = Pick<Core, 'store' | 'modelFor' | 'words'> & Omit<Listing, 'keepSlate'>

/**
 * Why a book is on a reader's list, or why it is not, from the votes and loans as they are now: the whole score and what
 * the shape of the list did. A reader hears of no book that the gates hide from her; whoever decides what is shown hears
 * which gate it was. Nothing is stored, and no model is asked.
 */
export async function whyBook(core: Needs, caller: Caller, wanted: WhyWanted): Promise<Why> {
  const { student_id, book_id } = wanted
  requireReader(caller, 'lists.explain', student_id)
  const known = await core.readSnapshot(caller.school_id, student_id)
  const served = await core.graphs.load(caller.school_id, known.school.live_build)
  const ask = askFor(core, known, {
    ...{ limit: wanted.limit, level: null, theme: null },
    weights: served.settings.history,
  })
  return core.store.school(caller.school_id, async (rows) => {
    const book = await knownBook(rows, caller, book_id)
    const gate = await gateBefore(rows, book, ask)
    const at = { school: caller.school_id, version: known.school.version, shelf: shelfFor(ask) }
    const shelf = await core.shelves.find(rows, served, at)
    const picks = await pickBooks(rows, served, ask, shelf)
    const books = await readNameable(rows, shelf.books, picks, ask.gates)
    const { parts, ...told } = whatSpeaks(book, { picks, served, books })
    const shape = gate === null ? shapeInWords({ bookId: book_id, score: told.score }, picks, ask) : []
    const listed = picks.picks.findIndex((pick) => pick.book.book_id === book_id)
    const pick = picks.picks[listed]
    const because = pick === undefined ? undefined : explainPick(pick, { picks, served, books }).said
    const say = sayTo(core, { language: wanted.language ?? 'en', ofReader: speaksOfReader(caller) })
    const worded = <T extends { said: Said }>({ said, ...one }: T) => ({ ...one, text: say(said) })
    const whole = because ?? (gate === null ? undefined : gateInWords(gate))
    return {
      ...{ student_id, book_id, ...told },
      parts: parts.map(worded),
      shape: shape.map(worded),
      gate: gate === null ? null : { code: gate, text: say(gateInWords(gate)) },
      rank: listed === -1 ? null : listed + 1,
      text: whole === undefined ? shape.map((one) => say(one.said)).join(' ') : say(whole),
    }
  })
}

/** The first gate that keeps the book back, the reader's whole history among them. */
async function gateBefore(rows: SchoolRows, book: StoredBook, { gates }: PickFor): Promise<GateName | null> {
  const refused = refusedBy(book, gates)
  if (refused !== null) return refused
  const closed = await rows.history.closedAmong(gates.reader.reader_id, [book.book_id])
  return closed.has(book.book_id) ? 'already_read' : null
}

function whatSpeaks(
  book: StoredBook,
  grounds: Grounds & { picks: Picks; served: ServedGraph },
): Pick<Why, 'score' | 'place_by_score'> & { parts: WhyPart[] } {
  const { picks, served } = grounds
  const index = served.indexOf(book.book_no) ?? -1
  const parts = partsOf(index, served, picks)
  const place = picks.rankAll().findIndex((candidate) => candidate.book === index)
  return {
    score: sumOf(parts),
    parts: partsInWhole(parts, grounds),
    place_by_score: place === -1 ? null : place + 1,
  }
}
