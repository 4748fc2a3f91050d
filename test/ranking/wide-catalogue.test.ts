import { describe, expect, it } from 'vitest'
import { buildGraph } from '../../src/core/ranking/graph.ts'
import { interactionsOfColumns, type ReadColumns } from '../../src/core/ranking/interactions.ts'
import { createScorer } from '../../src/core/ranking/score.ts'
import { defaultSettings } from '../../src/core/ranking/settings.ts'

const bookCount = 200_000
const readBooks = 50
const readers = 60
const booksEach = 12
/** For the graph of so few events, flat arrays of the catalogue’s length included. */
const mostMegabytes = 400

/** Every four thousandth book is read, by a fifth of the readers. */
function wideCatalogue(): ReadColumns {
  const books = Array.from({ length: readers }, (_, reader) =>
    Array.from(
      { length: booksEach },
      (_, k) => ((reader * 7 + k * (1 + (reader % 3))) % readBooks) * 4_000,
    ).sort((a, b) => a - b),
  ).flat()
  return {
    readerCount: readers,
    bookCount,
    readers: Int32Array.from(books, (_, at) => Math.floor(at / booksEach)),
    books: Int32Array.from(books),
    verdicts: new Int8Array(books.length),
    readerNos: Int32Array.from({ length: readers }, (_, reader) => reader),
    bookNos: Int32Array.from({ length: bookCount }, (_, book) => book),
  }
}

describe('200,000 books of which 50 are read', () => {
  it('take little memory, and lists hold what was read', { timeout: 60_000 }, () => {
    const before = process.memoryUsage().rss
    const graph = buildGraph(
      interactionsOfColumns(wideCatalogue(), defaultSettings.graph),
      defaultSettings.graph,
    )
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(mostMegabytes)
    expect(graph.weights.length).toBeLessThanOrEqual(readBooks * (readBooks - 1))
    const score = createScorer(graph, defaultSettings.scoring)
    const { candidates } = score({ history: [{ book: 0, weight: 1 }], excluded: [0], limit: 1_000 })
    expect(candidates.length).toBeGreaterThan(10)
    for (const { book } of candidates) expect(graph.readersPerBook[book]).toBeGreaterThan(0)
  })
})
