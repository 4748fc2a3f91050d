import type { BookGraph } from './graph.ts'
import type { Evidence } from './history.ts'
import type { HistoryBook, Ranking } from './score.ts'
import type { ReasonSettings } from './settings.ts'

/** A book of the history with the grounds on which it is there. */
export interface HistoryBookWithEvidence extends HistoryBook {
  evidence: Evidence
}

/** A score taken apart; `popularity` and all `amount`s add up to it (ranking.md 1.2). */
export interface Contributions {
  /** One a history book that speaks for or against the candidate; `at` is its place in the history given. */
  books: { at: number; amount: number }[]
  popularity: number
}

/** Why a book is in the list: because of one or two books, `at` their places in the history given; or it is popular. */
export type Reason =
  | { code: 'because'; books: readonly { at: number; share: number }[] }
  | { code: 'popular' }

/** What a ranking was made from; `prior` as it was given to the scorer. */
export interface RankedFrom {
  graph: BookGraph
  history: readonly HistoryBook[]
  prior?: Float32Array
}

/** The exact contributions to a candidate's score: `x_i W[i,j] / max L` of each history book, `g(h) pop_j` of the prior. */
export function contributionsTo(book: number, ranking: Ranking, from: RankedFrom): Contributions {
  const { graph, history, prior = graph.prior } = from
  const books: Contributions['books'] = []
  if (ranking.strongestPull > 0) {
    for (const [at, one] of history.entries()) {
      const amount = (one.weight * weightBetween(graph, one, book)) / ranking.strongestPull
      if (amount !== 0) books.push({ at, amount })
    }
  }
  return { books, popularity: ranking.priorWeight * (prior[book] ?? 0) }
}

/** The score that contributions add up to. */
export const sumOf = ({ books, popularity }: Contributions): number =>
  books.reduce((sum, { amount }) => sum + amount, popularity)

/** W[i,j] of one history book, from its borrowed row when it has one. */
function weightBetween(graph: BookGraph, from: HistoryBook, to: number): number {
  if (from.row !== undefined) return from.row.weights[from.row.neighbours.indexOf(to)] ?? 0
  const last = graph.offsets[from.book + 1] ?? 0
  for (let at = graph.offsets[from.book] ?? last; at < last; at++)
    if (graph.neighbours[at] === to) return graph.weights[at] as number
  return 0
}

/**
 * Chooses what to name: the one or two largest contributions of books that the reader liked, finished or listed as
 * read, if together they make at least `nameableShare` of the score; else that the book is popular. A second book is
 * named only if it carries `secondBookShare` of what the first does. Disliked books and loans that are still open are
 * never named.
 */
export function chooseReason(
  contributions: Contributions,
  history: readonly HistoryBookWithEvidence[],
  settings: ReasonSettings,
): Reason {
  const score = sumOf(contributions)
  const [first, second] = contributions.books
    .filter(({ at, amount }) => amount > 0 && isNameable(history[at]?.evidence))
    .sort((a, b) => b.amount - a.amount || a.at - b.at)
  if (first === undefined || score <= 0) return { code: 'popular' }
  const two = second !== undefined && second.amount >= settings.secondBookShare * first.amount
  const named = two ? [first, second] : [first]
  const together = named.reduce((sum, { amount }) => sum + amount, 0)
  if (together < settings.nameableShare * score) return { code: 'popular' }
  return { code: 'because', books: named.map(({ at, amount }) => ({ at, share: amount / score })) }
}

/** The grounds on which a book may be named to its reader. */
export type NameableEvidence = Extract<Evidence, 'liked' | 'finished' | 'listed'>

export function isNameable(evidence: Evidence | undefined): evidence is NameableEvidence {
  return evidence === 'liked' || evidence === 'finished' || evidence === 'listed'
}
