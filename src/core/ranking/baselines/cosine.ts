import { addRow, booksOf, flip, type Interactions, type SparseRows, transpose } from '../interactions.ts'
import { bestFirst } from '../selection.ts'
import type { ReaderScores } from './reading.ts'

export interface CosineSettings {
  /** al of `p_i^al p_j^(1-al)`: the larger, the less do popular books of a history say. .5 is the plain cosine. */
  exponent: number
  /** Added below the fraction, in readers. */
  shrink: number
  /** k: how many books may speak for one target. */
  sourcesPerTarget: number
}

/**
 * Item neighbours by the asymmetric cosine (Aiolli, RecSys 2013) with shrinkage: for each target j its k best sources by
 * `c_ij / (p_i^al p_j^(1-al) + shrink)`, c the readers of both, p the readers of each. Row j holds target j's sources,
 * best first, so that a smaller k is a shorter row.
 */
export function cosineNeighbours(events: Interactions, settings: CosineSettings): SparseRows {
  const { bookCount } = events
  const { exponent, shrink, sourcesPerTarget } = settings
  const readership = transpose(events)
  const readers = Float64Array.from(
    { length: bookCount },
    (_, book) => (readership.offsets[book + 1] as number) - (readership.offsets[book] as number),
  )
  const sourceFactors = readers.map((count) => count ** exponent)
  const weights = new Float64Array(bookCount)
  const offsets = new Int32Array(bookCount + 1)
  const columns = new Int32Array(bookCount * sourcesPerTarget)
  const values = new Float32Array(bookCount * sourcesPerTarget)
  const both = coReaderCounts(events)
  let used = 0
  for (let target = 0; target < bookCount; target++) {
    const mine = readership.readers.subarray(readership.offsets[target], readership.offsets[target + 1])
    const { others, counts } = both(target, mine)
    const targetFactor = (readers[target] as number) ** (1 - exponent)
    for (const source of others) {
      weights[source] =
        (counts[source] as number) / ((sourceFactors[source] as number) * targetFactor + shrink)
    }
    for (const source of bestFirst(others, weights, sourcesPerTarget)) {
      columns[used] = source
      values[used++] = weights[source] as number
    }
    offsets[target + 1] = used
  }
  return { offsets, columns: columns.slice(0, used), values: values.slice(0, used) }
}

/** Counts, for one book and its readers, how many of them read each other book. The arrays are used again. */
function coReaderCounts(events: Interactions) {
  const counts = new Float64Array(events.bookCount)
  const touched = new Int32Array(events.bookCount)
  return (book: number, readers: Int32Array): { others: Int32Array; counts: Float64Array } => {
    counts.fill(0)
    let used = 0
    for (const reader of readers) {
      for (const other of booksOf(events, reader)) {
        if (other === book) continue
        if (counts[other] === 0) touched[used++] = other
        counts[other] = (counts[other] as number) + 1
      }
    }
    return { others: touched.subarray(0, used), counts }
  }
}

/** Only the first `k` of each row. */
export function shorterRows(rows: SparseRows, k: number): SparseRows {
  const rowCount = rows.offsets.length - 1
  const offsets = new Int32Array(rowCount + 1)
  const columns = new Int32Array(rows.columns.length)
  const values = new Float32Array(rows.values.length)
  let used = 0
  for (let row = 0; row < rowCount; row++) {
    const first = rows.offsets[row] as number
    const last = Math.min(first + k, rows.offsets[row + 1] as number)
    columns.set(rows.columns.subarray(first, last), used)
    values.set(rows.values.subarray(first, last), used)
    used += last - first
    offsets[row + 1] = used
  }
  return { offsets, columns: columns.slice(0, used), values: values.slice(0, used) }
}

/** `score_j = sum of W[i,j] over the books i that the reader learned from`. */
export function cosineScores(events: Interactions, byTarget: SparseRows): ReaderScores {
  const bySource = flip(byTarget, events.bookCount)
  return (reader, into) => {
    into.fill(0)
    for (const source of booksOf(events, reader)) addRow(into, bySource, source, 1)
  }
}
