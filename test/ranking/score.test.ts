import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScorer, priorWeightFor } from '../../src/core/ranking/score.ts'
import { aGraph, anyHistory, anyReaders, pullsOf, testBookCount } from './builders.ts'

const scoring = { priorStrength: [8, 4, 2, 1] as const }
const books = (candidates: readonly { book: number }[]) => candidates.map(({ book }) => book)

describe('scores', () => {
  it('are the sum over the history, over its maximum, plus the prior', () => {
    const graph = aGraph(
      [
        [0, 1, 2],
        [0, 1],
        [0, 3],
      ],
      4,
    )
    const history = [{ book: 0, weight: 2 }]
    const { candidates, strongestPull, priorWeight } = createScorer(
      graph,
      scoring,
    )({ history, excluded: [0], limit: 10 })
    const pulls = pullsOf(graph, history)
    expect(strongestPull).toBe(Math.max(...pulls))
    expect(priorWeight).toBeCloseTo(8 * (1 - 1 / 60), 12)
    for (const { book, score } of candidates) {
      expect(score).toBeCloseTo(pulls[book]! / strongestPull + priorWeight * graph.prior[book]!, 12)
    }
    expect(books(candidates)).not.toContain(0)
  })

  it('stand best first with ties in order of book, whatever the limit', () => {
    fc.assert(
      fc.property(anyReaders, anyHistory, fc.integer({ min: 1, max: 15 }), (lists, history, limit) => {
        const score = createScorer(aGraph(lists, testBookCount), scoring)
        const all = score({ history, excluded: [], limit: 100 }).candidates
        const sorted = [...all].sort((a, b) => b.score - a.score || a.book - b.book)
        expect(all).toEqual(sorted)
        expect(score({ history, excluded: [], limit }).candidates).toEqual(all.slice(0, limit))
      }),
    )
  })

  it('are those of the formula for every book, those that nobody speaks of included', () => {
    const anyBooks = fc.uniqueArray(fc.nat(testBookCount - 1), { maxLength: 5 })
    const anyPrior = fc.array(fc.constantFrom(0, 0.25, 0.5, 1), {
      minLength: testBookCount,
      maxLength: testBookCount,
    })
    const given = fc.tuple(
      anyReaders,
      anyHistory,
      anyBooks,
      anyBooks,
      anyPrior,
      fc.integer({ min: 1, max: 15 }),
    )
    fc.assert(
      fc.property(given, ([lists, history, excluded, refused, popularity, limit]) => {
        const graph = aGraph(lists, testBookCount)
        const prior = Float32Array.from(popularity)
        const score = createScorer(graph, scoring)
        score({ history: history.slice(1), excluded: refused, limit: 3 }) // what it leaves behind must not matter
        const admits = (book: number) => !refused.includes(book)
        const isWanted = (book: number) => book % 2 === 0
        const { candidates, besides } = score({
          ...{ history, excluded, prior, admits, limit, besides: { isWanted, limit } },
        })
        const pulls = pullsOf(graph, history)
        const open = [...pulls.keys()].filter((book) => !excluded.includes(book))
        const strongest = Math.max(0, ...open.map((book) => pulls[book]!))
        const share = strongest === 0 ? 0 : 1 / strongest
        const scoreOf = (book: number) =>
          pulls[book]! * share + priorWeightFor(history, scoring) * prior[book]!
        const ranked = (some: number[]) =>
          some
            .filter((book) => admits(book))
            .map((book) => ({ book, score: scoreOf(book) }))
            .sort((a, b) => b.score - a.score || a.book - b.book)
            .slice(0, limit)
        expect(candidates).toEqual(ranked(open.filter((book) => scoreOf(book) > 0)))
        expect(besides).toEqual(ranked(open.filter((book) => pulls[book]! > 0 && isWanted(book))))
      }),
    )
  })

  it('never list a book that is excluded', () => {
    fc.assert(
      fc.property(anyReaders, anyHistory, (lists, history) => {
        const disliked = history.filter(({ weight }) => weight < 0).map(({ book }) => book)
        const score = createScorer(aGraph(lists, testBookCount), scoring)
        const listed = books(score({ history, excluded: disliked, limit: 100 }).candidates)
        expect(listed.filter((book) => disliked.includes(book))).toEqual([])
      }),
    )
  })

  it('are not moved by the gates', () => {
    const graph = aGraph(
      [
        [0, 1, 2],
        [0, 1],
        [0, 3],
      ],
      4,
    )
    const request = { history: [{ book: 0, weight: 1 }], excluded: [0], limit: 10 }
    const score = createScorer(graph, scoring)
    const open = score(request).candidates
    expect(score({ ...request, admits: (book) => book !== 1 }).candidates).toEqual(
      open.filter(({ book }) => book !== 1),
    )
  })

  it('never sink for the strongest neighbour of a book that is newly liked', () => {
    fc.assert(
      fc.property(anyReaders, anyHistory, fc.nat(testBookCount - 1), (lists, history, liked) => {
        const graph = aGraph(lists, testBookCount)
        const neighbour = graph.neighbours[graph.offsets[liked]!]
        fc.pre(graph.offsets[liked + 1]! > graph.offsets[liked]! && neighbour !== undefined)
        const others = history.filter(({ book }) => book !== liked)
        const before = pullsOf(graph, others)
        const after = pullsOf(graph, [...others, { book: liked, weight: 2 }])
        expect(after[neighbour]!).toBeGreaterThan(before[neighbour]!)
      }),
    )
  })

  it('use a borrowed row for a book that the graph does not know', () => {
    const score = createScorer(aGraph([[0, 1], [2]], 3), { priorStrength: [0, 0, 0, 0] })
    const row = { neighbours: Int32Array.of(2), weights: Float32Array.of(0.5) }
    expect(score({ history: [{ book: -1, weight: 1, row }], excluded: [], limit: 5 }).candidates).toEqual([
      { book: 2, score: 1 },
    ])
    expect(score({ history: [{ book: 99, weight: 1 }], excluded: [], limit: 5 }).candidates).toEqual([])
  })

  it('fall back to what is popular when all that is known is a dislike', () => {
    const graph = aGraph([[0, 1, 2], [0, 1], [1]], 3)
    const { candidates, strongestPull } = createScorer(
      graph,
      scoring,
    )({
      history: [{ book: 0, weight: -0.5 }],
      excluded: [0],
      limit: 5,
    })
    expect(strongestPull).toBe(0)
    expect(books(candidates)).toEqual([1, 2])
  })

  it('are empty for an empty graph and for one who read everything', () => {
    expect(createScorer(aGraph([], 0), scoring)({ history: [], excluded: [], limit: 5 }).candidates).toEqual(
      [],
    )
    const all = createScorer(
      aGraph(
        [
          [0, 1],
          [0, 1],
        ],
        2,
      ),
      scoring,
    )
    expect(all({ history: [{ book: 0, weight: 1 }], excluded: [0, 1], limit: 5 }).candidates).toEqual([])
  })

  it('bear a history of 5,000 books', () => {
    const graph = aGraph([Array.from({ length: 400 }, (_, book) => book), [1, 2, 450]], 5001)
    const history = Array.from({ length: 5000 }, (_, book) => ({ book, weight: 1 }))
    const { priorWeight, candidates } = createScorer(graph, scoring)({ history, excluded: [], limit: 1000 })
    expect(priorWeight).toBe(0)
    expect(candidates.length).toBeGreaterThan(0)
    expect(candidates.every(({ score }) => Number.isFinite(score))).toBe(true)
  })

  it('refuse a limit out of bounds and a prior of another catalogue', () => {
    const score = createScorer(aGraph([[0, 1]], 2), scoring)
    const request = { history: [], excluded: [], limit: 5 }
    expect(() => score({ ...request, limit: 0 })).toThrow(RangeError)
    expect(() => score({ ...request, limit: 1001 })).toThrow(RangeError)
    expect(() => score({ ...request, prior: new Float32Array(3) })).toThrow(RangeError)
  })
})

describe('the weight of the prior', () => {
  it('shrinks with the books that speak for something and ends at sixty', () => {
    const read = (count: number) => Array.from({ length: count }, (_, book) => ({ book, weight: 1 }))
    expect(priorWeightFor([], scoring)).toBe(8)
    expect(priorWeightFor([{ book: 0, weight: -0.5 }], scoring)).toBe(8)
    expect(priorWeightFor(read(4), scoring)).toBeCloseTo((4 / 2) * (1 - 4 / 60), 12)
    expect(priorWeightFor(read(60), scoring)).toBe(0)
  })
})
