import { listQuality, longListDepth } from '../metrics.ts'
import type { HistoryBook, Scorer } from '../score.ts'

/** `NDCG@10 + .5 Recall@20` of one list, best first: 1.5 for a perfect one (ranking.md 2, step 3). */
export function worthOf(list: ArrayLike<number>, relevant: ReadonlySet<number>): number {
  const { ndcg, recall } = listQuality(list, relevant)
  return ndcg + 0.5 * recall
}

/** A reader to be served from a history, and what a good list of the others would hold. */
export interface Served {
  history: readonly HistoryBook[]
  /** Books that may not be listed. */
  excluded: Iterable<number>
  relevant: ReadonlySet<number>
}

/** What each reader's list is worth, in their order. */
export function listWorths(score: Scorer, readers: readonly Served[]): Float64Array {
  return Float64Array.from(readers, ({ history, excluded, relevant }) => {
    const { candidates } = score({ history, excluded, limit: longListDepth })
    return worthOf(
      candidates.map(({ book }) => book),
      relevant,
    )
  })
}

/** 0 of none. */
export const meanOf = (worths: Float64Array): number =>
  worths.length === 0 ? 0 : worths.reduce((sum, worth) => sum + worth, 0) / worths.length
