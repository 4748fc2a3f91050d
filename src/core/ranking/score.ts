import type { BookGraph } from './graph.ts'
import { bestFirst } from './selection.ts'
import type { ScoringSettings } from './settings.ts'

/** The targets one book speaks for, with their weights; heaviest first. */
export interface NeighbourRow {
  neighbours: Int32Array
  weights: Float32Array
}

/** One book of a reader's history. A book that is no source in the graph brings a borrowed row (content.ts). */
export interface HistoryBook {
  /** Index in the graph; any number outside it for a book with a borrowed row. */
  book: number
  /** x_i of ranking.md 1.2; negative for a disliked book. */
  weight: number
  row?: NeighbourRow
}

export interface ScoreRequest {
  history: readonly HistoryBook[]
  /** Books that this reader must not see again: read, disliked, refused by a teacher. */
  excluded: Iterable<number>
  /** Popularity by book, 0 to 1, of the school or the reader's grade band; the graph's own when absent. */
  prior?: Float32Array
  /** Whether the gates let a book through. They choose among scores, they never move them. */
  admits?: (book: number) => boolean
  /** How many candidates to return, 1 to `maxCandidates`. */
  limit: number
  /** Of such books the best are wanted besides, however far down, as far as the history speaks for them. */
  besides?: { isWanted(book: number): boolean; limit: number }
}

export interface Candidate {
  book: number
  score: number
}

/** What was listed and the two numbers that every score was made with, from which reasons.ts takes it apart again. */
export interface Ranking {
  /** Best first, equal scores by book; scores are positive: what nothing speaks for is not a candidate. */
  candidates: Candidate[]
  /** Those that were asked for besides, in the same order; some may be candidates too. */
  besides: Candidate[]
  /** max L over unread books; 0 when the history speaks for nothing and its term was dropped. */
  strongestPull: number
  /** g(h). */
  priorWeight: number
}

export type Scorer = (request: ScoreRequest) => Ranking

/** Bounds the answer to one request; more than any list, re-ranking included, needs. */
export const maxCandidates = 1000

/** Histories longer than this many books get no prior at all (ranking.md 1.2). */
const priorEndsAtBooks = 60

/**
 * A fold-in scorer over one graph (ranking.md 1.2): `L_j = sum x_i W[i,j]`, `score_j = L_j / max L + g(h) pop_j`, the
 * maximum taken over unread books before the gates. Only books that the history speaks of are scored; of the others the
 * prior alone decides, so that the most popular stand for all of them. It owns scratch arrays of the catalogue's length,
 * used by one call at a time; a call never yields, so one scorer serves a whole process.
 *
 * @throws RangeError (the scorer) when `limit` is out of bounds or the prior does not fit the graph.
 */
export function createScorer(graph: BookGraph, settings: ScoringSettings): Scorer {
  const { bookCount } = graph
  const sum = createPulls(graph)
  const byPopularity = createOrders()
  const ids = new Int32Array(bookCount)
  return ({ history, excluded, prior = graph.prior, admits = admitsAll, limit, besides }) => {
    if (!(limit >= 1 && limit <= maxCandidates)) throw new RangeError(`limit must be 1 to ${maxCandidates}`)
    if (prior.length !== bookCount)
      throw new RangeError(`the prior has ${prior.length} books, the graph ${bookCount}`)
    const { spokenOf, scores, isOther } = sum(history, excluded)
    const strongestPull = largest(spokenOf, scores)
    const priorWeight = priorWeightFor(history, settings)
    const pullShare = strongestPull === 0 ? 0 : 1 / strongestPull
    const spokenFor: number[] = []
    let count = 0
    for (const book of spokenOf) {
      const pull = scores[book] as number
      const score = pull * pullShare + priorWeight * (prior[book] as number)
      scores[book] = score
      if (score <= 0 || !admits(book)) continue
      ids[count++] = book
      if (pull > 0 && besides?.isWanted(book) === true) spokenFor.push(book)
    }
    const enough = count + limit
    for (const book of priorWeight > 0 ? byPopularity(prior) : []) {
      if (count === enough || prior[book] === 0) break
      if (!isOther(book) || !admits(book)) continue
      scores[book] = priorWeight * (prior[book] as number)
      ids[count++] = book
    }
    const listed = (found: Int32Array): Candidate[] =>
      Array.from(found, (book) => ({ book, score: scores[book] as number }))
    return {
      candidates: listed(bestFirst(ids.subarray(0, count), scores, limit)),
      besides: listed(bestFirst(Int32Array.from(spokenFor), scores, besides?.limit ?? 0)),
      strongestPull,
      priorWeight,
    }
  }
}

const admitsAll = (): boolean => true

/** The largest of the books' numbers, and at least 0. */
function largest(books: Int32Array, numbers: Float64Array): number {
  let most = 0
  for (const book of books) if ((numbers[book] as number) > most) most = numbers[book] as number
  return most
}

/** What a history speaks of; good until the next sum. */
interface Pulls {
  /** Books that are neighbours of the history's and not excluded, in no particular order. */
  spokenOf: Int32Array
  /** L_j of those; of the others nothing that means anything. */
  scores: Float64Array
  /** Whether a book is neither excluded nor spoken of. */
  isOther(book: number): boolean
}

/** Sums up `L_j` of the neighbours of a history's books. */
function createPulls(
  graph: BookGraph,
): (history: readonly HistoryBook[], excluded: Iterable<number>) => Pulls {
  const scores = new Float64Array(graph.bookCount)
  const spokenOf = new Int32Array(graph.bookCount)
  /** The number of the sum in which a book was met last, and excluded last. */
  const metIn = new Float64Array(graph.bookCount)
  const excludedIn = new Float64Array(graph.bookCount)
  let turn = 0
  return (history, excluded) => {
    turn++
    for (const book of excluded) excludedIn[book] = turn
    let count = 0
    for (const { book, weight, row = rowOf(graph, book) } of history) {
      for (let at = 0; at < row.neighbours.length; at++) {
        const target = row.neighbours[at] as number
        if (excludedIn[target] === turn) continue
        const part = weight * (row.weights[at] as number)
        if (metIn[target] === turn) scores[target] = (scores[target] as number) + part
        else {
          metIn[target] = turn
          scores[target] = part
          spokenOf[count++] = target
        }
      }
    }
    const isOther = (book: number): boolean => metIn[book] !== turn && excludedIn[book] !== turn
    return { spokenOf: spokenOf.subarray(0, count), scores, isOther }
  }
}

/** Books by falling numbers, equal ones in order, remembered for as long as the numbers are. */
function createOrders(): (numbers: Float32Array) => Int32Array {
  const orders = new WeakMap<Float32Array, Int32Array>()
  return (numbers) => {
    const known = orders.get(numbers)
    if (known !== undefined) return known
    const order = bestFirst(Int32Array.from(numbers.keys()), numbers, numbers.length)
    orders.set(numbers, order)
    return order
  }
}

/** The stored row of a book as views; empty for a book that the graph does not know. */
export function rowOf(graph: BookGraph, book: number): NeighbourRow {
  const first = graph.offsets[book] ?? 0
  const last = graph.offsets[book + 1] ?? first
  return { neighbours: graph.neighbours.subarray(first, last), weights: graph.weights.subarray(first, last) }
}

/** h: books of a history that speak for others. */
export const positiveBooks = (history: readonly Pick<HistoryBook, 'weight'>[]): number =>
  history.filter(({ weight }) => weight > 0).length

/** `g(h) = g0 / sqrt(max(h, 1)) * max(0, 1 - h / 60)`, h the positive books of the history, g0 by length of history. */
export function priorWeightFor(history: readonly HistoryBook[], settings: ScoringSettings): number {
  const h = positiveBooks(history)
  const [upTo3, upTo10, upTo30, more] = settings.priorStrength
  const g0 = h <= 3 ? upTo3 : h <= 10 ? upTo10 : h <= 30 ? upTo30 : more
  return (g0 / Math.sqrt(Math.max(h, 1))) * Math.max(0, 1 - h / priorEndsAtBooks)
}
