import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coReadCounter, coReadGround } from '../../src/core/ranking/co-reads.ts'
import { buildGraph } from '../../src/core/ranking/graph.ts'
import { buildInteractions, flip, transpose } from '../../src/core/ranking/interactions.ts'
import { computeMembers, memberScale } from '../../src/core/ranking/members.ts'
import { bestFirst } from '../../src/core/ranking/selection.ts'
import { aGraph, aMember, anyReaders, graphSettings, readersOf, testBookCount, weightOf } from './builders.ts'

describe('interactions', () => {
  it('keep one event per reader and book: the newest', () => {
    const rows = [
      { reader: 1, book: 2, weight: 1 },
      { reader: 1, book: 0, weight: 1 },
      { reader: 1, book: 2, weight: 0.5 },
    ]
    const built = buildInteractions(rows, { readerCount: 2, bookCount: 3, maxEventsPerReader: 10 })
    expect([...built.offsets]).toEqual([0, 0, 2])
    expect([...built.books]).toEqual([0, 2])
    expect([...built.weights]).toEqual([1, 0.5])
  })

  it('keep only the newest of a very long history', () => {
    const rows = [3, 1, 2, 0].map((book) => ({ reader: 0, book, weight: 1 }))
    const built = buildInteractions(rows, { readerCount: 1, bookCount: 4, maxEventsPerReader: 2 })
    expect([...built.books]).toEqual([0, 2])
  })

  it('refuse indices outside their bounds', () => {
    const bounds = { readerCount: 1, bookCount: 1, maxEventsPerReader: 10 }
    expect(() => buildInteractions([{ reader: 1, book: 0, weight: 1 }], bounds)).toThrow(RangeError)
    expect(() => buildInteractions([{ reader: 0, book: -1, weight: 1 }], bounds)).toThrow(RangeError)
  })

  it('transposed say the same from the books', () => {
    const byBook = transpose(readersOf([[0, 2], [2]], 3))
    expect([...byBook.offsets]).toEqual([0, 1, 1, 3])
    expect([...byBook.readers]).toEqual([0, 0, 1])
  })
})

describe('selection', () => {
  it('is a sort cut short, ties by id', () => {
    const scores = fc.array(fc.constantFrom(0, 1, 2, 3), { maxLength: 60 })
    fc.assert(
      fc.property(scores, fc.nat(70), (values, count) => {
        const ids = Int32Array.from(values.keys())
        const sorted = [...ids].sort((a, b) => values[b]! - values[a]! || a - b)
        expect([...bestFirst(ids.slice().reverse(), values, count)]).toEqual(sorted.slice(0, count))
      }),
    )
  })
})

describe('co-counts', () => {
  it('weigh readers by how many books they have', () => {
    const lists = [
      [0, 1],
      [0, 1, 2, 3],
    ]
    const readsOf = coReadCounter(coReadGround(readersOf(lists, 4), 0.5))
    const found = new Map<string, number>()
    for (const target of [0, 1, 2, 3]) {
      const { others, counts } = readsOf(target)
      for (const other of others) found.set(`${target} ${other}`, counts[other]!)
    }
    // v_u = 1 / d_u at q = .5.
    expect(found.get('0 1')).toBeCloseTo(1 / 2 + 1 / 4, 7)
    expect(found.get('0 2')).toBeCloseTo(1 / 4, 7)
    expect(found.has('0 0')).toBe(false)
  })
})

describe('the graph', () => {
  // Reader 0 has A, B, C; reader 1 A, B; reader 2 A: p = 3, 2, 1; c_AB = 2, c_AC = c_BC = 1.
  const small = readersOf([[0, 1, 2], [0, 1], [0]], 3)

  it('is RP3beta per target, computed by hand, over the scale of its scores', () => {
    const settings = graphSettings()
    const [member] = computeMembers(small, settings)
    const scale = memberScale(flip(member!, 3), small)
    const graph = buildGraph(small, settings)
    const byHand = (c: number, source: number, target: number) => c / (source ** 0.6 * target ** 0.4) / scale
    expect(weightOf(graph, 0, 1)).toBeCloseTo(byHand(2, 3, 2), 5)
    expect(weightOf(graph, 1, 0)).toBeCloseTo(byHand(2, 2, 3), 5)
    expect(weightOf(graph, 0, 2)).toBeCloseTo(byHand(1, 3, 1), 5)
    expect(weightOf(graph, 2, 1)).toBeCloseTo(byHand(1, 1, 2), 5)
    expect(weightOf(graph, 0, 0)).toBe(0)
  })

  it('scales a member by the mean over readers of the deviation of its scores', () => {
    const pair = readersOf([[0]], 2)
    const member = { offsets: Int32Array.of(0, 0, 1), columns: Int32Array.of(0), values: Float32Array.of(4) }
    expect(memberScale(flip(member, 2), pair)).toBeCloseTo(2, 6)
  })

  it('adds members up by their share', () => {
    const two = [aMember({ blend: 0.25 }), aMember({ blend: 0.75 })]
    const one = buildGraph(small, graphSettings())
    const blended = buildGraph(small, graphSettings({ members: two }))
    expect([...blended.neighbours]).toEqual([...one.neighbours])
    for (const [at, weight] of blended.weights.entries()) expect(weight).toBeCloseTo(one.weights[at]!, 5)
  })

  it('keeps the best sources of a target and the best targets of a source', () => {
    const sparse = buildGraph(small, graphSettings({ members: [aMember({ sourcesPerTarget: 1 })] }))
    // Of C's sources B (1 / 2^.6) beats A (1 / 3^.6).
    expect(weightOf(sparse, 1, 2)).toBeGreaterThan(0)
    expect(weightOf(sparse, 0, 2)).toBe(0)
    const short = buildGraph(small, graphSettings({ targetsPerSource: 1 }))
    expect([...short.offsets]).toEqual([0, 1, 2, 3])
  })

  it('counts readers and the prior from them', () => {
    const graph = buildGraph(small, graphSettings())
    expect([...graph.readersPerBook]).toEqual([3, 2, 1])
    expect(graph.prior[0]).toBe(1)
    expect(graph.prior[2]).toBeCloseTo(1 / 3, 6)
  })

  it('has rows of positive weights, heaviest first, ties by book, never the book itself', () => {
    fc.assert(
      fc.property(anyReaders, (lists) => {
        const graph = aGraph(lists, testBookCount)
        for (let source = 0; source < testBookCount; source++) {
          for (let at = graph.offsets[source]!; at < graph.offsets[source + 1]!; at++) {
            expect(graph.weights[at]!).toBeGreaterThan(0)
            expect(graph.neighbours[at]).not.toBe(source)
            if (at === graph.offsets[source]) continue
            const tied = graph.weights[at - 1] === graph.weights[at]
            if (tied) expect(graph.neighbours[at - 1]!).toBeLessThan(graph.neighbours[at]!)
            else expect(graph.weights[at - 1]!).toBeGreaterThan(graph.weights[at]!)
          }
        }
      }),
    )
  })

  it('is built of nothing, of one reader, and when everybody read everything', () => {
    expect(aGraph([], 0).neighbours).toHaveLength(0)
    expect(aGraph([], 3).prior).toEqual(new Float32Array(3))
    expect(aGraph([[0, 1]], 2).neighbours).toHaveLength(2)
    const all = aGraph(Array(4).fill([0, 1, 2]), 3)
    expect([...all.neighbours]).toEqual([1, 2, 0, 2, 0, 1])
    expect(new Set(all.weights).size).toBe(1)
  })
})
