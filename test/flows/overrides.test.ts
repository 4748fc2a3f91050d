import { describe, expect, test } from 'vitest'
import { aSchool, ground, idsOf, nobody, type TestSchool } from '../support/a-school.ts'
import { aBook, aLoan } from '../support/builders.ts'

const on = ground()
const page = { limit: 100, after: null }
const why = 'Chosen by the fifth grade team.'

/** Twelve books; others of grade 5 read b0 to b3 together with b8, which ada of that grade has read; tall is in grade 8. */
async function aShelf(): Promise<TestSchool> {
  const school = await aSchool(on)
  await school.books(
    Array.from({ length: 12 }, (_, k) => aBook({ book_id: `b${k}`, average_rating: 5 - k / 4 })),
  )
  const others = ['s1', 's2', 's3']
  await school.students(
    { student_id: 'ada', grade_level: 5 },
    { student_id: 'tall', grade_level: 8 },
    { student_id: 'unknown', grade_level: null },
    { student_id: 'new', grade_level: 5 },
    ...others.map((student_id) => ({ student_id, grade_level: 5 })),
  )
  await school.past([
    ...others.flatMap((student_id) =>
      ['b0', 'b1', 'b2', 'b3', 'b8'].map((book_id) => aLoan({ student_id, book_id })),
    ),
    aLoan({ student_id: 'ada', book_id: 'b8', student_rating: 5 }),
  ])
  await school.buildGraph()
  return school
}

const decide = (school: TestSchool, book_id: string, grade: string, kind: 'pin' | 'block') =>
  school.app.flows.setOverride(school.librarian, { book_id, grade, why }, kind)
const takeBack = (school: TestSchool, book_id: string, grade: string) =>
  school.app.flows.removeOverride(school.librarian, { book_id, grade, why: '' })
const listed = async (school: TestSchool, id: string, limit = 5) => idsOf(await school.list(id, { limit }))
const placesOf = async (school: TestSchool, id: string) => {
  const slates = await school.app.core.store.school(school.id, (rows) => rows.slates.of(id))
  return slates.map((slate) => (slate.items as { place: string }[]).map((item) => item.place))
}

describe('[T-32] a librarian’s word about a book and a grade', () => {
  test('[T-32] a block wins over every score, for that grade, in lists, search, neighbours and sight, at once', async () => {
    const school = await aShelf()
    const { flows } = school.app
    const seen = async (id: string) => {
      const student = school.student(id)
      const found = await flows.searchBooks(student, { query: '', ...page })
      const near = await flows.similarBooks(student, 'b8', { limit: 20 })
      return [
        (await listed(school, id, 12)).includes('b0'),
        found.some((book) => book.book_id === 'b0'),
        near.items.some((item) => item.book.book_id === 'b0'),
        await flows.readBook(student, 'b0').then(
          () => true,
          (error) => error.code,
        ),
      ]
    }
    expect(await seen('ada')).toEqual([true, true, true, true])
    await decide(school, 'b0', '5', 'block')
    expect(await seen('ada')).toEqual([false, false, false, 'not_found'])
    expect(await seen('tall')).toEqual([true, true, true, true])
    expect((await flows.readBook(school.librarian, 'b0')).blocked_grades).toEqual(['5'])
    await decide(school, 'b0', 'all', 'block')
    expect(await seen('tall')).toEqual([false, false, false, 'not_found'])
    await takeBack(school, 'b0', 'all')
    await takeBack(school, 'b0', '5')
    expect(await seen('ada')).toEqual([true, true, true, true])
  })

  test('[T-32] a reader of unknown grade is blocked as the grade that the school takes it for', async () => {
    const school = await aShelf()
    await decide(school, 'b0', '4', 'block')
    expect(await listed(school, 'unknown', 12)).not.toContain('b0')
    await school.policy({ unknown_grade_counts_as: 3 })
    expect(await listed(school, 'unknown', 12)).toContain('b0')
  })

  test('[T-32] a pin wins over every score: it stands in front for that grade, and its place is stored', async () => {
    const school = await aShelf()
    expect((await listed(school, 'ada')).at(0)).not.toBe('b11')
    await decide(school, 'b11', '5', 'pin')
    const list = await school.list('ada')
    expect(idsOf(list).at(0)).toBe('b11')
    const [general] = (await school.list('new')).items
    expect([general!.book.book_id, general!.explanation.text]).toEqual([
      'b11',
      expect.stringMatching(/your library/i),
    ])
    expect(list.items[0]!.reasons.map((reason) => reason.code)).toContain('pinned')
    expect((await placesOf(school, 'ada')).at(-1)!.slice(0, 2)).toEqual(['pin', 'score'])
    expect((await listed(school, 'tall')).at(0)).not.toBe('b11')
    await takeBack(school, 'b11', '5')
    expect((await listed(school, 'ada')).at(0)).not.toBe('b11')
  })

  test('[T-32] three pins stand on a list at most, those first that suit the reader best', async () => {
    const school = await aShelf()
    for (const id of ['b9', 'b10', 'b1', 'b11']) await decide(school, id, 'all', 'pin')
    const ada = await listed(school, 'ada')
    expect(ada.slice(0, 3)).toEqual(['b1', 'b9', 'b10'])
    expect((await placesOf(school, 'ada')).at(-1)).toEqual(['pin', 'pin', 'pin', 'score', 'score'])
    expect(await listed(school, 'ada', 2)).toEqual(['b1', 'b9'])
  })

  test('[T-32] no pin opens a gate: hidden, blocked, above the grade, read or refused stays away', async () => {
    const school = await aShelf()
    const { flows } = school.app
    for (const id of ['b4', 'b5', 'b6', 'b7', 'b8']) await decide(school, id, '5', 'pin')
    await flows.setVisibility(school.librarian, 'b4', { hidden: true })
    await flows.setVisibility(school.librarian, 'b5', { hidden: false, minimum_grade: 6 })
    await flows.setVisibility(school.librarian, 'b6', { hidden: false, maximum_grade: 4 })
    await school.give('ada', 'b7', 'down')
    const ids = await listed(school, 'ada', 12)
    expect(ids.filter((id) => ['b4', 'b5', 'b6', 'b7', 'b8'].includes(id))).toEqual([])
    await decide(school, 'b11', '5', 'pin')
    await decide(school, 'b11', 'all', 'block')
    expect(await listed(school, 'ada', 12)).not.toContain('b11')
  })

  test('[T-32] every change is kept with who, when and why, and nobody can alter it', async () => {
    const school = await aShelf()
    await decide(school, 'b1', '5', 'pin')
    school.clock.advance(60_000)
    await decide(school, 'b1', '5', 'block')
    await takeBack(school, 'b1', '5')
    const { flows } = school.app
    const { in_force, changes } = await flows.listOverrides(school.librarian, 'b1', {
      limit: 10,
      before: null,
    })
    expect(in_force).toEqual([])
    expect(
      changes.map(({ kind, why, decided_by, decided_at }) => [kind, why, decided_by, decided_at]),
    ).toEqual([
      ['none', '', 'test-key', '2026-03-02T08:01:00.000Z'],
      ['block', why, 'test-key', '2026-03-02T08:01:00.000Z'],
      ['pin', why, 'test-key', '2026-03-02T08:00:00.000Z'],
    ])
    // Only lines of two years ago may go.
    expect(await school.sql('delete from book_override_log returning change_no')).toEqual([])
    await expect(school.sql("update book_override_log set why = ''")).rejects.toThrow(/permission denied/)
  })

  test('[T-32] is for staff, about books of the catalogue, and takes back only what holds', async () => {
    const school = await aShelf()
    const { flows } = school.app
    const ask = { book_id: 'b1', grade: '5', why }
    for (const caller of [school.student('ada'), { ...school.librarian, role: 'teacher' as const }]) {
      for (const refused of [
        flows.setOverride(caller, ask, 'pin'),
        flows.removeOverride(caller, ask),
        flows.listOverrides(caller, 'b1', { limit: 1, before: null }),
      ])
        await expect(refused).rejects.toMatchObject({ code: 'forbidden' })
    }
    const unknown = { ...ask, book_id: nobody() }
    await expect(flows.setOverride(school.service, unknown, 'block')).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(flows.removeOverride(school.service, ask)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('[T-32] fifty books are pinned for a grade at most, and one of them may be pinned again', async () => {
    const school = await aSchool(on)
    await school.books(Array.from({ length: 51 }, (_, k) => aBook({ book_id: `b${k}` })))
    for (let k = 0; k < 50; k++) await decide(school, `b${k}`, '5', 'pin')
    await decide(school, 'b0', '5', 'pin')
    await expect(decide(school, 'b50', '5', 'pin')).rejects.toMatchObject({ code: 'conflict' })
    await decide(school, 'b50', '6', 'pin')
  })
})

describe('a highest grade', () => {
  test('keeps a book for those up to it, and may not lie below the lowest', async () => {
    const school = await aShelf()
    const { flows } = school.app
    const gate = (minimum_grade: number | null, maximum_grade: number | null) =>
      flows.setVisibility(school.librarian, 'b0', { hidden: false, minimum_grade, maximum_grade })
    await gate(null, 5)
    expect(
      [await listed(school, 'ada', 12), await listed(school, 'tall', 12)].map((l) => l.includes('b0')),
    ).toEqual([true, false])
    await expect(gate(6, 5)).rejects.toMatchObject({ code: 'invalid_input' })
    await gate(null, null)
    expect(await listed(school, 'tall', 12)).toContain('b0')
  })
})

test('[T-31] blocking a book while 20 clients read cached lists: no answer that starts after it holds the book', async () => {
  const school = await aSchool(on)
  const ids = Array.from({ length: 10 }, (_, k) => `b${k}`)
  const clients = Array.from({ length: 20 }, (_, k) => `s${k}`)
  await school.books(ids.map((book_id) => aBook({ book_id })))
  await school.students(...clients.map((student_id) => ({ student_id, grade_level: 5 })))
  await Promise.all(clients.map((client) => school.list(client, { limit: 10 })))
  const blocked = new Set<string>()
  const shown: string[] = []
  const sources = { cache: 0, fresh: 0 }
  let reading = true
  const client = async (id: string): Promise<void> => {
    while (reading) {
      const before = [...blocked]
      const list = await school.list(id, { limit: 10 })
      sources[list.source]++
      shown.push(...idsOf(list).filter((book) => before.includes(book)))
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const all = clients.map(client)
  for (const id of ids.slice(0, 4)) {
    const readSoFar = sources.cache
    while (sources.cache < readSoFar + 100) await new Promise((resolve) => setImmediate(resolve))
    await decide(school, id, '5', 'block')
    blocked.add(id)
  }
  const freshSoFar = sources.fresh
  while (sources.fresh < freshSoFar + clients.length / 2)
    await new Promise((resolve) => setImmediate(resolve))
  reading = false
  await Promise.all(all)
  expect(shown).toEqual([])
  for (const id of clients) expect((await listed(school, id, 10)).sort()).toEqual(ids.slice(4))
})
