import { uuidv7 } from 'uuidv7'
import { beforeEach, expect, test } from 'vitest'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import { matchKey } from '../../src/core/domain/lists/book.ts'
import type { Place } from '../../src/core/domain/lists/slate.ts'
import { embeddingDimensions } from '../../src/core/ports/runtime.ts'
import type { SchoolRows, Store } from '../../src/core/ports/store.ts'
import type { Ground } from '../support/a-school.ts'
import { aBook, aLoan, aStudent } from '../support/builders.ts'

const noon = new Date('2026-03-02T12:00:00.000Z')
const dayMs = 86_400_000
const shelf = { availableOnly: false, languages: [], theme: null, levels: null }

/** What every store promises of what librarians decide, and of what the shape of a list asks for. */
export function overridesSuite(on: Ground): void {
  let store: Store
  let id: string

  const inSchool = <T>(work: (rows: SchoolRows) => Promise<T>): Promise<T> => store.school(id, work)
  const decide = (book_id: string, grade: string, kind: 'pin' | 'block' | 'none', why = 'why') =>
    inSchool((rows) => rows.overrides.decide(book_id, { grade, kind, why, decided_by: 'key-1', at: noon }))
  const open = async (grade: number): Promise<string[]> =>
    inSchool(async (rows) => {
      const books = await rows.books.byNumbers(await rows.books.open({ ...shelf, grade }))
      return books.map((book) => book.book_id).sort()
    })
  const pinned = async (grade: string): Promise<string[]> =>
    inSchool(async (rows) => {
      const books = await rows.books.byNumbers(await rows.overrides.pinned(grade))
      return books.map((book) => book.book_id).sort()
    })

  beforeEach(async () => {
    store = createStore(on.driver)
    id = `overrides-${uuidv7()}`
    await store.system((rows) =>
      rows.schools.create({ school_id: id, name: id, invented: false, time_zone: 'UTC' }),
    )
    const books = ['b1', 'b2', 'b3'].map((book_id) => aBook({ book_id }))
    await inSchool(async (rows) => {
      await rows.books.upsert(
        books,
        books.map((book) => matchKey(book.title, book.authors[0])),
      )
      await rows.readers.upsertStudents([aStudent({ student_id: 'ada' })], true)
      await rows.books.addOwn('ada', [aBook({ book_id: 'own-1' })], ['own|'])
    })
  })

  test('a block closes the book to its grade and to no other, wherever gates are asked in SQL', async () => {
    expect(await decide('b1', '5', 'block')).toBe(true)
    expect(await decide('b2', 'all', 'block')).toBe(true)
    expect([await open(5), await open(6)]).toEqual([['b3'], ['b1', 'b3']])
    const rated = await inSchool((rows) =>
      rows.books.wellRated({ ...shelf, grade: 5 }, { but: [], limit: 9 }),
    )
    expect(rated.map((book) => book.book_id)).toEqual(['b3'])
    const found = (grade: number | null) =>
      inSchool((rows) => rows.books.search([], { limit: 9, after: null, hidden: true, grade }))
    expect((await found(5)).map((book) => book.book_id)).toEqual(['b3'])
    expect(await found(null)).toHaveLength(3)
    const [gate] = await inSchool((rows) => rows.books.gatesOf(['b1']))
    expect(gate?.blocked_grades).toEqual(['5'])
    const match = { isbn: null, match_key: matchKey('Title of b1', 'Author b1') }
    for (const grade of [5, 6]) {
      const [known] = await inSchool((rows) => rows.books.match({ readerId: 'ada', grade }, [match]))
      expect(known).toBe(grade === 5 ? null : 'b1')
    }
  })

  test('a highest grade closes it to those above', async () => {
    await inSchool((rows) => rows.books.setVisibility('b1', { hidden: false, maximum_grade: 5 }))
    expect([await open(5), await open(6)]).toEqual([
      ['b1', 'b2', 'b3'],
      ['b2', 'b3'],
    ])
  })

  test('the last decision for a grade holds, and every one stays in the log', async () => {
    await decide('b1', '5', 'block', 'too sad')
    await decide('b1', '5', 'pin', 'book week')
    await decide('b1', '-1', 'pin', 'picture book')
    await decide('b1', 'all', 'block', 'lost')
    await decide('b1', 'all', 'none', 'found again')
    expect([await pinned('5'), await pinned('-1'), await pinned('6')]).toEqual([['b1'], ['b1'], []])
    expect(await open(5)).toContain('b1')
    const { inForce, log } = await inSchool(async (rows) => ({
      inForce: await rows.overrides.inForce('b1'),
      log: await rows.overrides.log('b1', { limit: 10, before: null }),
    }))
    expect(inForce).toEqual([
      expect.objectContaining({ grade: '-1', kind: 'pin', why: 'picture book' }),
      {
        ...{ change_no: expect.any(Number), grade: '5', kind: 'pin', why: 'book week' },
        ...{ decided_by: 'key-1', decided_at: noon.toISOString() },
      },
    ])
    expect(log.map(({ grade, kind, why }) => [grade, kind, why])).toEqual([
      ['all', 'none', 'found again'],
      ['all', 'block', 'lost'],
      ['-1', 'pin', 'picture book'],
      ['5', 'pin', 'book week'],
      ['5', 'block', 'too sad'],
    ])
    const older = await inSchool((rows) => rows.overrides.log('b1', { limit: 1, before: log[1]!.change_no }))
    expect(older).toEqual([log[2]])
  })

  test("finds nothing to decide about unknown books and a reader's own, and nothing to take back twice", async () => {
    expect(await decide('nobody', '5', 'pin')).toBe(false)
    expect(await decide('own-1', '5', 'block')).toBe(false)
    expect(await decide('b1', '5', 'none')).toBe(false)
    expect(await decide('b1', '5', 'pin')).toBe(true)
    expect(await decide('b1', '5', 'none')).toBe(true)
    expect(await decide('b1', '5', 'none')).toBe(false)
    expect(await inSchool((rows) => rows.overrides.log('b1', { limit: 10, before: null }))).toHaveLength(2)
  })

  test('a pin for all is one for each grade', async () => {
    await decide('b1', 'all', 'pin')
    await decide('b2', '3', 'pin')
    expect([await pinned('3'), await pinned('4'), await pinned('all')]).toEqual([
      ['b1', 'b2'],
      ['b1'],
      ['b1'],
    ])
  })

  test('vectors of books come as they were stored, and only of those that have one', async () => {
    const vector = Float32Array.from({ length: embeddingDimensions }, (_, d) => Math.sin(d + 1) / 30)
    await inSchool((rows) => rows.vectors.putBooks('m', [{ book_id: 'b1', vector }]))
    const found = await inSchool((rows) => rows.vectors.ofBooks('m', ['b1', 'b2']))
    expect(found.map((one) => one.book_id)).toEqual(['b1'])
    expect(found[0]!.vector).toHaveLength(embeddingDimensions)
    for (const [d, value] of found[0]!.vector.entries()) expect(value).toBeCloseTo(vector[d]!, 6)
    expect(await inSchool((rows) => rows.vectors.ofBooks('another', ['b1']))).toEqual([])
  })

  test('what was ignored is counted by days, until a vote or a loan, and no further back than asked', async () => {
    const slate = (
      slate_id: string,
      days: number,
      books: readonly string[],
      { reader_id = 'ada', shown = true } = {},
    ) =>
      inSchool((rows) =>
        rows.slates.put([
          {
            ...{ slate_id, reader_id, policy: 'p', build_id: null, shown },
            items: books.map((book_id, at) => ({ book_id, rank: at + 1, score: 1, place: 'score' as Place })),
            made_at: new Date(noon.getTime() + days * dayMs),
          },
        ]),
      )
    await slate('old', -70, ['b1', 'b2'])
    await slate('one', -5, ['b1', 'b2', 'b3'])
    await slate('two', -4, ['b1', 'b2', 'b3'])
    await slate('two again', -3.9, ['b1', 'b3'])
    await slate('seen by staff', -3, ['b1', 'b2', 'b3'], { shown: false })
    await slate('three', -2, ['b1', 'b2', 'b3'])
    await inSchool((rows) => rows.readers.ensure('bo'))
    await slate('of another', -2, ['b1', 'b4'], { reader_id: 'bo' })
    const since = new Date(noon.getTime() - 60 * dayMs)
    const ignored = async (reader_id = 'ada') =>
      Object.fromEntries(
        (await inSchool((rows) => rows.slates.ignored(['ada', 'bo'], since))).flatMap((row) =>
          row.reader_id === reader_id ? [[row.book_id, row.times]] : [],
        ),
      )
    expect(await ignored()).toEqual({ b1: 3, b2: 2, b3: 3 })
    await inSchool((rows) =>
      rows.history.putVotes([
        {
          ...{ reader_id: 'ada', book_id: 'b1', voter: 'self', vote: 'up' },
          ...{ event_id: uuidv7(), slate_id: null },
          voted_at: new Date(noon.getTime() - 3 * dayMs).toISOString(),
        },
      ]),
    )
    await inSchool((rows) =>
      rows.history.addLoans([aLoan({ student_id: 'ada', book_id: 'b3', checkout_date: '2026-03-02' })]),
    )
    expect(await ignored()).toEqual({ b1: 1, b2: 2 })
    expect(await ignored('bo')).toEqual({ b1: 1, b4: 1 })
  })
}
