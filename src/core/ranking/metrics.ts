/** How good one reader's list is. All between 0 and 1. */
export interface ListQuality {
  ndcg: number
  recall: number
  reciprocalRank: number
}

/** Places that count for NDCG, coverage and novelty; and for recall and the reciprocal rank. */
const shortListDepth = 10
export const longListDepth = 20

/** `1 / log2(rank + 1)` for ranks 1 to 10. */
const gains = Array.from({ length: shortListDepth }, (_, k) => 1 / Math.log2(k + 2))

/**
 * NDCG@10 (binary; the ideal holds min(10, relevant) hits), Recall@20 (hits over relevant) and the reciprocal rank of
 * the first hit among 20, of a list best first against a reader's hidden books. Nothing relevant: all are 0.
 */
export function listQuality(list: ArrayLike<number>, relevant: ReadonlySet<number>): ListQuality {
  let gained = 0
  let hits = 0
  let firstHit = 0
  for (let place = 0; place < Math.min(list.length, longListDepth); place++) {
    if (!relevant.has(list[place] as number)) continue
    hits++
    gained += gains[place] ?? 0
    if (firstHit === 0) firstHit = place + 1
  }
  if (hits === 0) return { ndcg: 0, recall: 0, reciprocalRank: 0 }
  const ideal = gains.slice(0, relevant.size).reduce((sum, gain) => sum + gain, 0)
  return { ndcg: gained / ideal, recall: hits / relevant.size, reciprocalRank: 1 / firstHit }
}

/** Share of the catalogue that stands among the first ten of anybody's list. */
export function coverage(lists: Iterable<ArrayLike<number>>, catalogueSize: number): number {
  const shown = new Set<number>()
  for (const list of lists) {
    for (let place = 0; place < Math.min(list.length, shortListDepth); place++)
      shown.add(list[place] as number)
  }
  return catalogueSize === 0 ? 0 : shown.size / catalogueSize
}

/** Mean bits of surprise of a shown book: `-log2((its likers + 1) / (all who like something + 1))`, first ten places. */
export function novelty(
  lists: Iterable<ArrayLike<number>>,
  likersPerBook: Int32Array,
  likerCount: number,
): number {
  let bits = 0
  let shown = 0
  for (const list of lists) {
    for (let place = 0; place < Math.min(list.length, shortListDepth); place++) {
      bits -= Math.log2(((likersPerBook[list[place] as number] ?? 0) + 1) / (likerCount + 1))
      shown++
    }
  }
  return shown === 0 ? 0 : bits / shown
}
