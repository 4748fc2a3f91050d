import type { Core } from '../../../ports/core.ts'
import type { StoredGraph } from '../../../ports/lists/graphs.ts'
import { embeddingDimensions, type GraphInput } from '../../../ports/runtime.ts'
import type { ReadColumns } from '../../../ranking/interactions.ts'
import { defaultSettings } from '../../../ranking/settings.ts'
import { modelOf } from './school-model.ts'

const readersAtOnce = 300
/** Parsing a vector takes a tenth of a millisecond, and people wait for lists meanwhile. */
const vectorsAtOnce = 100

/** Who read what in a school, over dense indices. */
export interface SchoolEvents {
  read: ReadColumns
  authors: GraphInput['authors']
  gradePrior: StoredGraph['grade_prior']
}

export async function readEvents(core: Core, schoolId: string): Promise<SchoolEvents> {
  const catalogue = await core.store.background.school(schoolId, (rows) => rows.books.catalogueNumbers())
  const indexOf = new Map(catalogue.map((book, index) => [book.book_no, index]))
  const readers: number[] = []
  const books: number[] = []
  const verdicts: number[] = []
  const readerNos: number[] = []
  const byGrade = new Map<number, Int32Array>()
  for (let after: number | null = -1; after !== null; ) {
    const page = await core.store.background.school(schoolId, (rows) =>
      rows.history.eventsAfter(after ?? -1, readersAtOnce),
    )
    let current = -1
    page.readers.forEach((reader, at) => {
      const book = indexOf.get(page.books[at] ?? -1)
      if (book === undefined) return
      if (reader !== current) readerNos.push(reader)
      current = reader
      readers.push(readerNos.length - 1)
      books.push(book)
      verdicts.push(page.verdicts[at] ?? 0)
      countInGrade(byGrade, page.grades[at] ?? null, book, catalogue.length)
    })
    after = page.lastReaderNo
  }
  return {
    authors: catalogue.map((book) => book.authors),
    gradePrior: [...byGrade].map(([grade, counts]) => ({ grade, readers: Array.from(counts) })),
    read: {
      readerCount: readerNos.length,
      bookCount: catalogue.length,
      readers: Int32Array.from(readers),
      books: Int32Array.from(books),
      verdicts: Int8Array.from(verdicts),
      readerNos: Int32Array.from(readerNos),
      bookNos: Int32Array.from(catalogue, (book) => book.book_no),
    },
  }
}

function countInGrade(
  byGrade: Map<number, Int32Array>,
  grade: number | null,
  book: number,
  bookCount: number,
): void {
  if (grade === null) return
  const counts = byGrade.get(grade) ?? new Int32Array(bookCount)
  counts[book] = (counts[book] ?? 0) + 1
  byGrade.set(grade, counts)
}

/**
 * What a graph is built from: the events, with the vectors of new books and of established ones to place them beside;
 * with none where there is nothing to place, or nothing beside which.
 */
export async function graphInput(
  core: Core,
  schoolId: string,
  { read, authors }: SchoolEvents,
): Promise<GraphInput> {
  const wanted = booksToCompare(read)
  const vectorBooks: number[] = []
  const vectors = new Float32Array(wanted.length * embeddingDimensions)
  for (let start = 0; start < wanted.length; start += vectorsAtOnce) {
    const some = new Map(
      wanted.slice(start, start + vectorsAtOnce).map((book) => [read.bookNos[book] as number, book]),
    )
    const found = await core.store.background.school(schoolId, async (rows) => {
      const { modelId } = await modelOf(core, rows)
      return rows.vectors.ofNumbers(modelId, [...some.keys()])
    })
    for (const { book_no, vector } of found) {
      vectors.set(vector, vectorBooks.length * embeddingDimensions)
      vectorBooks.push(some.get(book_no) as number)
    }
  }
  return {
    ...read,
    authors,
    vectorBooks: Int32Array.from(vectorBooks),
    vectors: vectors.slice(0, vectorBooks.length * embeddingDimensions),
  }
}

/** All established books, and of the new ones those that came last; none when one kind is missing. */
function booksToCompare({ bookCount, books }: ReadColumns): number[] {
  const readersOf = new Int32Array(bookCount)
  for (const book of books) readersOf[book] = (readersOf[book] ?? 0) + 1
  const all = [...readersOf.keys()]
  const { newBelowReaders, newBooksABuild } = defaultSettings.content
  const isNew = (book: number): boolean => (readersOf[book] ?? 0) < newBelowReaders
  const fresh = all.filter(isNew)
  if (fresh.length === 0 || fresh.length === bookCount) return []
  return [...all.filter((book) => !isNew(book)), ...fresh.slice(-newBooksABuild)]
}
