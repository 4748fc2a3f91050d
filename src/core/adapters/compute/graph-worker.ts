import type { BuiltGraph, GraphInput } from '../../ports/runtime.ts'
import { embeddingDimensions } from '../../ports/runtime.ts'
import { borrowColumns, type NewBook, nearestByText } from '../../ranking/content.ts'
import { type BookGraph, buildGraph } from '../../ranking/graph.ts'
import { buildInteractions } from '../../ranking/interactions.ts'
import { defaultSettings } from '../../ranking/settings.ts'
import { serveWorker } from '../serve-worker.ts'

/** New books that get borrowed columns in one build; the cost is this times the catalogue. */
const maxNewBooks = 5000

serveWorker(async (input: GraphInput) => {
  const { graph, newBooks } = build(input)
  const value: BuiltGraph = {
    offsets: graph.offsets,
    neighbours: graph.neighbours,
    weights: graph.weights,
    readersPerBook: graph.readersPerBook,
    newBooks,
  }
  return { value }
})

function build(input: GraphInput): { graph: BookGraph; newBooks: number } {
  const { readerCount, bookCount } = input
  const events = Array.from(input.readers, (reader, at) => ({
    reader,
    book: input.books[at] ?? 0,
    weight: 1,
  }))
  const bounds = { readerCount, bookCount, maxEventsPerReader: defaultSettings.graph.maxEventsPerReader }
  const graph = buildGraph(buildInteractions(events, bounds), defaultSettings.graph)
  const fresh = newBooks(input, graph)
  if (fresh.length === 0) return { graph, newBooks: 0 }
  const settings = { ...defaultSettings.content, targetsPerSource: defaultSettings.graph.targetsPerSource }
  return { graph: borrowColumns(graph, fresh, settings), newBooks: fresh.length }
}

function newBooks(input: GraphInput, graph: BookGraph): NewBook[] {
  const { newBelowReaders, nearestBooks } = defaultSettings.content
  const isNew = (book: number): boolean => (graph.readersPerBook[book] ?? 0) < newBelowReaders
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
