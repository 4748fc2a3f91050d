import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { historyFrom, mayBeListed, type Signal } from '../../src/core/ranking/history.ts'
import { defaultHistory } from '../../src/core/ranking/settings.ts'

const loan = (facts: Partial<Extract<Signal<string>, { kind: 'loan' }>> = {}): Signal<string> => ({
  kind: 'loan',
  book: 'holes',
  checkedOutOn: '2026-01-10',
  ...facts,
})
const vote = (
  kind: 'up' | 'down' | 'read' | 'none',
  by: 'student' | 'teacher' = 'student',
): Signal<string> => ({
  kind: 'vote',
  book: 'holes',
  vote: kind,
  by,
})
const listed = (rating?: number): Signal<string> => ({
  kind: 'listed',
  book: 'holes',
  ...(rating === undefined ? {} : { rating }),
})
const one = (...signals: Signal<string>[]) => historyFrom(signals, defaultHistory)[0]

describe('history weights', () => {
  it.each([
    ['thumbs up', [vote('up')], 2, 'liked'],
    ['rated 5', [loan({ rating: 5 })], 2, 'liked'],
    ['rated 3', [loan({ rating: 3 })], 1, 'finished'],
    ['rated 2', [loan({ rating: 2 })], -0.5, 'disliked'],
    ['thumbs down', [vote('down')], -0.5, 'disliked'],
    ['on loan', [loan()], 1, 'borrowed'],
    ['given back', [loan({ returnedOn: '2026-01-20' })], 1, 'finished'],
    ['given back after two days', [loan({ returnedOn: '2026-01-12' })], 0.5, 'returned early'],
    ['given back after three days', [loan({ returnedOn: '2026-01-13' })], 1, 'finished'],
    ['given back early, but rated 4', [loan({ returnedOn: '2026-01-11', rating: 4 })], 2, 'liked'],
    [
      'borrowed again',
      [loan({ returnedOn: '2026-01-20' }), loan({ checkedOutOn: '2026-03-01' })],
      2,
      'finished',
    ],
    [
      'twice given back early',
      [loan({ returnedOn: '2026-01-10' }), loan({ checkedOutOn: '2026-03-01', returnedOn: '2026-03-01' })],
      0.5,
      'returned early',
    ],
    ['the same loan told twice', [loan(), loan()], 1, 'borrowed'],
    ['on an uploaded list', [listed()], 1, 'listed'],
    ['listed with 0 stars, which is no rating', [listed(0)], 1, 'listed'],
    ['said to be read', [vote('read')], 1, 'finished'],
    ['said to be read, rated 5', [vote('read'), listed(5)], 2, 'liked'],
    ['a teacher’s thumb up', [vote('up', 'teacher')], 1, 'suggested'],
    ['a vote against a good rating', [loan({ rating: 5 }), vote('down')], -0.5, 'disliked'],
    ['a vote taken back', [loan(), vote('none')], 1, 'borrowed'],
    [
      'the newest rating of two',
      [loan({ rating: 5 }), loan({ checkedOutOn: '2026-05-01', rating: 1 })],
      -0.5,
      'disliked',
    ],
  ] as const)('%s', (_, signals, weight, evidence) => {
    expect(one(...signals)).toMatchObject({ weight, evidence })
  })

  it('know what was read and what was refused', () => {
    expect(one(vote('up'))).toMatchObject({ read: false, shown: true })
    expect(one(loan())).toMatchObject({ read: true, shown: true })
    expect(one(vote('down'))).toMatchObject({ read: false, shown: false })
    expect(one(vote('down', 'teacher'))).toMatchObject({ weight: 0, read: false, shown: false })
    expect(one(loan(), vote('down', 'teacher'))).toMatchObject({ weight: 1, read: true, shown: false })
    expect(one(vote('read', 'teacher'))).toMatchObject({ weight: 0, read: true, shown: true })
    expect(one(vote('up'), vote('read', 'teacher'))).toMatchObject({ weight: 2, read: true, shown: true })
    expect(one(vote('none'))).toBeUndefined()
  })

  it('let read books be listed again only on request, refused ones never', () => {
    expect(mayBeListed(one(loan())!, false)).toBe(false)
    expect(mayBeListed(one(loan())!, true)).toBe(true)
    expect(mayBeListed(one(listed(1))!, true)).toBe(false)
  })

  it('take the weight of a read and disliked book from the settings', () => {
    const settings = { ...defaultHistory, readAndDislikedWeight: 0.5 }
    expect(historyFrom([listed(1)], settings)[0]).toMatchObject({ weight: 0.5, shown: false })
    expect(historyFrom([vote('down')], settings)[0]).toMatchObject({ weight: -0.5 })
  })

  it('do not depend on the order of the signals', () => {
    const day = fc.constantFrom('2026-01-01', '2026-01-02', '2026-02-01')
    const book = fc.constantFrom('a', 'b', 'c')
    const rating = fc.constantFrom(undefined, 0, 1, 3, 5)
    const facts = fc.record({ book, day, back: fc.option(day, { nil: undefined }), rating })
    const signal = fc.oneof(
      facts.map(
        ({ book, day, back, rating }): Signal<string> => ({
          kind: 'loan',
          book,
          checkedOutOn: day,
          ...(back === undefined ? {} : { returnedOn: back }),
          ...(rating === undefined ? {} : { rating }),
        }),
      ),
      facts.map(
        ({ book, rating }): Signal<string> => ({
          kind: 'listed',
          book,
          ...(rating === undefined ? {} : { rating }),
        }),
      ),
    )
    const votes = fc.uniqueArray(
      fc.record({
        kind: fc.constant('vote' as const),
        book,
        vote: fc.constantFrom('up', 'down', 'read', 'none'),
        by: fc.constantFrom('student', 'teacher'),
      }),
      { selector: ({ book, by }) => `${book} ${by}`, maxLength: 6 },
    )
    const shuffled = fc.tuple(fc.array(signal, { maxLength: 12 }), votes).chain(([behaviour, opinions]) => {
      const all: Signal<string>[] = [...behaviour, ...opinions]
      return fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))
    })
    fc.assert(
      fc.property(shuffled, ([all, mixed]) => {
        expect(historyFrom(mixed, defaultHistory)).toEqual(historyFrom(all, defaultHistory))
      }),
    )
  })
})
