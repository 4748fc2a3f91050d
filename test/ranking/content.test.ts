import { describe, expect, it } from 'vitest'
import { borrowColumns, borrowRow, nearestByText, typicalRowSum } from '../../src/core/ranking/content.ts'
import { defaultSettings } from '../../src/core/ranking/settings.ts'
import { aGraph, weightOf } from './builders.ts'

const settings = { ...defaultSettings.content, targetsPerSource: 400 }
const row = (neighbours: number[], weights: number[]) => ({
  neighbours: Int32Array.from(neighbours),
  weights: Float32Array.from(weights),
})

describe('nearest books by text', () => {
  const vectors = { dimension: 2, rows: Float32Array.of(1, 0, 0.8, 0.6, 0.6, 0.8, 0, 1, -1, 0, 0, 0) }

  it('are the largest positive cosines, without the book itself', () => {
    const [first, last] = nearestByText(vectors, { books: Int32Array.of(0, 5), count: 2 })
    expect([...first!.neighbours]).toEqual([1, 2])
    expect(first!.weights[0]).toBeCloseTo(0.8, 6)
    expect(last!.neighbours).toHaveLength(0)
  })

  it('come from the books allowed, for more books than one block holds', () => {
    const books = new Int32Array(40)
    const found = nearestByText(vectors, { books, count: 5, among: (book) => book === 2 || book === 3 })
    expect(found).toHaveLength(40)
    expect([...found[39]!.neighbours]).toEqual([2])
  })

  it('refuse rows of another dimension', () => {
    expect(() => nearestByText({ ...vectors, dimension: 5 }, { books: new Int32Array(0), count: 1 })).toThrow(
      RangeError,
    )
  })
})

describe('borrowed columns', () => {
  const graph = aGraph(
    [
      [0, 1, 2],
      [0, 1],
      [0, 2],
      [1, 2],
    ],
    5,
  )

  it('are the mean of the nearest books’ columns by cosine cubed', () => {
    const fresh = { book: 4, nearest: row([1, 2], [0.8, 0.4]), sameAuthor: new Int32Array(0) }
    const borrowed = borrowColumns(graph, [fresh], settings)
    const [a, b] = [0.8 ** 3, 0.4 ** 3]
    expect(weightOf(borrowed, 0, 4)).toBeCloseTo(
      (a * weightOf(graph, 0, 1) + b * weightOf(graph, 0, 2)) / (a + b),
      5,
    )
    expect(weightOf(borrowed, 0, 1)).toBeCloseTo(weightOf(graph, 0, 1), 6)
    expect(borrowed.prior).toEqual(graph.prior)
  })

  it('take in the author’s mean column, and are that alone without text', () => {
    const author = Int32Array.of(2)
    const both = borrowColumns(graph, [{ book: 4, nearest: row([1], [0.9]), sameAuthor: author }], settings)
    expect(weightOf(both, 0, 4)).toBeCloseTo((weightOf(graph, 0, 1) + weightOf(graph, 0, 2)) / 2, 5)
    const alone = borrowColumns(graph, [{ book: 4, nearest: row([], []), sameAuthor: author }], settings)
    expect(weightOf(alone, 0, 4)).toBeCloseTo(weightOf(graph, 0, 2), 6)
  })

  it('replace what a book had, and never make it its own source', () => {
    const borrowed = borrowColumns(
      graph,
      [{ book: 2, nearest: row([1], [1]), sameAuthor: new Int32Array(0) }],
      settings,
    )
    expect(weightOf(borrowed, 0, 2)).toBeCloseTo(weightOf(graph, 0, 1), 6)
    expect(weightOf(borrowed, 2, 2)).toBe(0)
    expect(weightOf(borrowed, 1, 2)).toBe(0)
  })
})

describe('a borrowed row', () => {
  it('says as much in all as a typical learned one, most of it to the nearest', () => {
    const graph = aGraph(
      [
        [0, 1, 2],
        [0, 1],
      ],
      4,
    )
    const sum = typicalRowSum(graph)
    expect(sum).toBeCloseTo(graph.weights.reduce((a, b) => a + b, 0) / 3, 5)
    const borrowed = borrowRow(row([2, 1], [0.8, 0.4]), sum)
    expect(borrowed.weights[0]! + borrowed.weights[1]!).toBeCloseTo(sum, 5)
    expect(borrowed.weights[0]! / borrowed.weights[1]!).toBeCloseTo(8, 4)
    expect(borrowRow(row([], []), sum).weights).toHaveLength(0)
    expect(typicalRowSum(aGraph([], 2))).toBe(1)
  })
})
