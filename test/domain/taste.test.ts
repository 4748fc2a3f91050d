import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { derivePreferences, type WeightedBook } from '../../src/core/domain/lists/preferences.ts'
import { comfortLevel, levelFit, levelRoom, placesFilledBy } from '../../src/core/ranking/level-band.ts'

const read = (facts: Partial<WeightedBook> = {}): WeightedBook => ({
  ...{ weight: 1, disliked: false, read: true, themes: [], authors: [], reading_level: null },
  ...facts,
})

describe('preferences', () => {
  test('sum the weights by theme and author, and keep what is liked, largest first', () => {
    const taste = derivePreferences([
      read({ weight: 2, themes: ['sea', 'storm'], authors: ['A'] }),
      read({ weight: 1, themes: ['sea'], authors: ['B'], read: false }),
      read({ weight: -0.5, themes: ['storm', 'war'], authors: ['B', 'C'] }),
    ])
    expect(taste).toEqual({
      books_read: 2,
      comfort_level: null,
      themes: [
        ['sea', 3],
        ['storm', 1.5],
      ],
      authors: [
        ['A', 2],
        ['B', 0.5],
      ],
    })
  })

  test('know a comfortable level from three books on that were not disliked: the median', () => {
    const levels = (...all: number[]) => all.map((reading_level) => read({ reading_level }))
    expect(derivePreferences(levels(4, 9)).comfort_level).toBeNull()
    expect(derivePreferences(levels(9, 4, 5)).comfort_level).toBe(5)
    expect(derivePreferences(levels(4, 5, 6, 12)).comfort_level).toBe(5.5)
    expect(
      derivePreferences([...levels(4, 5, 6), read({ weight: -0.5, reading_level: 1 })]).comfort_level,
    ).toBe(5)
    const weighsAllTheSame = read({ weight: 0.5, disliked: true, reading_level: 12 })
    expect(derivePreferences([...levels(4, 5, 6), weighsAllTheSame]).comfort_level).toBe(5)
  })

  test('are the same in whatever order the books come', () => {
    const book = fc.record({
      weight: fc.constantFrom(-0.5, 0, 0.5, 1, 2),
      disliked: fc.boolean(),
      read: fc.boolean(),
      themes: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 3 }),
      authors: fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { maxLength: 2 }),
      reading_level: fc.option(fc.integer({ min: 1, max: 12 })),
    })
    const twoOrders = fc
      .array(book, { maxLength: 20 })
      .chain((books) => fc.tuple(fc.constant(books), fc.shuffledSubarray(books, { minLength: books.length })))
    fc.assert(
      fc.property(twoOrders, ([one, other]) => {
        expect(derivePreferences(other)).toEqual(derivePreferences(one))
      }),
    )
  })

  test('are bounded, ties in the order of the alphabet', () => {
    const themes = Array.from({ length: 30 }, (_, k) => `theme ${String(k).padStart(2, '0')}`)
    const taste = derivePreferences([read({ themes: [...themes].reverse() })])
    expect(taste.themes.map(([theme]) => theme)).toEqual(themes.slice(0, 12))
  })
})

describe('the level band', () => {
  test('fits a grade and a half to either side of where the reader is at ease', () => {
    expect([levelFit(3.4, 5), levelFit(3.5, 5), levelFit(6.5, 5), levelFit(6.6, 5)]).toEqual([
      'easier',
      'just-right',
      'just-right',
      'harder',
    ])
    expect([levelFit(null, 5), levelFit(5, null)]).toEqual([null, null])
  })

  test('believes what was read twice as much as the grade', () => {
    expect(comfortLevel(6, 3)).toBe(4)
    expect([comfortLevel(6, null), comfortLevel(null, 3), comfortLevel(null, null)]).toEqual([6, 3, null])
  })

  test('has room for one easier and one harder among five', () => {
    const room = levelRoom()
    const asked = ['easier', 'harder', 'easier', null, 'just-right', 'harder'] as const
    const found = asked.map((fit) => {
      const has = room.has(fit)
      room.fill(fit)
      return has
    })
    expect(found).toEqual([true, true, false, true, true, true])
  })

  test('knows how many places its books can fill', () => {
    const fits = { e: 'easier', h: 'harder', j: 'just-right', '?': null } as const
    const filled = (books: string, places: number) =>
      placesFilledBy(
        [...books].map((one) => fits[one as keyof typeof fits]),
        places,
      )
    expect(filled('eeehhhjjj', 5)).toBe(5)
    expect(filled('hhhhh', 5)).toBe(1)
    expect(filled('eej?', 5)).toBe(3)
    expect(filled('eeeejjhhhh', 10)).toBe(6)
    expect(filled('', 5)).toBe(0)
  })
})
