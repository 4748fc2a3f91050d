import type { StoredBook } from '../../../domain/lists/book.ts'
import type { SchoolRows, Volume } from '../../../ports/store.ts'

/** Books of one version of a school, each read once: lists of many readers hold the same ones. */
export interface ShelfBooks {
  /** The books of these numbers, in their order; what there is no book for is left out. */
  byNumbers(rows: Pick<SchoolRows, 'books'>, bookNos: readonly number[]): Promise<StoredBook[]>
  /** All numbered volumes of these series. */
  inSeries(rows: Pick<SchoolRows, 'books'>, names: readonly string[]): Promise<Volume[]>
}

/** Kept of a school, books and series each; about one and a half kilobytes a book. The first that came go first. */
const maxKept = 10_000

/** To be thrown away with the version: each change of a book makes another one. */
export function createShelfBooks(): ShelfBooks {
  const books = new Map<number, StoredBook>()
  const volumesOf = new Map<string, Volume[]>()
  return {
    async byNumbers(rows, bookNos) {
      const missing = bookNos.filter((bookNo) => !books.has(bookNo))
      const read = missing.length === 0 ? [] : await rows.books.byNumbers(missing)
      const found = new Map(read.map((book) => [book.book_no, book]))
      const all = bookNos.flatMap((bookNo) => found.get(bookNo) ?? books.get(bookNo) ?? [])
      keep(books, found)
      return all
    },
    async inSeries(rows, names) {
      const missing = names.filter((name) => !volumesOf.has(name))
      const found = new Map(missing.map((name) => [name, [] as Volume[]]))
      if (missing.length > 0)
        for (const volume of await rows.books.inSeries(missing)) found.get(volume.series ?? '')?.push(volume)
      const all = names.flatMap((name) => found.get(name) ?? volumesOf.get(name) ?? [])
      keep(volumesOf, found)
      return all
    },
  }
}

function keep<K, V>(kept: Map<K, V>, found: ReadonlyMap<K, V>): void {
  for (const [key, value] of found) kept.set(key, value)
  for (const key of kept.keys()) {
    if (kept.size <= maxKept) break
    kept.delete(key)
  }
}
