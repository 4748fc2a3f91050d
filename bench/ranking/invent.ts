// Readers and books of any number with the shape of real ones: a few books that many read, readers of a few and of
// many books, and tastes. The same numbers and seed give the same events.
import type { GraphInput } from '../../src/core/ports/runtime.ts'
import { seededRandom } from '../../src/core/ranking/random.ts'

export interface Size {
  readers: number
  books: number
  events: number
}

const seed = 20_261
const tastes = 50
/** Share of a reader's books that are of the reader's own taste. */
const loyalty = 0.7
/** The larger, the more do all readers read the same. */
const crowding = 2.2

export function inventEvents({ readers, books, events }: Size): GraphInput {
  const random = seededRandom(seed)
  const perReader = events / readers
  const columns = { readers: new Int32Array(events * 2), books: new Int32Array(events * 2) }
  let used = 0
  for (let reader = 0; reader < readers; reader++) {
    const taste = Math.floor(random() * tastes)
    // Lengths between a fifth and several times the mean, whose mean is `perReader` again.
    const length = Math.min(books / 4, Math.round(perReader * (0.2 + 0.8 * -Math.log(1 - random()))))
    const own = new Set<number>()
    for (let tries = 0; own.size < length && tries < 4 * length; tries++) {
      const rank = Math.floor(random() ** crowding * (books / tastes)) * tastes
      own.add(Math.min(books - 1, rank + (random() < loyalty ? taste : Math.floor(random() * tastes))))
    }
    for (const book of Int32Array.from(own).sort()) {
      columns.readers[used] = reader
      columns.books[used++] = book
    }
  }
  return {
    readerCount: readers,
    bookCount: books,
    readers: columns.readers.slice(0, used),
    books: columns.books.slice(0, used),
    verdicts: new Int8Array(used),
    readerNos: Int32Array.from({ length: readers }, (_, reader) => reader),
    bookNos: Int32Array.from({ length: books }, (_, book) => book),
    authors: [],
    vectorBooks: new Int32Array(0),
    vectors: new Float32Array(0),
  }
}
