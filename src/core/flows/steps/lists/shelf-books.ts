import type { StoredBook } from '../../../domain/lists/book.ts'
import type { SchoolRows, Volume } from '../../../ports/store.ts'
import type { ShelfFacts } from '../../../ranking/diversify.ts'

/** A book with what the spread of a list looks at. */
export interface Shelved<B extends Volume = StoredBook> {
  book: B
  facts: ShelfFacts
}

/** Books of one version of a school, each read once: lists of many readers hold the same ones. */
export interface ShelfBooks {
  /** The books of these numbers, each at its place; undefined where there is none. */
  byNumbers(
    rows: Pick<SchoolRows, 'books'>,
    bookNos: readonly number[],
  ): Promise<readonly (Shelved | undefined)[]>
  /** All numbered volumes of these series. */
  inSeries(rows: Pick<SchoolRows, 'books'>, names: readonly string[]): Promise<Shelved<Volume>[]>
}

/** Kept of a school, books and series each; about one and a half kilobytes a book. The first that came go first. */
const maxKept = 10_000

/** To be thrown away with the version: each change of a book makes another one. */
export function createShelfBooks(): ShelfBooks {
  const books = new Map<number, Shelved>()
  const volumesOf = new Map<string, Shelved<Volume>[]>()
  return {
    async byNumbers(rows, bookNos) {
      const found = bookNos.map((bookNo) => books.get(bookNo))
      const missing = bookNos.filter((_, at) => found[at] === undefined)
      if (missing.length === 0) return found
      const read = new Map((await rows.books.byNumbers(missing)).map((book) => [book.book_no, shelved(book)]))
      keep(books, read)
      return found.map((known, at) => known ?? read.get(bookNos[at] as number))
    },
    async inSeries(rows, names) {
      const missing = names.filter((name) => !volumesOf.has(name))
      const found = new Map(missing.map((name) => [name, [] as Shelved<Volume>[]]))
      if (missing.length > 0)
        for (const volume of await rows.books.inSeries(missing))
          found.get(volume.series ?? '')?.push(shelved(volume))
      const all = names.flatMap((name) => found.get(name) ?? volumesOf.get(name) ?? [])
      keep(volumesOf, found)
      return all
    },
  }
}

/** The first author alone counts: a book stands under one name. */
export const shelved = <B extends Volume>(book: B): Shelved<B> => ({
  book,
  facts: {
    ...(book.authors[0] === undefined ? {} : { author: book.authors[0] }),
    ...(book.series === null || book.series_number === null
      ? {}
      : { series: { name: book.series, position: book.series_number } }),
  },
})

function keep<K, V>(kept: Map<K, V>, found: ReadonlyMap<K, V>): void {
  for (const [key, value] of found) kept.set(key, value)
  for (const key of kept.keys()) {
    if (kept.size <= maxKept) break
    kept.delete(key)
  }
}
