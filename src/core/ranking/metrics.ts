/** How good one reader's list is. All between 0 and 1. */
export interface ListQuality {
  ndcg: number
  recall: number
  reciprocalRank: number
}

/** Places that count for NDCG, coverage and novelty; and for recall and the reciprocal rank. */
export const shortListDepth = 10
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

/** Places of a list that count for coverage, novelty and the spread of authors. */
const shown = (list: ArrayLike<number>): number[] =>
  Array.from({ length: Math.min(list.length, shortListDepth) }, (_, place) => list[place] as number)

/** A figure of all lists together, and what it would be without each of them in turn. */
export interface WithAndWithout {
  figure: number
  withoutEach: Float64Array
}

/** Share of the catalogue that stands among the first ten of anybody's list. A negative book is none of the catalogue's. */
export function coverage(lists: readonly ArrayLike<number>[], catalogueSize: number): WithAndWithout {
  const listsWith = new Map<number, number>()
  const known = (list: ArrayLike<number>): Set<number> => new Set(shown(list).filter((book) => book >= 0))
  for (const list of lists) {
    for (const book of known(list)) listsWith.set(book, (listsWith.get(book) ?? 0) + 1)
  }
  const share = (books: number): number => (catalogueSize === 0 ? 0 : books / catalogueSize)
  const withoutEach = Float64Array.from(lists, (list) => {
    const alone = [...known(list)].filter((book) => listsWith.get(book) === 1)
    return share(listsWith.size - alone.length)
  })
  return { figure: share(listsWith.size), withoutEach }
}

/** For each list a sum and over how many it goes; the figure is the sum of sums over the sum of counts. */
export interface SumsAndCounts {
  sums: Float64Array
  counts: Float64Array
}

/** Bits of surprise of the books shown: `-log2((its likers + 1) / (all who like something + 1))`, first ten places. */
export function novelty(
  lists: readonly ArrayLike<number>[],
  likersPerBook: Int32Array,
  likerCount: number,
): SumsAndCounts {
  const bitsOf = (book: number): number => -Math.log2(((likersPerBook[book] ?? 0) + 1) / (likerCount + 1))
  return {
    sums: Float64Array.from(lists, (list) => shown(list).reduce((bits, book) => bits + bitsOf(book), 0)),
    counts: Float64Array.from(lists, (list) => shown(list).length),
  }
}

/**
 * How many different authors stand among the first ten, over how many of these books have a known author: 1 when no
 * author comes twice. `authorOf` is indexed by book; -1: unknown.
 */
export function authorDiversity(lists: readonly ArrayLike<number>[], authorOf: Int32Array): SumsAndCounts {
  const authors = lists.map((list) => shown(list).map((book) => authorOf[book] ?? -1))
  const known = authors.map((some) => some.filter((author) => author !== -1))
  return {
    sums: Float64Array.from(known, (some) => new Set(some).size),
    counts: Float64Array.from(known, (some) => some.length),
  }
}
