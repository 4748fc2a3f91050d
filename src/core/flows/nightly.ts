import type { Core } from '../ports/core.ts'
import type { StoredGraph } from '../ports/graphs.ts'
import { embeddingDimensions, type GraphBuilder, type GraphInput } from '../ports/runtime.ts'
import { defaultSettings } from '../ranking/settings.ts'
import type { JobCounts, JobProgress } from './steps/job.ts'
import { makeMissingVectors } from './steps/missing-vectors.ts'
import { refreshOwnBooks } from './steps/own-book-neighbours.ts'
import { modelOf } from './steps/school-model.ts'
import { announceSchool, raiseSchool } from './steps/school-version.ts'
import { rebuildSimilarReaders } from './steps/similar-readers.ts'
import { sweep } from './steps/sweep.ts'

const readersAtOnce = 300
const rowsAtOnce = 500
/** Parsing a vector takes a tenth of a millisecond, and people wait for lists meanwhile. */
const vectorsAtOnce = 100

type Needs = Core & { graphBuilder: GraphBuilder }

/**
 * The night's work for one school, a step after the other: vectors that are missing, readers' own books beside what
 * came new, the graph, who reads alike, and what is swept out.
 */
export async function nightly(core: Needs, schoolId: string, run: JobProgress): Promise<JobCounts> {
  await run.step('vectors', async () => ({ vectors: await makeMissingVectors(core, schoolId) }))
  await run.step('own books', () => refreshOwnBooks(core, schoolId))
  await run.step('graph', () => rebuildGraph(core, schoolId))
  await run.step('similar readers', (part) => rebuildSimilarReaders(core, schoolId, part))
  await sweep(core, schoolId, run)
  return {}
}

/**
 * Builds the school's recommendation graph from all that was read and puts it into service; every cached list is
 * stale from then on. Skipped when nothing changed since the build in service.
 */
export async function rebuildGraph(core: Needs, schoolId: string): Promise<JobCounts> {
  const { store } = core
  const { print, live } = await store.background.school(schoolId, async (rows) => ({
    print: `${await rows.history.print()}/${core.digest(JSON.stringify(defaultSettings)).slice(0, 12)}`,
    live: await rows.graphs.liveBuild(),
  }))
  if (live?.data_print === print) return { unchanged: 1 }
  const events = await readEvents(core, schoolId)
  const { readerCount, bookCount, books } = events.input
  const read = { readers: readerCount, books: bookCount, events: books.length }
  const built = await core.graphBuilder.build(events.input)
  const counts = { ...read, new_books: built.newBooks, weights: built.weights.length }
  const buildId = await store.background.school(schoolId, (rows) =>
    rows.graphs.begin({
      data_print: print,
      settings: defaultSettings,
      book_nos: events.bookNos,
      readers_per_book: built.readersPerBook,
      grade_prior: events.gradePrior,
      counts,
    }),
  )
  for (let start = 0; start < events.bookNos.length; start += rowsAtOnce) {
    const some = graphRows(built, events.bookNos, start)
    await store.background.school(schoolId, (rows) => rows.graphs.putRows(buildId, some))
  }
  const version = await store.background.school(schoolId, async (rows) => {
    await rows.graphs.publish(buildId)
    return raiseSchool(core, rows, schoolId)
  })
  await announceSchool(core, schoolId, version)
  return counts
}

function graphRows(
  built: { offsets: Int32Array; neighbours: Int32Array; weights: Float32Array },
  bookNos: Int32Array,
  start: number,
): StoredGraph['rows'] {
  return Array.from(bookNos.subarray(start, start + rowsAtOnce), (book_no, k) => {
    const [first, last] = [built.offsets[start + k] ?? 0, built.offsets[start + k + 1] ?? 0]
    return {
      book_no,
      neighbour_nos: built.neighbours.subarray(first, last).map((index) => bookNos[index] ?? 0),
      weights: built.weights.subarray(first, last),
    }
  })
}

interface SchoolEvents {
  input: GraphInput
  bookNos: Int32Array
  gradePrior: StoredGraph['grade_prior']
}

async function readEvents(core: Core, schoolId: string): Promise<SchoolEvents> {
  const catalogue = await core.store.background.school(schoolId, (rows) => rows.books.catalogueNumbers())
  const indexOf = new Map(catalogue.map((book, index) => [book.book_no, index]))
  const readers: number[] = []
  const books: number[] = []
  const byGrade = new Map<number, Int32Array>()
  let readerCount = 0
  for (let after: number | null = -1; after !== null; ) {
    const page = await core.store.background.school(schoolId, (rows) =>
      rows.history.eventsAfter(after ?? -1, readersAtOnce),
    )
    let current = -1
    page.readers.forEach((reader, at) => {
      const book = indexOf.get(page.books[at] ?? -1)
      if (book === undefined) return
      if (reader !== current) readerCount++
      current = reader
      readers.push(readerCount - 1)
      books.push(book)
      countInGrade(byGrade, page.grades[at] ?? null, book, catalogue.length)
    })
    after = page.lastReaderNo
  }
  const bookCount = catalogue.length
  const vectors = await vectorsFor(core, schoolId, { books, bookCount, indexOf })
  return {
    bookNos: Int32Array.from(catalogue, (book) => book.book_no),
    gradePrior: [...byGrade].map(([grade, counts]) => ({ grade, readers: Array.from(counts) })),
    input: {
      readerCount,
      bookCount,
      readers: Int32Array.from(readers),
      books: Int32Array.from(books),
      authors: catalogue.map((book) => book.authors),
      ...vectors,
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

/** The catalogue's vectors, but only when there are new books to place and established ones to place them beside. */
async function vectorsFor(
  core: Core,
  schoolId: string,
  known: { books: readonly number[]; bookCount: number; indexOf: ReadonlyMap<number, number> },
): Promise<Pick<GraphInput, 'vectorBooks' | 'vectors'>> {
  const readersOf = new Int32Array(known.bookCount)
  for (const book of known.books) readersOf[book] = (readersOf[book] ?? 0) + 1
  const established = readersOf.filter((readers) => readers >= defaultSettings.content.newBelowReaders).length
  if (established === 0 || established === known.bookCount) {
    return { vectorBooks: new Int32Array(0), vectors: new Float32Array(0) }
  }
  const vectorBooks: number[] = []
  const vectors = new Float32Array(known.bookCount * embeddingDimensions)
  for (let after = -1; ; ) {
    const page = await core.store.background.school(schoolId, async (rows) => {
      const { modelId } = await modelOf(core, rows)
      return rows.vectors.catalogueVectors(modelId, after, vectorsAtOnce)
    })
    for (const { book_no, vector } of page) {
      vectors.set(vector, vectorBooks.length * embeddingDimensions)
      vectorBooks.push(known.indexOf.get(book_no) ?? 0)
      after = book_no
    }
    if (page.length < vectorsAtOnce) break
  }
  return {
    vectorBooks: Int32Array.from(vectorBooks),
    vectors: vectors.slice(0, vectorBooks.length * embeddingDimensions),
  }
}
