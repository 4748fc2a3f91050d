import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { historyFrom, mayBeListed, type Signal } from '../../src/core/ranking/history.ts'
import { contributionsTo, sumOf } from '../../src/core/ranking/reasons.ts'
import { createScorer, type HistoryBook, rowOf } from '../../src/core/ranking/score.ts'
import { defaultHistory } from '../../src/core/ranking/settings.ts'
import { aGraph, anyHistory, anyReaders, testBookCount } from './builders.ts'

const scoring = { priorStrength: [2, 2, 2, 2] as const }
const anyBook = fc.nat(testBookCount - 1)

const anySignal: fc.Arbitrary<Signal<number>> = fc.oneof(
  fc.record({
    kind: fc.constant('vote' as const),
    book: anyBook,
    vote: fc.constantFrom('up' as const, 'down' as const, 'read' as const, 'none' as const),
    by: fc.constant('student' as const),
  }),
  fc.record({
    kind: fc.constant('loan' as const),
    book: anyBook,
    checkedOutOn: fc.constantFrom('2026-01-05', '2026-02-01'),
    returnedOn: fc.constantFrom('2026-02-02', '2026-03-01'),
    rating: fc.constantFrom(0, 1, 3, 5),
  }),
)
/** At most one vote on a book: the current one. */
const anySignals = fc
  .array(anySignal, { maxLength: 20 })
  .map((all) =>
    all.filter(
      (one, at) =>
        one.kind !== 'vote' || !all.slice(0, at).some((b) => b.kind === 'vote' && b.book === one.book),
    ),
  )

function listFor(signals: readonly Signal<number>[], lists: number[][]) {
  const entries = historyFrom(signals, defaultHistory)
  const excluded = entries.filter((entry) => !mayBeListed(entry, false)).map((entry) => entry.book)
  const history = entries.filter((entry) => entry.weight !== 0)
  const graph = aGraph(lists, testBookCount)
  return { graph, history, ...createScorer(graph, scoring)({ history, excluded, limit: 100 }) }
}

describe('one more vote', () => {
  it('for a book never lowers what the history says of its strongest neighbour', () => {
    fc.assert(
      fc.property(anyReaders, anyHistory, anyBook, (lists, before, liked) => {
        const graph = aGraph(lists, testBookCount)
        const without = before.filter(({ book }) => book !== liked)
        const after = [...without, { book: liked, weight: 2 }]
        const met = new Set(without.map(({ book }) => book))
        const neighbour = rowOf(graph, liked).neighbours.find((book) => !met.has(book))
        fc.pre(neighbour !== undefined)
        // The part of popularity is another matter: it shrinks as the history grows, for all books alike.
        const said = (history: readonly HistoryBook[]) => {
          const ranking = createScorer(graph, scoring)({ history, excluded: met, limit: 100 })
          const parts = contributionsTo(neighbour!, ranking, { graph, history })
          return { worth: sumOf(parts) - parts.popularity, speaks: ranking.strongestPull > 0 }
        }
        const [earlier, later] = [said(without), said(after)]
        // While nothing is spoken for, what is spoken against is not told either: the whole term is dropped.
        fc.pre(earlier.speaks || without.every(({ weight }) => weight > 0))
        expect(later.worth).toBeGreaterThanOrEqual(earlier.worth - 1e-9)
      }),
      { numRuns: 500 },
    )
  })

  it('against a book keeps it off every list', () => {
    fc.assert(
      fc.property(anyReaders, anySignals, (lists, signals) => {
        const { candidates } = listFor(signals, lists)
        const refused = signals
          .filter((one) => one.kind === 'vote' && one.vote === 'down')
          .map(({ book }) => book)
        expect(candidates.filter(({ book }) => refused.includes(book))).toEqual([])
      }),
    )
  })

  it('counts the same whatever came before and after it', () => {
    fc.assert(
      fc.property(
        anyReaders,
        anySignals.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        (lists, [inOrder, shuffled]) => {
          expect(listFor(shuffled, lists).candidates).toEqual(listFor(inOrder, lists).candidates)
        },
      ),
    )
  })
})

describe('books of the same score', () => {
  it('stand in the order of their numbers, each time', () => {
    fc.assert(
      fc.property(anyReaders, anySignals, (lists, signals) => {
        const { candidates } = listFor(signals, lists)
        for (const [at, one] of candidates.entries()) {
          const next = candidates[at + 1]
          if (next?.score === one.score) expect(one.book).toBeLessThan(next.book)
        }
        expect(listFor(signals, lists).candidates).toEqual(candidates)
      }),
    )
  })
})
