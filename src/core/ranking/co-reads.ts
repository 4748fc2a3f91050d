import { type Interactions, transpose } from './interactions.ts'

/** The books co-read with one target: `others` lists them (any order), `counts` is dense and indexed by book. */
export interface CoReads {
  target: number
  others: Int32Array
  counts: Float64Array
}

/**
 * Walks over all books and hands `visit` each one's co-counts `c_ij = sum of v_u w_ui w_uj over readers of both`, with
 * `v_u = d_u^(-2q)`, d_u the reader's number of events (ranking.md 1.1): q = 0 counts every reader alike, a larger q
 * lets a reader of few books say more about each pair. The target itself is not among `others`.
 *
 * One dense accumulator serves all targets, so memory stays at a few arrays of the catalogue's length; time is the sum
 * of d_u squared. Both arrays are reused: a visitor that wants to keep them copies, and may reorder `others`.
 */
export function visitCoReads(
  interactions: Interactions,
  readerExponent: number,
  visit: (coReads: CoReads) => void,
): void {
  const { readerCount, bookCount, offsets, books, weights } = interactions
  const readership = transpose(interactions)
  const readerWeights = Float64Array.from({ length: readerCount }, (_, reader) => {
    const events = (offsets[reader + 1] as number) - (offsets[reader] as number)
    return events === 0 ? 0 : events ** (-2 * readerExponent)
  })
  const counts = new Float64Array(bookCount)
  const touched = new Int32Array(bookCount)
  for (let target = 0; target < bookCount; target++) {
    let touchedCount = 0
    const end = readership.offsets[target + 1] as number
    for (let at = readership.offsets[target] as number; at < end; at++) {
      const reader = readership.readers[at] as number
      const share = (readerWeights[reader] as number) * (readership.weights[at] as number)
      if (share === 0) continue
      const last = offsets[reader + 1] as number
      for (let k = offsets[reader] as number; k < last; k++) {
        const other = books[k] as number
        const before = counts[other] as number
        // Weights are never negative, so a count of zero means that this book was not touched yet (or weighs nothing).
        const after = before + share * (weights[k] as number)
        if (before === 0 && after !== 0 && other !== target) touched[touchedCount++] = other
        if (other !== target) counts[other] = after
      }
    }
    const others = touched.subarray(0, touchedCount)
    visit({ target, others, counts })
    for (const other of others) counts[other] = 0
  }
}
