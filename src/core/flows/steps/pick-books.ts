import type { StoredBook } from '../../domain/book.ts'
import { type GateContext, refusedBy } from '../../domain/gates.ts'
import type { SchoolRows, Volume } from '../../ports/store.ts'
import { type ColdReason, firstPicks } from '../../ranking/cold-start.ts'
import { borrowRow } from '../../ranking/content.ts'
import { diversify, nextInSeries, type ShelfFacts } from '../../ranking/diversify.ts'
import type { HistoryEntry } from '../../ranking/history.ts'
import { inLevelBand, type LevelFit, levelFit } from '../../ranking/level-band.ts'
import type { HistoryBookWithEvidence } from '../../ranking/reasons.ts'
import { type Candidate, maxCandidates, type Ranking } from '../../ranking/score.ts'
import { defaultSettings } from '../../ranking/settings.ts'
import { type Admits, type ShelfAsk, shelfFor } from './open-shelf.ts'
import type { ServedGraph } from './served-graphs.ts'

/** For whom to pick, and what was asked for. */
export interface PickFor extends ShelfAsk {
  history: readonly (HistoryEntry<string> & { bookNo: number })[]
  limit: number
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
  grade: number | null
}

/** Candidates whose facts are read at once: as a rule enough for a list of ten, and reading them is half its cost. */
const candidatesAtOnce = 80
/** More than asked for, so that a soft level band has something to choose from. */
const spare = 20

/**
 * Scores, gates, and shapes a list. The gates hold twice: over the whole catalogue before anything is a candidate,
 * and on each book's own row, with the reader's whole history, before it is listed. They choose among scores and
 * never move them. Candidates come page by page until authors, series and levels are spread over a full list.
 */
export async function pickBooks(
  rows: SchoolRows,
  served: ServedGraph,
  ask: PickFor,
  admits: Admits,
): Promise<Picks> {
  const history = await historyBooks(rows, served, ask.history)
  const ofGrade = served.gradePrior(ask.gates.reader.grade_level)
  const prior = { weights: ofGrade ?? served.graph.prior, ofGrade: ofGrade !== null }
  const closed = ask.history.filter((entry) => ask.gates.read.has(entry.book))
  const excluded = closed.flatMap((entry) => served.indexOf(entry.bookNo) ?? [])
  const ranking = served.scorer({ history, excluded, prior: prior.weights, admits, limit: maxCandidates })
  const isCold = !history.some((entry) => entry.weight > 0)
  const admitted: Pick[] = []
  const looked: number[] = closed.map((entry) => entry.bookNo)
  const spread = async (): Promise<Pick[]> => {
    const shelf = isCold
      ? coldShelf(served, { ask, admitted, inGrade: ofGrade ?? new Float32Array(0) })
      : admitted
    return spreadOut(shelf, await seriesOrder(rows, ask.gates, admitted))
  }
  let list: Pick[] = []
  for (const page of pagesOf(ranking.candidates, candidatesAtOnce)) {
    admitted.push(...(await admit(rows, served, { ask, page })))
    looked.push(...page.map((candidate) => served.bookNos[candidate.book] ?? -1))
    list = await spread()
    if (list.length >= ask.limit + spare) break
  }
  if (list.length < ask.limit) {
    const books = await rows.books.wellRated(shelfFor(ask), {
      but: looked,
      limit: ask.limit + candidatesAtOnce,
    })
    admitted.push(
      ...(await atLastGate(
        rows,
        ask,
        books.flatMap((book) => asPick(served, book, ask, 0)),
      )),
    )
    list = await spread()
  }
  return {
    picks: inLevelBand(list, (pick) => pick.fit, ask.limit),
    ranking,
    history,
    prior,
    grade: ask.gates.reader.grade_level,
  }
}

function* pagesOf<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}

/** At most so many books an author and a series, and of a series the next one only. */
function spreadOut(shelf: readonly Pick[], next: ReadonlyMap<string, number>): Pick[] {
  const places = shelf.map((_, at) => ({ book: at }))
  const kept = diversify(places, (at) => shelfFacts(shelf[at]?.book), next, defaultSettings.diversity)
  return kept.flatMap(({ book: at }) => shelf[at] ?? [])
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
  { ask, page }: { ask: PickFor; page: readonly Candidate[] },
): Promise<Pick[]> {
  const numbers = page.map((candidate) => served.bookNos[candidate.book] ?? -1)
  const facts = new Map((await rows.books.byNumbers(numbers)).map((book) => [book.book_no, book]))
  const picks = page.flatMap(({ score }, at) => {
    const book = facts.get(numbers[at] ?? -1)
    return book === undefined ? [] : asPick(served, book, ask, score)
  })
  return atLastGate(rows, ask, picks)
}

/** Nothing that the reader had in hand or refused, exactly: the weighed history is bounded, this is not. */
async function atLastGate(rows: SchoolRows, ask: PickFor, picks: readonly Pick[]): Promise<Pick[]> {
  const ids = picks.map((pick) => pick.book.book_id)
  const closed = await rows.history.closedAmong(ask.gates.reader.reader_id, ids)
  return picks.filter((pick) => !closed.has(pick.book.book_id))
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

/** The book as a pick; none when a gate or what was asked for keeps it back. */
function asPick(served: ServedGraph, book: StoredBook, ask: PickFor, score: number): Pick[] {
  if (refusedBy(book, ask.gates) !== null) return []
  if (ask.theme !== null && !book.themes.includes(ask.theme)) return []
  const fit = levelFit(book.reading_level, ask.comfort)
  if (ask.level !== null && fit !== ask.level) return []
  return [{ book, fit, index: served.indexOf(book.book_no) ?? -1, score, cold: null }]
}

const shelfFacts = (book: Volume | undefined): ShelfFacts => ({
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
