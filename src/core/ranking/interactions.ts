/** This folder is pure: numbers in, numbers out. No I/O, no Node modules, nothing but its own files. */

/** One sign of reading. Rows of one reader come oldest first; `reader` and `book` are dense indices from 0. */
export interface InteractionRow {
  reader: number
  book: number
  weight: number
}

/**
 * Who read what: compressed rows over dense indices, one event per (reader, book). The books of reader u are
 * `books[offsets[u] .. offsets[u + 1])`, ascending, with their training weights beside them.
 */
export interface Interactions {
  readerCount: number
  bookCount: number
  offsets: Int32Array
  books: Int32Array
  weights: Float32Array
}

/** The same events seen from the books: the readers of book j are `readers[offsets[j] .. offsets[j + 1])`, ascending. */
export interface Readership {
  bookCount: number
  readerCount: number
  offsets: Int32Array
  readers: Int32Array
  weights: Float32Array
}

/** How many readers and books there are, and how much of one reader is counted. */
export interface InteractionBounds {
  readerCount: number
  bookCount: number
  /** Work grows with the square of a reader's events (ranking.md 3): only this many of the newest count. */
  maxEventsPerReader: number
}

/**
 * Builds the compressed rows. Of several events of one reader with one book the newest speaks; of a reader with more
 * than `maxEventsPerReader` books the newest are kept.
 *
 * @throws RangeError when a row names a reader or a book outside the bounds.
 */
export function buildInteractions(rows: Iterable<InteractionRow>, bounds: InteractionBounds): Interactions {
  const { readerCount, bookCount, maxEventsPerReader } = bounds
  const eventsOf: InteractionRow[][] = Array.from({ length: readerCount }, () => [])
  for (const row of rows) {
    const events = eventsOf[row.reader]
    if (events === undefined) throw new RangeError(`reader ${row.reader} is outside 0..${readerCount - 1}`)
    if (!(row.book >= 0 && row.book < bookCount)) {
      throw new RangeError(`book ${row.book} is outside 0..${bookCount - 1}`)
    }
    events.push(row)
  }
  const kept = eventsOf.map((events) => newestPerBook(events, maxEventsPerReader))
  const offsets = new Int32Array(readerCount + 1)
  for (const [reader, events] of kept.entries())
    offsets[reader + 1] = (offsets[reader] as number) + events.length
  const eventCount = offsets[readerCount] as number
  const books = new Int32Array(eventCount)
  const weights = new Float32Array(eventCount)
  for (const [reader, events] of kept.entries()) {
    let at = offsets[reader] as number
    for (const event of events) {
      books[at] = event.book
      weights[at++] = event.weight
    }
  }
  return { readerCount, bookCount, offsets, books, weights }
}

function newestPerBook(events: readonly InteractionRow[], most: number): InteractionRow[] {
  const newest = new Map<number, InteractionRow>()
  for (let at = events.length - 1; at >= 0 && newest.size < most; at--) {
    const event = events[at] as InteractionRow
    if (!newest.has(event.book)) newest.set(event.book, event)
  }
  return [...newest.values()].sort((a, b) => a.book - b.book)
}

/** Who read what and what they thought of it, in columns: one event a (reader, book), grouped by reader, ascending. */
export interface ReadColumns {
  readerCount: number
  bookCount: number
  readers: Int32Array
  books: Int32Array
  /** 1 liked, 0 nothing said, -1 disliked. */
  verdicts: Int8Array
  /** By reader and by book: numbers that stay theirs from night to night. */
  readerNos: Int32Array
  bookNos: Int32Array
}

/**
 * The same from columns, for whom millions of rows would not fit; a disliked event has the settings' training weight. Of a reader with too many the first are kept.
 */
export function interactionsOfColumns(
  columns: ReadColumns,
  settings: { maxEventsPerReader: number; dislikedTrainingWeight: number },
  keeps: (at: number) => boolean = () => true,
): Interactions {
  const { readerCount, bookCount, readers, verdicts } = columns
  const offsets = new Int32Array(readerCount + 1)
  const places = new Int32Array(readers.length)
  let used = 0
  for (let at = 0, reader = 0; reader < readerCount; reader++) {
    const first = used
    for (; readers[at] === reader; at++)
      if (used - first < settings.maxEventsPerReader && keeps(at)) places[used++] = at
    places.subarray(first, used).sort((a, b) => (columns.books[a] as number) - (columns.books[b] as number))
    offsets[reader + 1] = used
  }
  const kept = places.subarray(0, used)
  return {
    readerCount,
    bookCount,
    offsets,
    books: Int32Array.from(kept, (at) => columns.books[at] as number),
    weights: Float32Array.from(kept, (at) =>
      (verdicts[at] as number) < 0 ? settings.dislikedTrainingWeight : 1,
    ),
  }
}

/** The books of one reader, ascending. */
export function booksOf({ offsets, books }: Interactions, reader: number): Int32Array {
  return books.subarray(offsets[reader] as number, offsets[reader + 1] as number)
}

/** Distinct readers of each book. */
export function countReaders({ bookCount, books }: Interactions): Int32Array {
  const readers = new Int32Array(bookCount)
  for (const book of books) readers[book] = (readers[book] as number) + 1
  return readers
}

/** Turns the events round: per book its readers, ascending. Linear in the number of events. */
export function transpose(interactions: Interactions): Readership {
  const { readerCount, bookCount } = interactions
  const flipped = flip(
    { offsets: interactions.offsets, columns: interactions.books, values: interactions.weights },
    bookCount,
  )
  return {
    bookCount,
    readerCount,
    offsets: flipped.offsets,
    readers: flipped.columns,
    weights: flipped.values,
  }
}

/** A sparse matrix by rows; the one shape behind events, members and graph when only the numbers matter. */
export interface SparseRows {
  offsets: Int32Array
  columns: Int32Array
  values: Float32Array
}

/** The transpose of a sparse matrix with `columnCount` columns; the new rows are ascending (counting sort). */
export function flip(rows: SparseRows, columnCount: number): SparseRows {
  const offsets = new Int32Array(columnCount + 1)
  for (const column of rows.columns) offsets[column + 1] = (offsets[column + 1] as number) + 1
  for (let column = 0; column < columnCount; column++) {
    offsets[column + 1] = (offsets[column + 1] as number) + (offsets[column] as number)
  }
  const next = offsets.slice(0, columnCount)
  const columns = new Int32Array(rows.columns.length)
  const values = new Float32Array(rows.values.length)
  for (let row = 0; row + 1 < rows.offsets.length; row++) {
    for (let at = rows.offsets[row] as number; at < (rows.offsets[row + 1] as number); at++) {
      const column = rows.columns[at] as number
      const to = next[column] as number
      columns[to] = row
      values[to] = rows.values[at] as number
      next[column] = to + 1
    }
  }
  return { offsets, columns, values }
}

/** Adds `weight` times one row of a sparse matrix to a dense array. */
export function addRow(into: Float64Array, rows: SparseRows, row: number, weight: number): void {
  const last = rows.offsets[row + 1] as number
  for (let at = rows.offsets[row] as number; at < last; at++) {
    const column = rows.columns[at] as number
    into[column] = (into[column] as number) + weight * (rows.values[at] as number)
  }
}
