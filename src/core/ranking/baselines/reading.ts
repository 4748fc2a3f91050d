/**
 * Other people's recommenders, to be measured against: simple, exact, and tuned by the same rules as ours. Nothing in
 * this folder serves a reader, and it shares no formula with what it is compared to.
 */

import { booksOf, buildInteractions, countReaders, type Interactions } from '../interactions.ts'
import { bestFirst } from '../selection.ts'
import { type EvaluationSplit, isDislike } from '../split.ts'

/** The training part as the baselines see it: an event is 1, whatever its rating. */
export interface Reading {
  /** What each reader read, disliked books too: these are not listed again. */
  read: Interactions
  /** What is learned from: the same, or without dislikes. */
  learned: Interactions
  /** All books, most readers first, equal ones by book. */
  mostRead: Int32Array
}

/** No cap on a reader's events: a rival is not to lose for a bound of ours. */
const everyEvent = Number.POSITIVE_INFINITY

export function readingOf(split: EvaluationSplit, countDislikes: boolean): Reading {
  const { readerCount, bookCount, train } = split
  const bounds = { readerCount, bookCount, maxEventsPerReader: everyEvent }
  const rows = train.map((event) => ({ reader: event.reader, book: event.book, weight: 1, event }))
  const read = buildInteractions(rows, bounds)
  const learned = countDislikes
    ? read
    : buildInteractions(
        rows.filter(({ event }) => !isDislike(event)),
        bounds,
      )
  const ids = Int32Array.from({ length: bookCount }, (_, book) => book)
  return { read, learned, mostRead: bestFirst(ids, countReaders(read), bookCount) }
}

/** Writes a score for every book, as one reader of the training part would be served, into a dense array. */
export type ReaderScores = (reader: number, into: Float64Array) => void

/**
 * The best unread books of each reader, best first. Equal scores, and with them readers of whom nothing is known, stand
 * in order of popularity: a baseline that is silent is popularity, not nothing.
 */
export function listsByScore(
  readers: Iterable<number>,
  { read, mostRead }: Reading,
  scoresOf: ReaderScores,
  length: number,
): Int32Array[] {
  const { bookCount } = read
  const scores = new Float64Array(bookCount)
  const closed = new Uint8Array(bookCount)
  // A place in `mostRead` instead of the book: what decides between equal scores is then how much a book is read.
  const scoreAtPlace = new Float64Array(bookCount)
  const places = new Int32Array(bookCount)
  return Array.from(readers, (reader) => {
    scoresOf(reader, scores)
    closed.fill(0)
    for (const book of booksOf(read, reader)) closed[book] = 1
    let open = 0
    for (let place = 0; place < bookCount; place++) {
      const book = mostRead[place] as number
      scoreAtPlace[place] = scores[book] as number
      if (closed[book] === 0) places[open++] = place
    }
    const best = bestFirst(places.subarray(0, open), scoreAtPlace, length)
    return Int32Array.from(best, (place) => mostRead[place] as number)
  })
}
