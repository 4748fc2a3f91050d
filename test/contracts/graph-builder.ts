import { expect, test } from 'vitest'
import { embeddingDimensions, type GraphBuilder, type GraphInput } from '../../src/core/ports/runtime.ts'
import { buildGraph } from '../../src/core/ranking/graph.ts'
import { interactionsOfColumns } from '../../src/core/ranking/interactions.ts'
import { seededRandom } from '../../src/core/ranking/random.ts'
import { defaultSettings } from '../../src/core/ranking/settings.ts'

/** Readers as lists of the books they met. */
function inputOf(histories: readonly (readonly number[])[], bookCount: number): GraphInput {
  return {
    readerCount: histories.length,
    bookCount,
    readers: Int32Array.from(histories.flatMap((books, reader) => books.map(() => reader))),
    books: Int32Array.from(histories.flat()),
    verdicts: new Int8Array(histories.flat().length),
    readerNos: Int32Array.from(histories.keys()),
    bookNos: Int32Array.from({ length: bookCount }, (_, book) => book),
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
      defaultSettings,
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
      builder.build(inputOf(together, 5), defaultSettings),
      builder.build(inputOf(together, 5), defaultSettings),
    ])
    expect(one).toEqual(two)
  })

  test('builds an empty graph of an empty school', async () => {
    const { offsets, neighbours } = await builder.build(inputOf([], 0), defaultSettings)
    expect([Array.from(offsets), neighbours.length]).toEqual([[0], 0])
  })

  test('gives a new book columns borrowed from the books whose text is near', async () => {
    const input = inputOf([...together, ...together], 5)
    const vectors = new Float32Array(5 * embeddingDimensions)
    for (let book = 0; book < 5; book++) vectors[book * embeddingDimensions + (book === 4 ? 0 : book)] = 1
    const built = await builder.build(
      { ...input, vectorBooks: Int32Array.from([0, 1, 2, 3, 4]), vectors },
      defaultSettings,
    )
    expect(built.newBooks).toBe(1)
    const sources = Array.from({ length: 5 }, (_, book) =>
      built.neighbours.subarray(built.offsets[book], built.offsets[book + 1]).includes(4) ? [book] : [],
    ).flat()
    expect(sources).toContain(1)
  })

  test('is judged by what it finds of events held back, once enough readers are there to say', async () => {
    const few = await builder.build(inputOf(together, 5), defaultSettings)
    expect(few.quality).toBeNull()
    const { quality } = await builder.build(twoTastes(300), defaultSettings)
    expect(quality?.readers).toBeGreaterThan(200)
    expect(quality?.mean).toBeGreaterThan(0.2)
  })

  test('chooses settings that rank at least about as well as those in service', async () => {
    const chosen = await builder.tune(twoTastes(300), defaultSettings)
    expect(chosen.report.validationReaders).toBeGreaterThan(200)
    const shares = chosen.settings.graph.members.map((member) => member.blend)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2)
    const [fresh, live] = [
      await builder.build(twoTastes(300), chosen.settings),
      await builder.build(twoTastes(300), defaultSettings),
    ]
    expect(fresh.quality!.mean).toBeGreaterThan(live.quality!.mean - 0.02)
    expect((await builder.tune(inputOf(together, 5), defaultSettings)).settings).toEqual(defaultSettings)
  })

  test('computes the same on several threads as on one', async () => {
    const input = manyBooks()
    const built = await builder.build(input, defaultSettings)
    const alone = buildGraph(interactionsOfColumns(manyBooks(), defaultSettings.graph), defaultSettings.graph)
    expect(built.offsets).toEqual(alone.offsets)
    expect(built.neighbours).toEqual(alone.neighbours)
    expect(built.weights).toEqual(alone.weights)
  })
}

/** Readers who take ten of the twenty books of their own half. */
function twoTastes(readers: number): GraphInput {
  const random = seededRandom(5)
  const histories = Array.from({ length: readers }, (_, reader) =>
    [...new Set(Array.from({ length: 10 }, () => Math.floor(random() * 20) * 2 + (reader % 2)))].sort(
      (a, b) => a - b,
    ),
  )
  return inputOf(histories, 40)
}

/** More books than one thread does alone. */
function manyBooks(): GraphInput {
  const random = seededRandom(6)
  const histories = Array.from({ length: 300 }, () =>
    [...new Set(Array.from({ length: 20 }, () => Math.floor(random() ** 2 * 2_500)))].sort((a, b) => a - b),
  )
  return inputOf(histories, 2_500)
}
