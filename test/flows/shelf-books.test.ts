import { expect, test, vi } from 'vitest'
import type { StoredBook } from '../../src/core/domain/lists/book.ts'
import { createShelfBooks, type Shelved } from '../../src/core/flows/steps/lists/shelf-books.ts'
import type { SchoolRows, Volume } from '../../src/core/ports/store.ts'

/** Books 1 to 9, of which the odd ones are volumes of a series. */
function readable() {
  const book = (book_no: number) =>
    ({
      book_no,
      authors: [],
      series: book_no % 2 === 1 ? 'Odd' : null,
      series_number: book_no,
    }) as unknown as StoredBook
  const all = Array.from({ length: 9 }, (_, at) => book(at + 1))
  const books = {
    byNumbers: vi.fn(async (bookNos: readonly number[]) =>
      all.filter(({ book_no }) => bookNos.includes(book_no)),
    ),
    inSeries: vi.fn(
      async (names: readonly string[]) =>
        all.filter(({ series }) => series !== null && names.includes(series)) as Volume[],
    ),
  }
  return { books, rows: { books } as unknown as Pick<SchoolRows, 'books'> }
}

const numbers = (books: readonly (Shelved | undefined)[]) => books.map((one) => one?.book.book_no)

test('books are read once, and each comes at the place at which it is asked for', async () => {
  const { books, rows } = readable()
  const kept = createShelfBooks()
  expect(numbers(await kept.byNumbers(rows, [5, 2, 12]))).toEqual([5, 2, undefined])
  expect(numbers(await kept.byNumbers(rows, [2, 7, 5]))).toEqual([2, 7, 5])
  expect(numbers(await kept.byNumbers(rows, [7, 5]))).toEqual([7, 5])
  expect(books.byNumbers.mock.calls.map(([bookNos]) => bookNos)).toEqual([[5, 2, 12], [7]])
})

test('a series is read once, also one without volumes', async () => {
  const { books, rows } = readable()
  const kept = createShelfBooks()
  expect(await kept.inSeries(rows, ['Odd', 'None'])).toHaveLength(5)
  expect(await kept.inSeries(rows, ['None', 'Odd'])).toHaveLength(5)
  expect(books.inSeries).toHaveBeenCalledTimes(1)
})
