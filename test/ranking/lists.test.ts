import { describe, expect, it } from 'vitest'
import { type ColdStartRequest, firstPicks, type ShelfBook } from '../../src/core/ranking/cold-start.ts'
import { diversify, nextInSeries, type ShelfFacts, takenBy } from '../../src/core/ranking/diversify.ts'

describe('a spread list', () => {
  const caps = { perAuthor: 2, perSeries: 1 }
  const spread = (shelf: ShelfFacts[], unread: ShelfFacts[] = shelf) =>
    diversify([...shelf.keys()], (book) => shelf[book] ?? {}, { next: nextInSeries(unread) }, caps).kept
  const volume = (position: number, author = 'Rowling') => ({ author, series: { name: 'Potter', position } })

  it('has two books an author and keeps its order', () => {
    const by = (author: string) => ({ author })
    expect(spread([by('a'), by('b'), by('a'), by('a'), {}, {}, {}])).toEqual([0, 1, 2, 4, 5, 6])
  })

  it('has of a series only the next unread volume', () => {
    expect(spread([volume(4), volume(1), volume(2)])).toEqual([1])
  })

  it('holds a later volume back even when the first one is not among the candidates', () => {
    expect(spread([volume(4)], [volume(1), volume(4)])).toEqual([])
  })

  it('goes on with the series where the reader stands', () => {
    expect(spread([volume(4), volume(3)], [volume(3), volume(4)])).toEqual([1])
  })

  it('does not let a volume that is held back use up its author’s places', () => {
    expect(spread([volume(4), volume(5), { author: 'Rowling' }, volume(1)])).toEqual([2, 3])
  })

  it('says what kept a book back, and counts what the list has before', () => {
    const shelf = [volume(2), volume(1), { author: 'Rowling' }, { author: 'Dahl' }, volume(1, 'Dahl')]
    const next = nextInSeries(shelf)
    const before = takenBy([{ author: 'Dahl' }, { author: 'Rowling' }])
    const factsOf = (book: number) => shelf[book] ?? {}
    const { kept, held } = diversify([...shelf.keys()], factsOf, { next, taken: before }, caps)
    expect(kept).toEqual([1, 3])
    expect([...held]).toEqual([
      [0, 'series order'],
      [2, 'author'],
      [4, 'author'],
    ])
  })
})

describe('first picks', () => {
  const request = (shelf: ShelfBook[], more: Partial<ColdStartRequest> = {}): ColdStartRequest => ({
    shelf,
    interests: [],
    inGrade: new Float32Array(shelf.length),
    inSchool: new Float32Array(shelf.length),
    limit: 10,
    ...more,
  })
  const aBook = (book: number, more: Partial<ShelfBook> = {}): ShelfBook => ({ book, themes: [], ...more })

  it('go down the ladder', () => {
    const shelf = [aBook(0), aBook(1, { rating: 4.5 }), aBook(2), aBook(3), aBook(4, { themes: ['space'] })]
    const inGrade = Float32Array.of(0, 0, 0, 0.4, 0)
    const inSchool = Float32Array.of(0, 0, 0.9, 0.1, 0)
    expect(firstPicks(request(shelf, { interests: ['space'], inGrade, inSchool }))).toEqual([
      { book: 4, reason: { code: 'interest', theme: 'space' } },
      { book: 3, reason: { code: 'popular in grade' } },
      { book: 2, reason: { code: 'popular in school' } },
      { book: 1, reason: { code: 'well rated' } },
      { book: 0, reason: { code: 'on the shelf' } },
    ])
  })

  it('put books on more of the interests first, then the more popular', () => {
    const shelf = [
      aBook(0, { themes: ['space'] }),
      aBook(1, { themes: ['space', 'dogs'] }),
      aBook(2, { themes: ['dogs'] }),
    ]
    const picks = firstPicks(
      request(shelf, { interests: ['dogs', 'space'], inGrade: Float32Array.of(0, 0, 1) }),
    )
    expect(picks.map(({ book }) => book)).toEqual([1, 2, 0])
  })

  it('have one book an author, and no more than asked', () => {
    const shelf = [0, 1, 2, 3].map((book) => aBook(book, book < 2 ? { author: 'a' } : {}))
    expect(firstPicks(request(shelf, { limit: 2 })).map(({ book }) => book)).toEqual([0, 2])
    expect(firstPicks(request([]))).toEqual([])
  })
})
