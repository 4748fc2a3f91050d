import { booksOf, type Interactions, type Readership, transpose } from '../interactions.ts'
import type { ReaderScores } from './reading.ts'
import { invertSymmetric } from './symmetric-inverse.ts'

/** Readers times readers in float64: 288 MB and about two minutes at this many. */
export const maxEaseReaders = 6000

/**
 * EASE (Steck, WWW 2019), exact: `B_ij = -P_ij / P_jj`, zero on the diagonal, `P = (X^T X + lambda I)^-1`, a reader's
 * scores are `x B`. By the Woodbury identity `P = (I - X^T M X) / lambda` with `M = (X X^T + lambda I)^-1`, readers by
 * readers, so that no matrix of books by books is made; and for reader u of the training part
 * `x_u P = M_u X`, hence `score_uj = x_uj - (M_u X)_j / P_jj`.
 *
 * @throws RangeError above `maxEaseReaders` readers: use a baseline that does not grow with their cube.
 */
export function easeScores(events: Interactions, lambda: number): ReaderScores {
  const { readerCount, bookCount } = events
  if (readerCount > maxEaseReaders) {
    throw new RangeError(`exact EASE is for at most ${maxEaseReaders} readers, these are ${readerCount}`)
  }
  const readership = transpose(events)
  const inverse = sharedBooks(events, readership, lambda)
  invertSymmetric(inverse, readerCount)
  const diagonal = diagonalOfP(readership, inverse, lambda)
  return (reader, into) => {
    into.fill(0)
    const row = inverse.subarray(reader * readerCount, (reader + 1) * readerCount)
    for (let other = 0; other < readerCount; other++) {
      const share = row[other] as number
      for (const book of booksOf(events, other)) into[book] = (into[book] as number) + share
    }
    for (let book = 0; book < bookCount; book++) {
      into[book] = -(into[book] as number) / (diagonal[book] as number)
    }
    for (const book of booksOf(events, reader)) into[book] = (into[book] as number) + 1
  }
}

/** `X X^T + lambda I`: how many books two readers share. */
function sharedBooks(events: Interactions, readership: Readership, lambda: number): Float64Array {
  const { readerCount } = events
  const shared = new Float64Array(readerCount ** 2)
  for (let reader = 0; reader < readerCount; reader++) {
    const row = shared.subarray(reader * readerCount, (reader + 1) * readerCount)
    for (const book of booksOf(events, reader)) {
      for (const other of readersOf(readership, book)) row[other] = (row[other] as number) + 1
    }
    row[reader] = (row[reader] as number) + lambda
  }
  return shared
}

/** `P_jj = (1 - sum of M over pairs of readers of j) / lambda`. */
function diagonalOfP(readership: Readership, inverse: Float64Array, lambda: number): Float64Array {
  const { readerCount, bookCount } = readership
  return Float64Array.from({ length: bookCount }, (_, book) => {
    const mine = readersOf(readership, book)
    let sum = 0
    for (const reader of mine) {
      for (const other of mine) sum += inverse[reader * readerCount + other] as number
    }
    return (1 - sum) / lambda
  })
}

function readersOf({ offsets, readers }: Readership, book: number): Int32Array {
  return readers.subarray(offsets[book] as number, offsets[book + 1] as number)
}
