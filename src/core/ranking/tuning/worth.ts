import { longListDepth, shortListDepth } from '../metrics.ts'
import type { HistoryBook, Scorer } from '../score.ts'

/** What a hit is worth by book: less for what everybody reads, so that tuning does not merely follow the crowd. */
export type HitValues = Float64Array

/** `p_j^(-.3)`, p the distinct readers of a book (ranking.md 2, step 3). */
export const hitValues = (readersPerBook: Int32Array): HitValues =>
  Float64Array.from(readersPerBook, (readers) => Math.max(1, readers) ** -0.3)

/**
 * `NDCG@10 + .5 Recall@20` of one list, best first, each hit weighted by its value; 1.5 for a perfect list. The ideal
 * list has the most valuable hits first.
 */
export function worthOf(list: ArrayLike<number>, relevant: ReadonlySet<number>, values: HitValues): number {
  let gained = 0
  let found = 0
  for (let place = 0; place < Math.min(list.length, longListDepth); place++) {
    const book = list[place] as number
    if (!relevant.has(book)) continue
    found += values[book] as number
    if (place < shortListDepth) gained += (values[book] as number) / Math.log2(place + 2)
  }
  if (found === 0) return 0
  const all = Array.from(relevant, (book) => values[book] as number).sort((a, b) => b - a)
  const ideal = all
    .slice(0, shortListDepth)
    .reduce((sum, value, place) => sum + value / Math.log2(place + 2), 0)
  return gained / ideal + (0.5 * found) / all.reduce((sum, value) => sum + value, 0)
}

/** A reader to be served from a history, and what a good list of the others would hold. */
export interface Served {
  history: readonly HistoryBook[]
  /** Books that may not be listed. */
  excluded: Iterable<number>
  relevant: ReadonlySet<number>
}

/** What each reader's list is worth, in their order. */
export function listWorths(score: Scorer, readers: readonly Served[], values: HitValues): Float64Array {
  return Float64Array.from(readers, ({ history, excluded, relevant }) => {
    const { candidates } = score({ history, excluded, limit: longListDepth })
    const list = candidates.map(({ book }) => book)
    return worthOf(list, relevant, values)
  })
}

/** 0 of none. */
export const meanOf = (worths: Float64Array): number =>
  worths.length === 0 ? 0 : worths.reduce((sum, worth) => sum + worth, 0) / worths.length
