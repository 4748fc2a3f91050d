import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../src/core/ranking/history.ts'
import { chooseReason, contributionsTo } from '../../src/core/ranking/reasons.ts'
import { createScorer } from '../../src/core/ranking/score.ts'
import { aGraph, anyHistory, anyReaders, testBookCount } from './builders.ts'

const scoring = { priorStrength: [2, 2, 2, 2] as const }
const settings = { nameableShare: 0.3, secondBookShare: 0.5 }

describe('contributions', () => {
  it('add up to the score', () => {
    fc.assert(
      fc.property(anyReaders, anyHistory, (lists, known) => {
        const graph = aGraph(lists, testBookCount)
        const row = { neighbours: Int32Array.of(0, 5), weights: Float32Array.of(0.7, 0.2) }
        const history = [...known, { book: -1, weight: 1, row }]
        const ranking = createScorer(graph, scoring)({ history, excluded: [], limit: 100 })
        for (const { book, score } of ranking.candidates) {
          const { books, popularity } = contributionsTo(book, ranking, { graph, history })
          expect(Math.abs(books.reduce((sum, { amount }) => sum + amount, popularity) - score)).toBeLessThan(
            1e-5,
          )
        }
      }),
    )
  })
})

describe('the reason', () => {
  const of = (evidence: Evidence, weight = 1) => ({ book: 0, weight, evidence })

  it('names the two largest of what was liked, finished or listed', () => {
    const history = [of('finished'), of('liked'), of('listed')]
    const books = [
      { at: 0, amount: 0.2 },
      { at: 1, amount: 0.5 },
      { at: 2, amount: 0.3 },
    ]
    expect(chooseReason({ books, popularity: 0 }, history, settings)).toEqual({
      code: 'because',
      books: [
        { at: 1, share: 0.5 },
        { at: 2, share: 0.3 },
      ],
    })
  })

  it('names one book when the second adds little', () => {
    const books = [
      { at: 0, amount: 0.9 },
      { at: 1, amount: 0.1 },
    ]
    const reason = chooseReason({ books, popularity: 0 }, [of('liked'), of('liked')], settings)
    expect(reason).toMatchObject({ code: 'because', books: [{ at: 0 }] })
  })

  it('is popularity when the books that may be named carry less than 30 %', () => {
    const books = [{ at: 0, amount: 0.29 }]
    expect(chooseReason({ books, popularity: 0.71 }, [of('liked')], settings)).toEqual({ code: 'popular' })
    expect(chooseReason({ books: [], popularity: 0 }, [], settings)).toEqual({ code: 'popular' })
  })

  it('never names what was disliked, given back early, is still on loan or was only suggested', () => {
    for (const evidence of ['disliked', 'returned early', 'borrowed', 'suggested'] as const) {
      const reason = chooseReason({ books: [{ at: 0, amount: 1 }], popularity: 0 }, [of(evidence)], settings)
      expect(reason).toEqual({ code: 'popular' })
    }
  })
})
