import { describe, expect, test } from 'vitest'
import type { TextRow } from '../../src/core/domain/files/columns.ts'
import { aSchool, ground, idsOf, type TestSchool } from '../support/a-school.ts'
import { aBook, aLoan, rowsOf } from '../support/builders.ts'
import { waiting } from '../support/deliveries.ts'

const on = ground()
const page = { limit: 100, after: null }

/** A school whose graph joins the sea books and the magic books, each among themselves. */
async function aLibrary(): Promise<TestSchool> {
  const school = await aSchool(on)
  const shelf = (theme: string, words: string) =>
    Array.from({ length: 6 }, (_, k) =>
      aBook({
        book_id: `${theme}-${k}`,
        title: `${words} ${theme} ${k}`,
        themes: [theme],
        authors: [`${theme} author ${k}`],
      }),
    )
  await school.books([
    ...shelf('sea', 'Ships waves sailors'),
    ...shelf('magic', 'Wands owls spells'),
    aBook({ book_id: 'holes', title: 'Holes', authors: ['Louis Sachar'], isbn: '9780440414803' }),
    aBook({ book_id: 'wonder', title: 'Wonder', authors: ['R. J. Palacio'] }),
  ])
  const students = Array.from({ length: 6 }, (_, k) => `s${k}`)
  await school.students(...students.map((student_id) => ({ student_id })))
  await school.past(
    students.flatMap((student_id, at) =>
      [0, 1, 2, 3].map((k) =>
        aLoan({ student_id, book_id: `${at % 2 === 0 ? 'sea' : 'magic'}-${(at + k) % 6}` }),
      ),
    ),
  )
  await school.buildGraph()
  return school
}

const upload = (school: TestSchool, reader: string, rows: TextRow[], header?: string[]) =>
  school.app.flows.addReaderBooks(school.service, reader, rowsOf(rows, header))
const listed = (school: TestSchool, reader: string) =>
  school.app.flows.listReaderBooks(school.service, reader, page)

describe('a list of books that a reader has read', () => {
  test('is matched with the catalogue by ISBN, or by title and author however they are spelled', async () => {
    const school = await aLibrary()
    const answer = await upload(school, 'guest', [
      { title: 'Some Other Title', author: 'Somebody', isbn: '0-440-41480-6', rating: '5' },
      { title: 'WONDER (Wonder, #1)', author: 'Palacio, R. J.', finished_on: '2025-12-31' },
    ])
    expect(answer).toEqual({ accepted: 2, refused: [] })
    expect((await listed(school, 'guest')).map((l) => [l.book.book_id, l.rating, l.finished_on])).toEqual([
      ['holes', 5, null],
      ['wonder', null, '2025-12-31'],
    ])
  })

  test('is refused line by line, with field and reason', async () => {
    const school = await aSchool(on)
    const answer = await upload(school, 'guest', [
      { title: 'Good', rating: '3,5' },
      { title: '' },
      { title: 'Bad rating', rating: '6' },
      { title: 'Bad ISBN', isbn: '9780440414804' },
      { title: 'No such day', finished_on: '2025-02-30' },
    ])
    expect(answer.accepted).toBe(1)
    expect(answer.refused.map((r) => [r.line, r.field])).toEqual([
      [3, 'title'],
      [4, 'rating'],
      [5, 'isbn'],
      [6, 'finished_on'],
    ])
    await expect(upload(school, 'guest', [{ colour: 'red' }])).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })

  test('makes unknown books the reader’s own, seen by nobody else anywhere', async () => {
    const school = await aLibrary()
    await upload(school, 'guest', [{ title: 'Quixotic Zebra Diaries', author: 'Me' }])
    await school.drain()
    const [mine] = await listed(school, 'guest')
    const id = mine!.book.book_id
    expect(mine!.book.owner_reader_id).toBe('guest')
    const { flows } = school.app
    const someone = school.student('s0')
    expect(await flows.searchBooks(school.librarian, { query: 'zebra', ...page })).toEqual([])
    for (const look of [flows.readBook, flows.coverSvg]) {
      await expect(look(someone, id)).rejects.toMatchObject({ code: 'not_found' })
      await expect(look(school.librarian, id)).rejects.toMatchObject({ code: 'not_found' })
      await look(school.student('guest'), id)
    }
    await expect(flows.similarBooks(someone, id, { limit: 10 })).rejects.toMatchObject({ code: 'not_found' })
    await expect(school.give('s0', id, 'up')).rejects.toMatchObject({ code: 'not_found' })
    const lists = [await school.list('s0', { limit: 50 }), await school.list('guest', { limit: 50 })]
    expect(lists.flatMap(idsOf)).not.toContain(id)
    const near = await flows.similarBooks(school.service, 'sea-0', { limit: 50 })
    expect(near.items.map((item) => item.book.book_id)).not.toContain(id)
  })

  test('gives personal picks within a moment, also when every book of it is unknown', async () => {
    const school = await aLibrary()
    await upload(school, 'guest', [
      { title: 'Sailors waves and ships at sea', author: 'A', rating: '5' },
      { title: 'More ships, more waves, the sea', author: 'B', rating: '5' },
      { title: 'Sailors of the sea', author: 'C', rating: '4' },
    ])
    await school.drain()
    const list = await school.list('guest', { limit: 3 })
    expect(idsOf(list).every((id) => id.startsWith('sea-'))).toBe(true)
    expect(list.notices).toEqual([])
    expect(list.items[0]!.score).toBeGreaterThan(0)
  })

  test('sent twice changes nothing the second time', async () => {
    const school = await aLibrary()
    const rows = [
      { title: 'Unknown One', author: 'X', rating: '4' },
      { title: 'Holes', author: 'Louis Sachar' },
    ]
    await upload(school, 'guest', rows)
    await school.drain()
    const look = () =>
      school.app.core.store.school(school.id, async (r) => [
        await r.history.listed('guest', page),
        await r.readers.get('guest'),
        await r.vectors.preferences('guest'),
      ])
    const before = await look()
    expect(await upload(school, 'guest', rows)).toEqual({ accepted: 2, refused: [] })
    expect(await waiting(school)).toEqual([])
    expect(await look()).toEqual(before)
  })

  test('tells of many books in few events', async () => {
    const school = await aSchool(on, { running: false })
    const rows = Array.from({ length: 450 }, (_, k) => ({
      title: `Unknown number ${k}`,
      author: `Author ${k}`,
    }))
    expect((await upload(school, 'guest', rows)).accepted).toBe(450)
    const events = await waiting(school)
    expect(events.length).toBeLessThanOrEqual(10)
    expect(new Set(events.flatMap((e) => (e.data as { book_ids: string[] }).book_ids)).size).toBe(450)
  })

  test('can be read a page at a time, and a book taken off it leaves no trace in the taste', async () => {
    const school = await aLibrary()
    await upload(school, 'guest', [
      { title: 'Holes', author: 'Louis Sachar' },
      { title: 'Unknown', author: 'X' },
    ])
    await upload(school, 'other', [{ title: 'Holes', author: 'Louis Sachar' }])
    await school.drain()
    const { flows, core } = school.app
    const similar = (reader: string) => core.store.school(school.id, (r) => r.vectors.similar(reader))
    expect(await similar('other')).toHaveLength(1)
    const first = await flows.listReaderBooks(school.service, 'guest', { limit: 1, after: null })
    const rest = await flows.listReaderBooks(school.service, 'guest', {
      limit: 9,
      after: first[0]!.book.book_id,
    })
    expect([...first, ...rest].map((l) => l.book.title).sort()).toEqual(['Holes', 'Unknown'])
    for (const { book } of [...first, ...rest])
      await flows.removeReaderBook(school.service, 'guest', book.book_id)
    await expect(flows.removeReaderBook(school.service, 'guest', 'holes')).rejects.toMatchObject({
      code: 'not_found',
    })
    await school.drain()
    expect(await listed(school, 'guest')).toEqual([])
    expect(await core.store.school(school.id, (r) => r.vectors.preferences('guest'))).toMatchObject({
      books_read: 0,
      themes: [],
    })
    expect(await similar('guest')).toEqual([])
    expect(await similar('other')).toEqual([])
    expect((await school.list('guest')).notices[0]).toMatch(/^No books or votes are known/)
  })

  test('belongs to the reader of the key, or to the one whom a service key names', async () => {
    const school = await aSchool(on)
    const { readerOf } = school.app.flows
    expect(readerOf(school.student('ada'), null)).toBe('ada')
    expect(readerOf(school.service, 'guest')).toBe('guest')
    expect(() => readerOf(school.student('ada'), 'bo')).toThrow(/no such student/)
    expect(() => readerOf(school.service, null)).toThrow(/reader_id/)
    expect(() => readerOf(school.librarian, 'ada')).toThrow(/may not/)
  })

  test('may be an export of Goodreads as it is: wished-for books are no history', async () => {
    const school = await aLibrary()
    const header = ['Title', 'Author', 'ISBN13', 'My Rating', 'Exclusive Shelf', 'Date Read'].map((h) =>
      h.toLowerCase(),
    )
    const answer = await upload(
      school,
      'guest',
      [
        {
          title: 'Holes (Holes, #1)',
          author: 'Louis Sachar',
          isbn13: '="9780440414803"',
          'my rating': '0',
          'exclusive shelf': 'read',
          'date read': '2025/07/01',
        },
        {
          title: 'Wonder',
          author: 'R.J. Palacio',
          isbn13: '=""',
          'my rating': '5',
          'exclusive shelf': 'to-read',
          'date read': '',
        },
      ],
      header,
    )
    expect(answer.accepted).toBe(1)
    expect(answer.refused).toEqual([
      { line: 3, field: 'exclusive shelf', code: 'only_wished', reason: expect.stringContaining('to-read') },
    ])
    expect((await listed(school, 'guest')).map((l) => [l.book.book_id, l.rating, l.finished_on])).toEqual([
      ['holes', null, '2025-07-01'],
    ])
  })
})
