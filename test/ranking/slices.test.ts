import { describe, expect, it } from 'vitest'
import { bootstrapMean } from '../../src/core/ranking/bootstrap.ts'
import { defaultSettings } from '../../src/core/ranking/settings.ts'
import { newBookSlice } from '../../src/core/ranking/slices/new-books.ts'
import { newReaderSlice } from '../../src/core/ranking/slices/new-readers.ts'
import { randomSplit, temporalSplit } from '../../src/core/ranking/split.ts'
import { booksPerTaste, schoolOfTastes } from './school-of-tastes.ts'

const split = randomSplit(schoolOfTastes(250, 11), 2)

describe('new readers', () => {
  const slice = newReaderSlice(split, defaultSettings, 1)

  it('are the same readers, everybody once, at every number of events', () => {
    expect(slice.map(({ events }) => events)).toEqual([0, 1, 3, 5])
    for (const { ours, popular } of slice) expect([ours.length, popular.length]).toEqual([250, 250])
  })

  it('get popularity while nothing is known of them, and better lists as soon as something is', () => {
    const [nothing, ...something] = slice
    expect(nothing!.ours).toEqual(nothing!.popular)
    for (const { ours, popular } of something) {
      const better = ours.map((value, k) => value - popular[k]!)
      expect(bootstrapMean(better, { draws: 500, seed: 7 }).low).toBeGreaterThan(0)
    }
  })

  it('leave no trace of themselves in what is learned', () => {
    // Reader 6 and 7 alone read books 10 to 17, so nobody else can know that these go together.
    const loners = [6, 7].flatMap((reader) =>
      Array.from({ length: 8 }, (_, k) => ({ reader, book: reader === 6 ? 10 + k : 20 + k, liked: true })),
    )
    const others = [0, 1, 2, 3, 4, 5].flatMap((reader) =>
      [0, 1].map((book) => ({ reader, book, liked: true })),
    )
    const relevant = new Map([
      [6, new Set([18])],
      [7, new Set([28])],
    ])
    const alone = { readerCount: 8, bookCount: 30, train: [...loners, ...others], relevant }
    for (const { ours } of newReaderSlice(alone, defaultSettings, 1)) expect([...ours]).toEqual([0, 0])
  })

  it('bring their oldest books where there are times', () => {
    const events = schoolOfTastes(40, 2)
    const timed = temporalSplit(events)
    const fromOldest = newReaderSlice(timed, defaultSettings, 1)
    const backwards = { ...timed, train: timed.train.map((event) => ({ ...event, time: -event.time! })) }
    expect(fromOldest[1]!.ours.length).toBeGreaterThan(0)
    expect(fromOldest[1]!.ours).not.toEqual(newReaderSlice(backwards, defaultSettings, 1)[1]!.ours)
  })
})

describe('new books', () => {
  const dimension = 6
  const bookCount = split.bookCount
  const tasteOf = (book: number): number => Math.floor(book / booksPerTaste)
  const rows = new Float32Array(bookCount * dimension)
  for (let book = 0; book < bookCount; book++) rows[book * dimension + tasteOf(book)] = 1
  const knowledge = {
    vectors: { dimension, rows },
    // Two authors a taste, and a book without.
    authorOf: Int32Array.from({ length: bookCount }, (_, book) =>
      book === 0 ? -1 : tasteOf(book) * 2 + (book % 2),
    ),
  }
  const { books, readers, rankings } = newBookSlice(split, defaultSettings, knowledge, 3)
  const ndcgOf = (name: RegExp): Float64Array => rankings.find((ranking) => name.test(ranking.name))!.ndcg

  it('are a twentieth of the catalogue, for readers who liked one of them', () => {
    expect(books).toBe(Math.ceil(bookCount / 20))
    expect(readers).toBeGreaterThan(50)
    for (const { ndcg } of rankings) expect(ndcg).toHaveLength(readers)
  })

  it('are found by what their texts have in common with read books, ours last', () => {
    const ours = rankings.at(-1)!
    expect(ours.name).toContain('Shelftalk')
    for (const other of [/^chance/, /^popularity of the author/]) {
      const better = ours.ndcg.map((value, k) => value - ndcgOf(other)[k]!)
      expect(bootstrapMean(better, { draws: 500, seed: 7 }).low).toBeGreaterThan(0)
    }
  })

  it('are told nothing by texts that say nothing', () => {
    const silent = {
      vectors: { dimension, rows: new Float32Array(rows.length) },
      authorOf: new Int32Array(bookCount).fill(-1),
    }
    const ours = newBookSlice(split, defaultSettings, silent, 3).rankings.at(-1)!
    expect(ours.ndcg.every((value) => value === 0)).toBe(true)
  })
})
