import { type Interactions, type Readership, transpose } from './interactions.ts'

/** Everything that co-counts are counted from, in arrays that threads may share. */
export interface CoReadGround {
  interactions: Interactions
  readership: Readership
  /** q of the co-counts: 0 counts each reader alike, .15 lets readers of few books say more about each pair. */
  readerExponent: number
  /** v_u by reader. */
  readerShares: Float64Array
  /** `c_jj` by book. */
  diagonals: Float64Array
  /** `1 / sqrt(c_jj)` by book; 0 for a book that nobody has read. */
  rarities: Float64Array
  /** p_j by book: the sum of squared training weights; the number of readers when all weights are 1. */
  norms: Float64Array
}

/** `readership`: the same events turned round, where somebody has done so already. */
export function coReadGround(
  interactions: Interactions,
  readerExponent: number,
  readership: Readership = transpose(interactions),
): CoReadGround {
  const { readerCount, bookCount, offsets, books, weights } = interactions
  const readerShares = new Float64Array(readerCount)
  const diagonals = new Float64Array(bookCount)
  const norms = new Float64Array(bookCount)
  for (let reader = 0; reader < readerCount; reader++) {
    const [first, last] = [offsets[reader] as number, offsets[reader + 1] as number]
    const share = first === last ? 0 : (last - first) ** (-2 * readerExponent)
    readerShares[reader] = share
    for (let at = first; at < last; at++) {
      const book = books[at] as number
      const squared = (weights[at] as number) ** 2
      diagonals[book] = (diagonals[book] as number) + share * squared
      norms[book] = (norms[book] as number) + squared
    }
  }
  const rarities = diagonals.map((count) => (count === 0 ? 0 : 1 / Math.sqrt(count)))
  return { interactions, readership, readerExponent, readerShares, diagonals, rarities, norms }
}

/** The books that readers of one book have read too. Views that the next call overwrites. */
export interface CoReads {
  /** Without the book itself, in no order, for whoever comes to reorder. */
  others: Int32Array
  /** By book: its co-count. Only the entries of `others` mean anything. */
  counts: Float64Array
}

/**
 * Counts one book's co-reads after the other (ranking.md 1.1, step 1): `c_ij = sum of v_u w_ui w_uj` over readers of
 * both, with `v_u = d_u^(-2q)`, d_u the reader's number of events. One dense accumulator serves all of them; time is the
 * sum of d_u over the readers of the book.
 */
export function coReadCounter(ground: CoReadGround): (book: number) => CoReads {
  const { interactions, readership, readerShares } = ground
  const { bookCount, offsets, books, weights } = interactions
  const counts = new Float64Array(bookCount)
  const touched = new Int32Array(bookCount)
  let touchedCount = 0
  return (book) => {
    for (let at = 0; at < touchedCount; at++) counts[touched[at] as number] = 0
    touchedCount = 0
    const end = readership.offsets[book + 1] as number
    for (let at = readership.offsets[book] as number; at < end; at++) {
      const reader = readership.readers[at] as number
      const share = (readerShares[reader] as number) * (readership.weights[at] as number)
      if (share === 0) continue
      const last = offsets[reader + 1] as number
      for (let one = offsets[reader] as number; one < last; one++) {
        const other = books[one] as number
        const before = counts[other] as number
        // Weights are never negative: a count of zero means that this book was not touched yet (or weighs nothing).
        const after = before + share * (weights[one] as number)
        if (before === 0 && after !== 0) touched[touchedCount++] = other
        counts[other] = after
      }
    }
    counts[book] = 0
    // The place that the book itself took is left out, but cleared with the rest: its count is zero already.
    const own = touched.subarray(0, touchedCount).indexOf(book)
    if (own !== -1) touched[own] = touched[--touchedCount] as number
    return { others: touched.subarray(0, touchedCount), counts }
  }
}
