import type { StoredBook } from '../../domain/book.ts'
import { type GateContext, refusedBy } from '../../domain/gates.ts'
import type { SchoolRows } from '../../ports/store.ts'
import { type ColdReason, firstPicks } from '../../ranking/cold-start.ts'
import { borrowRow } from '../../ranking/content.ts'
import { diversify, nextInSeries, type ShelfFacts } from '../../ranking/diversify.ts'
import type { HistoryEntry } from '../../ranking/history.ts'
import { inLevelBand, type LevelFit, levelFit } from '../../ranking/level-band.ts'
import type { HistoryBookWithEvidence } from '../../ranking/reasons.ts'
import { type Candidate, maxCandidates, type Ranking } from '../../ranking/score.ts'
import { defaultSettings } from '../../ranking/settings.ts'
import type { ServedGraph } from './served-graphs.ts'

/** For whom to pick, and what was asked for. */
export interface PickFor {
  history: readonly (HistoryEntry<string> & { bookNo: number })[]
  gates: GateContext
  comfort: number | null
  limit: number
  level: LevelFit | null
  theme: string | null
}

export interface Pick {
  book: StoredBook
  /** Its index in the graph, or -1 for a book that the graph does not know. */
  index: number
  score: number
  fit: LevelFit | null
  /** Why it is a first pick for a reader of whom nothing is known; null for everybody else. */
  cold: ColdReason | null
}

export interface Picks {
  picks: Pick[]
  ranking: Ranking
  history: (HistoryBookWithEvidence & { bookId: string; read: boolean })[]
  prior: { weights: Float32Array; ofGrade: boolean }
}

/** Candidates whose facts are read at once: as a rule enough for a list of ten, and reading them is half its cost. */
const candidatesAtOnce = 80
/** Books whose facts are read at once to fill a list. */
const booksAtOnce = 200
/** Books looked at, best rated first, to fill a list that the graph leaves short. */
const maxFillBooks = 10_000
/** How many more than asked for are kept for spreading authors, series and levels. */
const spare = 40

/**
 * Scores, gates, and shapes a list: candidates from the graph, best first; the gates decide who may come at all;
 * then authors, series and levels are spread. Gates choose among scores, they never move them.
 */
export async function pickBooks(rows: SchoolRows, served: ServedGraph, ask: PickFor): Promise<Picks> {
  const history = await historyBooks(rows, served, ask.history)
  const ofGrade = served.gradePrior(ask.gates.reader.grade_level)
  const prior = { weights: ofGrade ?? served.graph.prior, ofGrade: ofGrade !== null }
  const closed = ask.history.flatMap((entry) => {
    const index = entry.read || !entry.shown ? served.indexOf(entry.bookNo) : undefined
    return index === undefined ? [] : [index]
  })
  const ranking = served.scorer({ history, excluded: closed, prior: prior.weights, limit: maxCandidates })
  const admitted = await admit(rows, served, { ask, candidates: ranking.candidates })
  if (admitted.length < ask.limit) admitted.push(...(await fillUp(rows, served, { ask, have: admitted })))
  const isCold = !history.some((entry) => entry.weight > 0)
  const shelf = isCold
    ? coldShelf(served, { ask, admitted, inGrade: ofGrade ?? new Float32Array(0) })
    : admitted
  const spread = diversify(
    shelf.map((_, at) => ({ book: at })),
    (at) => shelfFacts(shelf[at]?.book),
    await seriesOrder(rows, ask.gates, admitted),
    defaultSettings.diversity,
  ).flatMap(({ book: at }) => shelf[at] ?? [])
  const shaped = inLevelBand(spread, (pick) => pick.fit, ask.limit)
  return { picks: shaped.filter((pick) => refusedBy(pick.book, ask.gates) === null), ranking, history, prior }
}

/** The history as the scorer wants it; books that the graph does not know bring neighbours by their text. */
async function historyBooks(
  rows: SchoolRows,
  served: ServedGraph,
  history: PickFor['history'],
): Promise<Picks['history']> {
  const weighing = history.filter((entry) => entry.weight !== 0)
  const unknown = weighing.filter((entry) => served.isSilent(entry.bookNo)).map((entry) => entry.book)
  const near = unknown.length === 0 ? [] : await rows.vectors.textNeighbours(unknown)
  const rowOf = new Map(
    near.map((found) => {
      const kept = found.neighbour_nos.flatMap((bookNo, at) => {
        const index = served.indexOf(bookNo)
        return index === undefined ? [] : [{ index, similarity: found.similarities[at] ?? 0 }]
      })
      const row = {
        neighbours: Int32Array.from(kept, (k) => k.index),
        weights: Float32Array.from(kept, (k) => k.similarity),
      }
      return [found.book_id, borrowRow(row, served.typicalRowSum)]
    }),
  )
  return weighing.map((entry) => {
    const row = rowOf.get(entry.book)
    const book = {
      bookId: entry.book,
      book: served.indexOf(entry.bookNo) ?? -1,
      weight: entry.weight,
      evidence: entry.evidence,
      read: entry.read,
    }
    return row === undefined ? book : { ...book, row }
  })
}

async function admit(
  rows: SchoolRows,
  served: ServedGraph,
  { ask, candidates }: { ask: PickFor; candidates: readonly Candidate[] },
): Promise<Pick[]> {
  const admitted: Pick[] = []
  for (
    let start = 0;
    start < candidates.length && admitted.length < ask.limit + spare;
    start += candidatesAtOnce
  ) {
    const some = candidates.slice(start, start + candidatesAtOnce)
    const facts = new Map(
      (await rows.books.byNumbers(some.map((c) => served.bookNos[c.book] ?? -1))).map((b) => [b.book_no, b]),
    )
    for (const { book: index, score } of some) {
      const book = facts.get(served.bookNos[index] ?? -1)
      const pick = book === undefined ? null : asPick(book, ask, { index, score })
      if (pick !== null) admitted.push(pick)
    }
  }
  return admitted
}

/** When the graph has too little to say: well rated books, else any that the gates let through. */
async function fillUp(
  rows: SchoolRows,
  served: ServedGraph,
  { ask, have }: { ask: PickFor; have: readonly Pick[] },
): Promise<Pick[]> {
  const known = new Set(have.map((pick) => pick.book.book_id))
  const found: Pick[] = []
  for (let start = 0; start < maxFillBooks && found.length < ask.limit + spare; start += booksAtOnce) {
    const books = await rows.books.anyOf({ limit: booksAtOnce, theme: ask.theme, skip: start })
    for (const book of books) {
      const at = { index: served.indexOf(book.book_no) ?? -1, score: 0 }
      const pick = known.has(book.book_id) ? null : asPick(book, ask, at)
      if (pick !== null) found.push(pick)
    }
    if (books.length < booksAtOnce) break
  }
  return found
}

/** First picks for a reader of whom nothing is known. Without a grade's own popularity that rung is left out. */
function coldShelf(
  served: ServedGraph,
  { ask, admitted, inGrade }: { ask: PickFor; admitted: readonly Pick[]; inGrade: Float32Array },
): Pick[] {
  const picks = firstPicks({
    shelf: admitted.map(({ book }, at) => ({
      book: at,
      themes: book.themes,
      ...(book.authors[0] === undefined ? {} : { author: book.authors[0] }),
      ...(book.average_rating === null ? {} : { rating: book.average_rating }),
    })),
    interests: [],
    inGrade: Float32Array.from(admitted, (pick) => inGrade[pick.index] ?? 0),
    inSchool: Float32Array.from(admitted, (pick) => served.graph.prior[pick.index] ?? 0),
    limit: ask.limit + spare,
  })
  return picks.flatMap(({ book: at, reason }) => {
    const pick = admitted[at]
    return pick === undefined ? [] : [{ ...pick, cold: reason }]
  })
}

/** The book as a pick, or null when a gate or what was asked for keeps it back. */
function asPick(book: StoredBook, ask: PickFor, at: { index: number; score: number }): Pick | null {
  if (refusedBy(book, ask.gates) !== null) return null
  if (ask.theme !== null && !book.themes.includes(ask.theme)) return null
  const fit = levelFit(book.reading_level, ask.comfort)
  if (ask.level !== null && fit !== ask.level) return null
  return { book, fit, ...at, cold: null }
}

const shelfFacts = (book: StoredBook | undefined): ShelfFacts => ({
  ...(book?.authors[0] === undefined ? {} : { author: book.authors[0] }),
  ...(book?.series == null || book.series_number === null
    ? {}
    : { series: { name: book.series, position: book.series_number } }),
})

/** Of each series on the list, the first volume that this reader may have and has not read. */
async function seriesOrder(
  rows: SchoolRows,
  gates: GateContext,
  picks: readonly Pick[],
): Promise<Map<string, number>> {
  const names = [...new Set(picks.flatMap((pick) => pick.book.series ?? []))]
  if (names.length === 0) return new Map()
  const volumes = await rows.books.inSeries(names)
  return nextInSeries(volumes.filter((book) => refusedBy(book, gates) === null).map(shelfFacts))
}
