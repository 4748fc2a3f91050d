import { booksOf, type Interactions } from '../interactions.ts'
import type { ReaderScores } from './reading.ts'

/**
 * Two recommenders blended: of each the z-scores over the reader's unread books, `share` of the first and the rest of the
 * second. Scores without spread, as of a reader of whom nothing is known, count as 0.
 */
export function blendedScores(
  [one, other]: readonly [ReaderScores, ReaderScores],
  share: number,
  read: Interactions,
): ReaderScores {
  const second = new Float64Array(read.bookCount)
  return (reader, into) => {
    const closed = booksOf(read, reader)
    one(reader, into)
    standardise(into, closed)
    other(reader, second)
    standardise(second, closed)
    for (let book = 0; book < into.length; book++) {
      into[book] = share * (into[book] as number) + (1 - share) * (second[book] as number)
    }
  }
}

/** Makes mean 0 and standard deviation 1 of the books that are not closed; closed ones become 0. */
function standardise(scores: Float64Array, closed: Int32Array): void {
  for (const book of closed) scores[book] = 0
  const open = scores.length - closed.length
  let sum = 0
  let squares = 0
  for (const score of scores) {
    sum += score
    squares += score * score
  }
  const mean = open === 0 ? 0 : sum / open
  const deviation = open === 0 ? 0 : Math.sqrt(Math.max(0, squares / open - mean * mean))
  // Sums of equal numbers leave a rounding error behind, which is no spread.
  const unit = deviation > 1e-12 * Math.abs(mean) ? 1 / deviation : 0
  for (let book = 0; book < scores.length; book++) scores[book] = ((scores[book] as number) - mean) * unit
  for (const book of closed) scores[book] = 0
}
