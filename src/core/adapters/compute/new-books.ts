import type { GraphInput } from '../../ports/runtime.ts'
import { embeddingDimensions } from '../../ports/runtime.ts'
import { type NewBook, nearestByText } from '../../ranking/content.ts'
import type { ContentSettings } from '../../ranking/settings.ts'

/** New books that get borrowed columns in one build; the cost is this times the catalogue. */
const maxNewBooks = 5000

/** Books with a vector that too few have read, each with its nearest established books and those of its authors. */
export function newBooks(
  input: GraphInput,
  readersPerBook: Int32Array,
  { newBelowReaders, nearestBooks }: ContentSettings,
): NewBook[] {
  const isNew = (book: number): boolean => (readersPerBook[book] ?? 0) < newBelowReaders
  const rowOfBook = new Map(Array.from(input.vectorBooks, (book, row) => [book, row]))
  const rows = Int32Array.from(
    [...rowOfBook].filter(([book]) => isNew(book)),
    ([, row]) => row,
  ).slice(0, maxNewBooks)
  const near = nearestByText(
    { dimension: embeddingDimensions, rows: input.vectors },
    { books: rows, count: nearestBooks, among: (row) => !isNew(input.vectorBooks[row] ?? 0) },
  )
  const byAuthor = establishedByAuthor(input, isNew)
  return Array.from(rows, (row, k) => {
    const book = input.vectorBooks[row] ?? 0
    const found = near[k]
    const sameAuthor = new Set((input.authors[book] ?? []).flatMap((author) => byAuthor.get(author) ?? []))
    return {
      book,
      nearest: {
        neighbours: (found?.neighbours ?? new Int32Array(0)).map((other) => input.vectorBooks[other] ?? 0),
        weights: found?.weights ?? new Float32Array(0),
      },
      sameAuthor: Int32Array.from(sameAuthor),
    }
  })
}

function establishedByAuthor(input: GraphInput, isNew: (book: number) => boolean): Map<string, number[]> {
  const byAuthor = new Map<string, number[]>()
  input.authors.forEach((authors, book) => {
    if (isNew(book)) return
    for (const author of authors) byAuthor.set(author, [...(byAuthor.get(author) ?? []), book])
  })
  return byAuthor
}
