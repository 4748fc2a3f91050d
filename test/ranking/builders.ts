import fc from 'fast-check'
import { type BookGraph, buildGraph } from '../../src/core/ranking/graph.ts'
import { buildInteractions, type Interactions } from '../../src/core/ranking/interactions.ts'
import { defaultSettings, type GraphSettings, type NeighbourMember } from '../../src/core/ranking/settings.ts'

/** Interactions from lists of books, one list a reader, all of weight 1. */
export function readersOf(lists: readonly (readonly number[])[], bookCount: number): Interactions {
  const rows = lists.flatMap((books, reader) => books.map((book) => ({ reader, book, weight: 1 })))
  return buildInteractions(rows, { readerCount: lists.length, bookCount, maxEventsPerReader: 2000 })
}

export function aMember(overrides: Partial<NeighbourMember> = {}): NeighbourMember {
  return {
    kind: 'neighbours',
    readerExponent: 0,
    sourceExponent: 0.6,
    targetExponent: 0.4,
    shrink: 0,
    power: 1,
    sourcesPerTarget: 10,
    blend: 1,
    ...overrides,
  }
}

export function graphSettings(overrides: Partial<GraphSettings> = {}): GraphSettings {
  return { ...defaultSettings.graph, members: [aMember()], ...overrides }
}

export function aGraph(lists: readonly (readonly number[])[], bookCount: number): BookGraph {
  return buildGraph(readersOf(lists, bookCount), graphSettings())
}

/** W[i,j], 0 when the graph has no such pair. */
export function weightOf(graph: BookGraph, source: number, target: number): number {
  const first = graph.offsets[source]!
  const row = graph.neighbours.subarray(first, graph.offsets[source + 1])
  const at = row.indexOf(target)
  return at === -1 ? 0 : graph.weights[first + at]!
}

export const testBookCount = 12

/** Up to eight readers of up to six of twelve books each. */
export const anyReaders = fc.array(fc.uniqueArray(fc.nat(testBookCount - 1), { maxLength: 6 }), {
  maxLength: 8,
})

/** A history of distinct books with the weights that signals give. */
export const anyHistory = fc.uniqueArray(
  fc.record({ book: fc.nat(testBookCount - 1), weight: fc.constantFrom(2, 1, 0.5, 0, -0.5) }),
  { selector: ({ book }) => book, maxLength: testBookCount },
)

/** L of every book, as the formula says. */
export function pullsOf(
  graph: BookGraph,
  history: readonly { book: number; weight: number }[],
): Float64Array {
  const pulls = new Float64Array(graph.bookCount)
  for (const { book, weight } of history)
    for (let at = graph.offsets[book]!; at < graph.offsets[book + 1]!; at++) {
      const target = graph.neighbours[at]!
      pulls[target] = pulls[target]! + weight * graph.weights[at]!
    }
  return pulls
}
