import { expect, test } from 'vitest'
import { embeddingDimensions, type GraphBuilder, type GraphInput } from '../../src/core/ports/runtime.ts'

/** Readers as lists of the books they met. */
function inputOf(histories: readonly (readonly number[])[], bookCount: number): GraphInput {
  return {
    readerCount: histories.length,
    bookCount,
    readers: Int32Array.from(histories.flatMap((books, reader) => books.map(() => reader))),
    books: Int32Array.from(histories.flat()),
    authors: Array.from({ length: bookCount }, (_, book) => [`author ${book}`]),
    vectorBooks: new Int32Array(0),
    vectors: new Float32Array(0),
  }
}

/** What every builder of graphs promises. */
export function graphBuilderSuite(builder: GraphBuilder): void {
  const together = [
    [0, 1],
    [0, 1],
    [0, 1, 2],
    [2, 3],
    [2, 3],
    [1, 2, 3],
  ]

  test('answers rows by source, heaviest first, of books that the same readers met', async () => {
    const { offsets, neighbours, weights, readersPerBook, newBooks } = await builder.build(
      inputOf(together, 5),
    )
    expect(offsets).toHaveLength(6)
    expect([offsets[0], offsets[5]]).toEqual([0, neighbours.length])
    expect(weights).toHaveLength(neighbours.length)
    expect(Array.from(readersPerBook)).toEqual([3, 4, 4, 3, 0])
    expect(newBooks).toBe(0)
    for (let book = 0; book < 5; book++) {
      const row = Array.from(neighbours.subarray(offsets[book], offsets[book + 1]))
      const own = Array.from(weights.subarray(offsets[book], offsets[book + 1]))
      expect(row).not.toContain(book)
      expect(own).toEqual([...own].sort((a, b) => b - a))
      expect(own.every((weight) => weight > 0 && Number.isFinite(weight))).toBe(true)
    }
    expect(neighbours[offsets[0]!]).toBe(1)
  })

  test('builds the same twice, also at once', async () => {
    const [one, two] = await Promise.all([
      builder.build(inputOf(together, 5)),
      builder.build(inputOf(together, 5)),
    ])
    expect(one).toEqual(two)
  })

  test('builds an empty graph of an empty school', async () => {
    const { offsets, neighbours } = await builder.build(inputOf([], 0))
    expect([Array.from(offsets), neighbours.length]).toEqual([[0], 0])
  })

  test('gives a new book columns borrowed from the books whose text is near', async () => {
    const input = inputOf([...together, ...together], 5)
    const vectors = new Float32Array(5 * embeddingDimensions)
    for (let book = 0; book < 5; book++) vectors[book * embeddingDimensions + (book === 4 ? 0 : book)] = 1
    const built = await builder.build({ ...input, vectorBooks: Int32Array.from([0, 1, 2, 3, 4]), vectors })
    expect(built.newBooks).toBe(1)
    const sources = Array.from({ length: 5 }, (_, book) =>
      built.neighbours.subarray(built.offsets[book], built.offsets[book + 1]).includes(4) ? [book] : [],
    ).flat()
    expect(sources).toContain(1)
  })
}
