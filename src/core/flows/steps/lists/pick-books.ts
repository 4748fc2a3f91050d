import type { Place } from '../../../domain/lists/slate.ts'
import type { SchoolRows } from '../../../ports/store.ts'
import { firstPicks } from '../../../ranking/cold-start.ts'
import { diversify, type HeldBack, type ShelfFacts, takenBy } from '../../../ranking/diversify.ts'
import { keptOfIgnored } from '../../../ranking/impressions.ts'
import { placesFilledBy } from '../../../ranking/level-band.ts'
import type { Candidate } from '../../../ranking/score.ts'
import { defaultSettings } from '../../../ranking/settings.ts'
import { type Shaped, shapeList } from '../../../ranking/shape.ts'
import {
  type Pick,
  type PickFor,
  type Picking,
  readFillers,
  readPicks,
  type Scored,
  scoreBooks,
} from './candidates.ts'
import type { Shelf } from './open-shelf.ts'
import type { ServedGraph } from './served-graphs.ts'

export interface ListedPick extends Pick {
  place: Place
}

export interface Picks extends Scored {
  picks: ListedPick[]
  grade: number | null
  /** Books that waited behind those listed, best first. */
  waiting: readonly Pick[]
  /** Books that authors and series on the list kept back, by id. */
  held: ReadonlyMap<string, HeldBack>
}

/** Candidates whose facts are read at once (ranking.md 1.2, re-ranking): as a rule enough for a list of ten. */
const candidatesAtOnce = 100
/** More than asked for, so that likeness and level have something to choose from. */
const spare = 20
/** Candidates looked at, at most, for want of books in the reader's level band. */
const candidatesForLevel = 400
/** New books looked at for each place that is kept for one. */
const newBooksAPlace = 5

/**
 * Scores, gates, and shapes a list. The gates hold twice: over the whole catalogue before anything is a candidate,
 * and on each book's own row, with the reader's whole history, before it is listed. They choose among scores and
 * never move them. Candidates come page by page until authors, series and levels are spread over a full list.
 */
export async function pickBooks(
  rows: SchoolRows,
  served: ServedGraph,
  ask: PickFor,
  { admits, pinned, books }: Shelf,
): Promise<Picks> {
  const keptForNew = Math.floor(ask.limit / defaultSettings.shape.placesPerNewBook)
  const scored = await scoreBooks(
    rows,
    served,
    { ask, admits },
    { few: candidatesAtOnce, newBooks: keptForNew * newBooksAPlace },
  )
  const closed = ask.history.filter((entry) => ask.gates.read.has(entry.book))
  const looked = closed.map((entry) => entry.bookNo)
  const known = { rows, books, served, ask, scored }
  const picking: Picking = { ...known, picks: [], next: new Map(), looked }
  const pins = new Set(pinned)
  let shelf = spreadOut(picking, pins)
  for (const page of pagesOf(picking, pins)) {
    await readPicks(picking, page)
    shelf = spreadOut(picking, pins)
    if (isEnough(shelf.kept, picking)) break
  }
  if (shelf.pins.length + shelf.kept.length < ask.limit) {
    await readFillers(picking, ask.limit + candidatesAtOnce)
    shelf = spreadOut(picking, pins)
  }
  return listFrom(shelf, picking)
}

/** Books to read: what is pinned and the best new books with the first of the others, which come by score. */
function* pagesOf(
  { served, scored }: Picking,
  pins: ReadonlySet<number>,
): Generator<{ candidates: readonly Candidate[]; others: readonly number[] }> {
  const seen = new Set<number>()
  const unseen = (candidates: readonly Candidate[]): Candidate[] =>
    candidates.filter(({ book }) => {
      const isUnseen = !seen.has(book) && !pins.has(served.bookNos[book] ?? -1)
      seen.add(book)
      return isUnseen
    })
  const { ranking } = scored
  const first = [...unseen(ranking.candidates), ...unseen(ranking.besides)]
  if (pins.size + first.length > 0) yield { candidates: first, others: [...pins] }
  if (ranking.candidates.length < candidatesAtOnce) return
  const rest = unseen(scored.rankAll())
  for (let start = 0; start < rest.length; start += candidatesAtOnce)
    yield { candidates: rest.slice(start, start + candidatesAtOnce), others: [] }
}

/** What a list can be made of: pins, and the others with authors and series spread. */
interface Spread {
  pins: Pick[]
  kept: Pick[]
  held: Map<Pick, HeldBack>
}

const factsOf = (pick: Pick): ShelfFacts => pick.facts

/** At most so many books an author and a series, and of a series the next one only; a librarian's pins always. */
function spreadOut(picking: Picking, pinned: ReadonlySet<number>): Spread {
  const { picks, scored, next, ask } = picking
  const { shape, diversity } = defaultSettings
  const byWorth = [...picks].sort((a, b) => b.worth - a.worth)
  const pins = byWorth
    .filter((pick) => pinned.has(pick.book.book_no))
    .slice(0, Math.min(shape.pins, ask.limit))
  const others = byWorth.filter((pick) => !pins.includes(pick))
  const taken = takenBy(pins.map(factsOf))
  const shelf = scored.isCold ? coldShelf(picking, others) : others
  return { pins, ...diversify(shelf, factsOf, { next, taken }, diversity) }
}

/** Whether a list can be filled, with some to choose from, and without too many books of another level. */
function isEnough(kept: readonly Pick[], { ask, picks }: Picking): boolean {
  if (kept.length < ask.limit + spare) return false
  if (ask.level !== null || picks.length >= candidatesForLevel) return true
  const fits = kept.map((pick) => pick.fit)
  return placesFilledBy(fits, ask.limit) >= ask.limit
}

function listFrom({ pins, kept, held }: Spread, { ask, scored, served }: Picking): Picks {
  const shaped = shapeList(
    { pins, candidates: kept, vectorOf: (pick) => served.texts.of(pick.book.book_no), limit: ask.limit },
    defaultSettings.shape,
  )
  const listed = new Set(shaped.map(({ candidate }) => candidate))
  return {
    ...scored,
    picks: shaped.map((one) => ({ ...one.candidate, place: placeOf(one) })),
    grade: ask.gates.reader.grade_level,
    waiting: kept.filter((pick) => !listed.has(pick)),
    held: new Map([...held].map(([pick, why]) => [pick.book.book_id, why])),
  }
}

function placeOf({ candidate, place }: Shaped<Pick>): Place {
  if (place === 'pin') return place
  if (candidate.cold !== null) return 'first'
  return candidate.score > 0 ? place : 'fill'
}

/**
 * First picks for a reader of whom nothing is known, in an order that no score made: they are worth nothing, so that
 * nothing reorders them. Without a grade's own popularity that rung is left out.
 */
function coldShelf({ served, ask, scored }: Picking, picks: readonly Pick[]): Pick[] {
  const { prior } = scored
  const seen = picks.map((pick) =>
    keptOfIgnored(ask.ignored.get(pick.book.book_id) ?? 0, defaultSettings.shape),
  )
  const popularity = (weights: Float32Array): Float32Array =>
    Float32Array.from(picks, (pick, at) => (weights[pick.index] ?? 0) * (seen[at] ?? 1))
  const first = firstPicks({
    shelf: picks.map(({ book }, at) => ({
      book: at,
      themes: book.themes,
      ...(book.authors[0] === undefined ? {} : { author: book.authors[0] }),
      ...(book.average_rating === null ? {} : { rating: book.average_rating }),
    })),
    interests: [],
    inGrade: popularity(prior.ofGrade ? prior.weights : new Float32Array(0)),
    inSchool: popularity(served.graph.prior),
    limit: ask.limit + spare,
  })
  return first.flatMap(({ book: at, reason }) => {
    const pick = picks[at]
    return pick === undefined ? [] : [{ ...pick, worth: 0, cold: reason }]
  })
}
