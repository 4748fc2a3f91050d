import { describe, expect, test } from 'vitest'
import type { Loan } from '../../src/core/domain/lists/interaction.ts'
import { aSchool, ground, idsOf, type List, type TestSchool } from '../support/a-school.ts'
import { aBook, aLoan, rowsOf } from '../support/builders.ts'

const on = ground()
const named = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, k) => `${letter}${k}`)

/** A school of so many books and students, with what they read, after a night of work. */
async function aStrangeSchool(
  size: { books: number; students: number },
  loansOf: (student_id: string, at: number) => readonly (Partial<Loan> & { book_id: string })[],
): Promise<TestSchool> {
  const school = await aSchool(on)
  await school.books(named('b', size.books).map((book_id) => aBook({ book_id })))
  const students = named('s', size.students)
  await school.students(...students.map((student_id) => ({ student_id })))
  const loans = students.flatMap((student_id, at) =>
    loansOf(student_id, at).map((loan) => aLoan({ student_id, ...loan })),
  )
  await school.past(loans)
  await aNight(school)
  return school
}

async function aNight(school: TestSchool): Promise<void> {
  const { run_id } = await school.app.flows.startJob(school.service, 'nightly')
  await school.drain()
  expect(await school.app.flows.readRun(school.service, run_id)).toMatchObject({
    state: 'finished',
    error: null,
  })
}

/** No score that is not a number, no book twice, and every book with a reason. */
function expectSound({ items }: List): void {
  expect(new Set(idsOf({ items })).size).toBe(items.length)
  for (const item of items) {
    expect(Number.isFinite(item.score)).toBe(true)
    expect(item.explanation.text).not.toBe('')
  }
}

const nineOf = (at: number) => Array.from({ length: 9 }, (_, k) => ({ book_id: `b${(at * 3 + k) % 30}` }))

describe('a school where', () => {
  test('nobody borrowed anything has a list for everybody, of books that are on the shelf', async () => {
    const school = await aStrangeSchool({ books: 12, students: 3 }, () => [])
    const list = await school.list('s1', { limit: 5 })
    expectSound(list)
    expect(list.items).toHaveLength(5)
    expect(list.notices[0]).toMatch(/general picks/)
  })

  test('there are no books has empty lists that say why', async () => {
    const school = await aStrangeSchool({ books: 0, students: 2 }, () => [])
    const list = await school.list('s0')
    expect(list.items).toEqual([])
    expect(list.notices.join(' ')).toMatch(/Only 0 of 5 books/)
  })

  test('there is one student has a list of what that student has not read', async () => {
    const school = await aStrangeSchool({ books: 8, students: 1 }, () => [
      { book_id: 'b0' },
      { book_id: 'b1' },
    ])
    const list = await school.list('s0', { limit: 10 })
    expectSound(list)
    expect(idsOf(list).sort()).toEqual(['b2', 'b3', 'b4', 'b5', 'b6', 'b7'])
  })

  test('there is one book shows it until it is read', async () => {
    const school = await aStrangeSchool({ books: 1, students: 2 }, (_, at) =>
      at === 0 ? [{ book_id: 'b0' }] : [],
    )
    expect(idsOf(await school.list('s1'))).toEqual(['b0'])
    expect((await school.list('s0')).items).toEqual([])
  })

  test('everybody read everything has empty lists, and a new book comes to all of them', async () => {
    const school = await aStrangeSchool({ books: 15, students: 12 }, () =>
      named('b', 15).map((book_id) => ({ book_id })),
    )
    expect((await school.list('s3')).items).toEqual([])
    await school.books([aBook({ book_id: 'new' })])
    await aNight(school)
    for (const student of ['s0', 's3'])
      expect(idsOf(await school.list(student, { limit: 7 }))).toEqual(['new'])
  })

  test('every loan is rated and nothing else is known ranks by what was liked', async () => {
    const school = await aStrangeSchool({ books: 30, students: 20 }, (_, at) =>
      nineOf(at).map((loan, k) => ({ ...loan, student_rating: (k % 5) + 1 })),
    )
    const list = await school.list('s2')
    expectSound(list)
    expect(list.items).toHaveLength(5)
    expect(idsOf(list).filter((id) => nineOf(2).some(({ book_id }) => book_id === id))).toEqual([])
  })

  test('everything was disliked shows what is left, never what was disliked, and names no such book', async () => {
    const school = await aStrangeSchool({ books: 30, students: 20 }, (_, at) =>
      nineOf(at).map((loan) => ({ ...loan, student_rating: 1 })),
    )
    const list = await school.list('s2')
    expectSound(list)
    expect(list.items).toHaveLength(5)
    const disliked = new Set(nineOf(2).map(({ book_id }) => book_id))
    expect(idsOf(list).filter((id) => disliked.has(id))).toEqual([])
    expect(list.items.flatMap((item) => item.reasons.flatMap((reason) => reason.because))).toEqual([])
  })

  test('dates are missing has the same graph as one where all loans are of one day', async () => {
    const undated = await aStrangeSchool({ books: 30, students: 20 }, () => [])
    for (const [at, student_id] of named('s', 20).entries()) {
      const rows = nineOf(at).map(({ book_id }) => ({
        title: `Title of ${book_id}`,
        author: `Author ${book_id}`,
      }))
      await undated.app.flows.addReaderBooks(undated.service, student_id, rowsOf(rows))
    }
    await undated.drain()
    await aNight(undated)
    const dated = await aStrangeSchool({ books: 30, students: 20 }, (_, at) => nineOf(at))
    const list = await undated.list('s2')
    expectSound(list)
    expect(idsOf(list)).toEqual(idsOf(await dated.list('s2')))
  })

  test('dates lie in the future ranks as if they did not', async () => {
    const loans = (checkout_date: string) => (_: string, at: number) =>
      nineOf(at).map((loan) => ({ ...loan, checkout_date }))
    const future = await aStrangeSchool({ books: 30, students: 20 }, loans('2199-01-01'))
    const past = await aStrangeSchool({ books: 30, students: 20 }, loans('2026-02-02'))
    expect(idsOf(await future.list('s2'))).toEqual(idsOf(await past.list('s2')))
  })

  test('every loan came several times ranks as if it had come once', async () => {
    const once = await aStrangeSchool({ books: 30, students: 20 }, (_, at) => nineOf(at))
    const often = await aStrangeSchool({ books: 30, students: 20 }, () => [])
    const loans = named('s', 20).flatMap((student_id, at) =>
      nineOf(at).map((loan) => aLoan({ student_id, ...loan })),
    )
    const underOtherIds = loans.map((loan) => ({ ...loan, checkout_id: `again-${loan.checkout_id}` }))
    for (const sent of [[...loans, ...loans], loans, underOtherIds])
      await often.app.flows.recordCheckouts(often.service, sent, null)
    await often.drain()
    await aNight(often)
    const list = await often.list('s2')
    expectSound(list)
    expect(idsOf(list)).toEqual(idsOf(await once.list('s2')))
  })

  test('one reader read 5,000 books lists none of them, to the last', { timeout: 90_000 }, async () => {
    const school = await aSchool(on)
    const ids = named('b', 5_030)
    for (let start = 0; start < ids.length; start += 1_000) {
      const books = ids.slice(start, start + 1_000).map((book_id) => aBook({ book_id }))
      const keys = books.map((book) => book.title)
      await school.app.core.store.school(school.id, (rows) => rows.books.upsert(books, keys))
    }
    await school.students({ student_id: 'avid' }, ...named('s', 5).map((student_id) => ({ student_id })))
    await school.past([
      ...ids.slice(0, 5_000).map((book_id) => aLoan({ student_id: 'avid', book_id })),
      ...named('s', 5).flatMap((student_id) =>
        ids.slice(4_990, 5_020).map((book_id) => aLoan({ student_id, book_id })),
      ),
    ])
    await school.buildGraph()
    const list = await school.list('avid', { limit: 50 })
    expectSound(list)
    expect(idsOf(list).sort()).toEqual(ids.slice(5_000).sort())
  })
})
