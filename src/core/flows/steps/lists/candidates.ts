import type { StoredBook } from '../../../domain/lists/book.ts'
import { refusedBy } from '../../../domain/lists/gates.ts'
import type { SchoolRows } from '../../../ports/store.ts'
import type { ColdReason } from '../../../ranking/cold-start.ts'
import { borrowRow } from '../../../ranking/content.ts'
import { nextInSeries, type ShelfFacts } from '../../../ranking/diversify.ts'
import type { HistoryEntry } from '../../../ranking/history.ts'
import { keptOfIgnored } from '../../../ranking/impressions.ts'
import { type LevelFit, levelFit } from '../../../ranking/level-band.ts'
import {
  type Contributions,
  contributionsTo,
  type HistoryBookWithEvidence,
  sumOf,
} from '../../../ranking/reasons.ts'
import { type Candidate, maxCandidates, type Ranking } from '../../../ranking/score.ts'
import { defaultSettings } from '../../../ranking/settings.ts'
import { type Admits, type ShelfAsk, shelfFor } from './open-shelf.ts'
import type { ServedGraph } from './served-graphs.ts'
import { type ShelfBooks, type Shelved, shelved } from './shelf-books.ts'

/** For whom to pick, and what was asked for. */
export interface PickFor extends ShelfAsk {
  history: readonly (HistoryEntry<string> & { bookNo: number })[]
  /** Whether the history is everything that the reader did, and not the newest of it. */
  isWhole: boolean
  /** How often books stood on the reader's lists without a word from the reader since. */
  ignored: ReadonlyMap<string, number>
  /** Whose vectors tell how much alike books are. */
  modelId: string
  limit: number
}

/** A book that the gates let through, as a list may hold it. */
export interface Pick {
  book: StoredBook
  facts: ShelfFacts
  /** Its index in the graph, or -1 for a book that the graph does not know. */
  index: number
  /** The sum of what speaks for it. */
  score: number
  /** What is left of the score of a book that was shown and passed over: by this it is chosen. */
  worth: number
  fit: LevelFit | null
  /** Hardly anybody read it yet, and the history speaks for it all the same. */
  isNew: boolean
  /** Why it is a first pick for a reader of whom nothing is known; null for everybody else. */
  cold: ColdReason | null
}

/** What speaks for books before any list is made: the ranking, and what it was made from. */
export interface Scored {
  /** The best few, and new books that stand behind them. */
  ranking: Ranking
  /** All candidates, of which there are `maxCandidates` at most. */
  rankAll(): Candidate[]
  history: (HistoryBookWithEvidence & { bookId: string; bookNo: number; read: boolean })[]
  prior: { weights: Float32Array; ofGrade: boolean }
  /** No book of the history speaks for anything. */
  isCold: boolean
}

/** The best books of the graph among those that the gates admit: so many of all, and so many new ones. */
export async function scoreBooks(
  rows: SchoolRows,
  served: ServedGraph,
  { ask, admits }: { ask: PickFor; admits: Admits },
  { few, newBooks }: { few: number; newBooks: number },
): Promise<Scored> {
  const history = await historyBooks(rows, served, ask.history)
  const ofGrade = served.gradePrior(ask.gates.reader.grade_level)
  const prior = { weights: ofGrade ?? served.graph.prior, ofGrade: ofGrade !== null }
  const closed = ask.history.filter((entry) => ask.gates.read.has(entry.book))
  const excluded = closed.flatMap((entry) => served.indexOf(entry.bookNo) ?? [])
  const request = { history, excluded, prior: prior.weights, admits }
  const besides = { isWanted: served.isSparse, limit: newBooks }
  return {
    ranking: served.scorer({ ...request, limit: few, besides }),
    rankAll: () => served.scorer({ ...request, limit: maxCandidates }).candidates,
    ...{ history, prior, isCold: !history.some((entry) => entry.weight > 0) },
  }
}

/** The history as the scorer wants it; books that the graph does not know bring neighbours by their text. */
async function historyBooks(
  rows: SchoolRows,
  served: ServedGraph,
  history: PickFor['history'],
): Promise<Scored['history']> {
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
      bookNo: entry.bookNo,
      book: served.indexOf(entry.bookNo) ?? -1,
      weight: entry.weight,
      evidence: entry.evidence,
      read: entry.read,
    }
    return row === undefined ? book : { ...book, row }
  })
}

/** What is known while a list is put together, and the books for it that were read so far. */
export interface Picking {
  rows: SchoolRows
  books: ShelfBooks
  served: ServedGraph
  ask: PickFor
  scored: Scored
  /** Let through by every gate, in the order in which they were read. */
  picks: Pick[]
  /** Of each series among them, the place of the first volume that this reader may have and has not read. */
  next: Map<string, number>
  /** Numbers of all books that were looked at. */
  looked: number[]
}

/** Reads candidates, and other books by their numbers, and keeps those that the gates let through on their own rows. */
export async function readPicks(
  picking: Picking,
  { candidates, others }: { candidates: readonly Candidate[]; others: readonly number[] },
): Promise<void> {
  const { rows, served } = picking
  const bookNos = [...others, ...candidates.map(({ book }) => served.bookNos[book] ?? -1)]
  picking.looked.push(...bookNos)
  const read = await picking.books.byNumbers(rows, bookNos)
  const found = read.flatMap((one, at) => {
    if (one === undefined) return []
    const candidate = candidates[at - others.length]
    return asPick(one, candidate ?? scoreOf(one.book, picking), picking) ?? []
  })
  await addPicks(picking, found)
}

/** Books that nothing speaks for, best rated first, to fill a list that the scores left short. */
export async function readFillers(picking: Picking, count: number): Promise<void> {
  const { rows, ask, looked } = picking
  const read = await rows.books.wellRated(shelfFor(ask), { but: looked, limit: count })
  await addPicks(
    picking,
    read.flatMap((book) => asPick(shelved(book), scoreOf(book, picking), picking) ?? []),
  )
}

/** Books whose likeness is asked for at once; more than are reordered by it, since authors and series take some out. */
const textsAtOnce = 60

async function addPicks(picking: Picking, picks: readonly Pick[]): Promise<void> {
  const { rows, served, ask } = picking
  const series = new Set<string>()
  for (const { book } of picks)
    if (book.series !== null && !picking.next.has(book.series)) series.add(book.series)
  const texts = picks.filter((pick) => pick.score > 0).slice(0, textsAtOnce)
  const [closed, volumes] = await Promise.all([
    // Nothing that the reader had in hand or refused, exactly: the weighed history is bounded, this is not.
    ask.isWhole
      ? new Set<string>()
      : rows.history.closedAmong(
          ask.gates.reader.reader_id,
          picks.map((pick) => pick.book.book_id),
        ),
    picking.books.inSeries(rows, [...series]),
    served.texts.read(
      rows,
      ask.modelId,
      texts.map((pick) => pick.book),
    ),
  ])
  const open = volumes.filter(({ book }) => refusedBy(book, ask.gates) === null)
  for (const [name, position] of nextInSeries(open.map(({ facts }) => facts)))
    picking.next.set(name, position)
  picking.picks.push(...picks.filter((pick) => !closed.has(pick.book.book_id)))
}

/** The book as a pick, by its index and score; null when a gate or what was asked for keeps it back. */
function asPick(
  { book, facts }: Shelved,
  { book: index, score }: Candidate,
  { served, ask, scored }: Picking,
): Pick | null {
  if (refusedBy(book, ask.gates) !== null) return null
  if (ask.theme !== null && !book.themes.includes(ask.theme)) return null
  const fit = levelFit(book.reading_level, ask.comfort)
  if (ask.level !== null && fit !== ask.level) return null
  const worth = Math.max(0, score) * keptOfIgnored(ask.ignored.get(book.book_id) ?? 0, defaultSettings.shape)
  const isNew = served.isSparse(index) && isSpokenFor(index, score, scored)
  return { book, facts, index, score, worth, fit, isNew, cold: null }
}

/** The index and the score of a book that is no candidate. */
function scoreOf(book: StoredBook, { served, scored }: Picking): Candidate {
  const index = served.indexOf(book.book_no) ?? -1
  return { book: index, score: sumOf(partsOf(index, served, scored)) }
}

/** Everything that speaks for and against a book of the graph, or nothing for a book that it does not know. */
export const partsOf = (
  index: number,
  served: ServedGraph,
  { ranking, history, prior }: Omit<Scored, 'rankAll' | 'isCold'>,
): Contributions =>
  index === -1
    ? { books: [], popularity: 0 }
    : contributionsTo(index, ranking, { graph: served.graph, history, prior: prior.weights })

/** Sums of the same parts in another order differ by less. */
const roundingError = 1e-9

/** Whether a score is more than popularity: the history speaks for the book too. */
const isSpokenFor = (index: number, score: number, { ranking, prior }: Scored): boolean =>
  score - ranking.priorWeight * (prior.weights[index] ?? 0) > roundingError
