import { describe, expect, test } from 'vitest'
import { aSchool, ground, idsOf, type TestSchool } from '../support/a-school.ts'
import { aBook, aLoan } from '../support/builders.ts'

const on = ground()
const dayMs = 86_400_000

/** Readers of grade 6 read b00 to b09 together; ada read b00 and b01, and likes them; b02 she does not. */
async function aSchoolThatReads(): Promise<TestSchool> {
  const school = await aSchool(on)
  await school.books(
    Array.from({ length: 24 }, (_, k) => {
      const series = k === 8 || k === 9 ? { series: 'Saga', series_number: k - 7 } : {}
      return aBook({
        book_id: `b${String(k).padStart(2, '0')}`,
        title: `Title ${k}`,
        authors: [k >= 3 && k <= 5 ? 'One and the same' : `Author ${k}`],
        reading_level: k === 6 || k === 7 ? 11 : 6,
        ...series,
      })
    }),
  )
  const others = Array.from({ length: 6 }, (_, k) => `s${k}`)
  await school.students({ student_id: 'ada' }, ...others.map((student_id) => ({ student_id })))
  await school.past([
    ...others.flatMap((student_id, reader) =>
      Array.from({ length: 12 }, (_, k) => k)
        .filter((k) => k < 3 || (k + reader) % 6 !== 0)
        .map((k) => aLoan({ student_id, book_id: `b${String(k).padStart(2, '0')}` })),
    ),
    aLoan({ student_id: 'ada', book_id: 'b00', return_date: '2026-02-28', student_rating: 5 }),
    aLoan({ student_id: 'ada', book_id: 'b01' }),
  ])
  await school.buildGraph()
  await school.give('ada', 'b02', 'down')
  return school
}

const ask = (school: TestSchool, book_id: string, limit = 4, caller = school.librarian) =>
  school.app.flows.whyBook(caller, { student_id: 'ada', book_id, limit })

describe('why a book is on a list', () => {
  test('is the whole sum: what each book of the history says, and how much it is read', async () => {
    const school = await aSchoolThatReads()
    const list = await school.list('ada', { limit: 4 })
    expect(list.items.length).toBe(4)
    for (const { book, rank, score, explanation } of list.items) {
      const why = await ask(school, book.book_id, 4, school.student('ada'))
      expect(why).toMatchObject({ student_id: 'ada', book_id: book.book_id, rank, gate: null })
      expect(why.text).toBe(explanation.text)
      expect((await ask(school, book.book_id)).text).toMatch(/^This student liked “Title 0”/)
      expect(why.score).toBeCloseTo(score, 5)
      expect(why.parts.reduce((sum, part) => sum + part.amount, 0)).toBeCloseTo(why.score, 5)
      expect(why.place_by_score).toBeGreaterThan(0)
      expect(why.parts.find((part) => part.book_id === 'b00')?.text).toMatch(
        /^“Title 0” counts for \d+ % of the score\.$/,
      )
    }
  })

  test('never names what was disliked, nor what is still on loan; their shares are told without titles', async () => {
    const school = await aSchoolThatReads()
    const [first] = (await school.list('ada', { limit: 4 })).items
    const why = await ask(school, first!.book.book_id)
    expect(why.parts.flatMap((part) => part.book_id ?? [])).toEqual(['b00'])
    expect(JSON.stringify(why)).not.toMatch(/Title 1”|Title 2”/)
    const { history, disliked } = Object.fromEntries(why.parts.map((part) => [part.code, part]))
    expect(history?.amount).toBeGreaterThan(0)
    expect(disliked?.amount).toBeLessThan(0)
    expect(disliked?.text).toMatch(/^What was not liked takes away \d+ % of the score\.$/)
  })

  test('is asked for by the reader herself, and for her by staff; for a teacher and for others it is not there', async () => {
    const school = await aSchoolThatReads()
    expect((await ask(school, 'b03', 4, school.student('ada'))).gate).toBeNull()
    await expect(ask(school, 'b03', 4, school.student('s1'))).rejects.toMatchObject({ code: 'not_found' })
    await expect(ask(school, 'b03', 4, { ...school.librarian, role: 'teacher' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(ask(school, 'no-such-book')).rejects.toMatchObject({ code: 'not_found' })
  })

  test('stores nothing: who asks why has not been shown a list', async () => {
    const school = await aSchoolThatReads()
    await ask(school, 'b03')
    expect(await school.app.core.store.school(school.id, (rows) => rows.slates.of('ada'))).toEqual([])
  })
})

describe('why a book is not on a list', () => {
  const kept = async (school: TestSchool, id: string, limit?: number) => {
    const { gate, rank, shape } = await ask(school, id, limit)
    return [gate?.code ?? null, rank, shape.map((one) => one.code)]
  }

  test('names the gate to a librarian, and to a student a hidden book does not exist', async () => {
    const school = await aSchoolThatReads()
    const { flows } = school.app
    await flows.setVisibility(school.librarian, 'b03', { hidden: true })
    await flows.setVisibility(school.librarian, 'b04', { hidden: false, minimum_grade: 9 })
    await flows.setOverride(school.librarian, { book_id: 'b05', grade: '6', why: 'x' }, 'block')
    expect(await kept(school, 'b03')).toEqual(['hidden', null, []])
    expect(await kept(school, 'b04')).toEqual(['maturity', null, []])
    expect(await kept(school, 'b05')).toEqual(['blocked', null, []])
    expect(await kept(school, 'b00')).toEqual(['already_read', null, []])
    expect(await kept(school, 'b02')).toEqual(['already_read', null, []])
    const { text, place_by_score, score } = await ask(school, 'b03')
    expect([text, place_by_score]).toEqual(['The school has hidden it.', null])
    expect(score).toBeGreaterThan(0)
    for (const id of ['b03', 'b04', 'b05'])
      await expect(ask(school, id, 4, school.student('ada'))).rejects.toMatchObject({ code: 'not_found' })
  })

  test('names the author, the series, the level, the score, or that nothing speaks for it', async () => {
    const school = await aSchoolThatReads()
    const list = idsOf(await school.list('ada', { limit: 9 }))
    const [third] = ['b03', 'b04', 'b05'].filter((id) => !list.includes(id))
    expect(await kept(school, third!, 9)).toEqual([null, null, ['author']])
    expect(await kept(school, 'b09', 9)).toEqual([null, null, ['series_order']])
    await school.books([aBook({ book_id: 'late' })])
    expect(await kept(school, 'late', 5)).toEqual([null, null, ['nothing_speaks']])
    const short = idsOf(await school.list('ada', { limit: 5 }))
    const [harder] = ['b06', 'b07'].filter((id) => !short.includes(id))
    expect((await kept(school, harder!, 5))[2]).toEqual([expect.stringMatching(/^(level|outscored)$/)])
  })

  test('tells of days on which it was shown and passed over', async () => {
    const school = await aSchoolThatReads()
    const [first] = idsOf(await school.list('ada', { limit: 3 }))
    for (let day = 0; day < 4; day++) {
      await school.list('ada', { limit: 3 + day })
      school.clock.advance(dayMs)
    }
    const { shape } = await ask(school, first!, 3)
    expect(shape).toContainEqual({
      code: 'ignored',
      text: expect.stringMatching(/^It was shown on \d days and passed over: \d\d % of its score is left\.$/),
    })
  })
})
