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
}

export interface Candidate {
  book: number
  score: number
}

/** What was listed and the two numbers that every score was made with, from which reasons.ts takes it apart again. */
export interface Ranking {
  /** Best first, equal scores by book; scores are positive: what nothing speaks for is not a candidate. */
  candidates: Candidate[]
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
 * maximum taken over unread books before the gates. It owns scratch arrays of the catalogue's length, used by one call
 * at a time; a call never yields, so one scorer serves a whole process.
 *
 * @throws RangeError (the scorer) when `limit` is out of bounds or the prior does not fit the graph.
 */
export function createScorer(graph: BookGraph, settings: ScoringSettings): Scorer {
  const { bookCount } = graph
  const scores = new Float64Array(bookCount)
  const closed = new Uint8Array(bookCount)
  const ids = new Int32Array(bookCount)
  return ({ history, excluded, prior = graph.prior, admits, limit }) => {
    if (!(limit >= 1 && limit <= maxCandidates)) throw new RangeError(`limit must be 1 to ${maxCandidates}`)
    if (prior.length !== bookCount)
      throw new RangeError(`the prior has ${prior.length} books, the graph ${bookCount}`)
    closed.fill(0)
    for (const book of excluded) closed[book] = 1
    sumPulls(scores, graph, history)
    const strongestPull = strongestOpen(scores, closed)
    const priorWeight = priorWeightFor(history, settings)
    const pullShare = strongestPull === 0 ? 0 : 1 / strongestPull
    let open = 0
    for (let book = 0; book < bookCount; book++) {
      if (closed[book] === 1) continue
      const score = (scores[book] as number) * pullShare + priorWeight * (prior[book] as number)
      scores[book] = score
      if (score > 0 && (admits === undefined || admits(book))) ids[open++] = book
    }
    const best = bestFirst(ids.subarray(0, open), scores, limit)
    return {
      candidates: Array.from(best, (book) => ({ book, score: scores[book] as number })),
      strongestPull,
      priorWeight,
    }
  }
}

/** L_j for every book, into a dense array that is cleared first. */
export function sumPulls(into: Float64Array, graph: BookGraph, history: readonly HistoryBook[]): void {
  into.fill(0)
  for (const { book, weight, row } of history) {
    const { neighbours, weights } = row ?? rowOf(graph, book)
    for (let at = 0; at < neighbours.length; at++) {
      const target = neighbours[at] as number
      into[target] = (into[target] as number) + weight * (weights[at] as number)
    }
  }
}

/** The stored row of a book as views; empty for a book that the graph does not know. */
export function rowOf(graph: BookGraph, book: number): NeighbourRow {
  const first = graph.offsets[book] ?? 0
  const last = graph.offsets[book + 1] ?? first
  return { neighbours: graph.neighbours.subarray(first, last), weights: graph.weights.subarray(first, last) }
}

function strongestOpen(pulls: Float64Array, closed: Uint8Array): number {
  let strongest = 0
  for (let book = 0; book < pulls.length; book++) {
    if (closed[book] === 0 && (pulls[book] as number) > strongest) strongest = pulls[book] as number
  }
  return strongest
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
