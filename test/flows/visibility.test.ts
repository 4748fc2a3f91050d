import { describe, expect, test } from 'vitest'
import { aSchool, ground, idsOf, nobody, type TestSchool } from '../support/a-school.ts'
import { aBook } from '../support/builders.ts'

const on = ground()
const page = { limit: 100, after: null }
const hide = (school: TestSchool, id: string, hidden = true) =>
  school.app.flows.setVisibility(school.librarian, id, { hidden })

async function aShelf(books = 8): Promise<TestSchool> {
  const school = await aSchool(on)
  await school.books(Array.from({ length: books }, (_, k) => aBook({ book_id: `b${k}` })))
  await school.students({ student_id: 'ada', grade_level: 5 })
  return school
}

describe('hiding a book', () => {
  test('takes it from lists, search and sight of students at once, and gives it back', async () => {
    const school = await aShelf()
    const { flows } = school.app
    const seen = async () => {
      const ada = school.student('ada')
      const found = await flows.searchBooks(ada, { query: '', ...page })
      const near = await flows.similarBooks(ada, 'b1', { limit: 20 })
      const read = await flows.readBook(ada, 'b0').then(
        () => true,
        (error) => error.code,
      )
      return [
        idsOf(await school.list('ada', { limit: 8 })).includes('b0'),
        found.some((book) => book.book_id === 'b0'),
        near.items.some((item) => item.book.book_id === 'b0'),
        read,
      ]
    }
    expect(await seen()).toEqual([true, true, true, true])
    await hide(school, 'b0')
    expect(await seen()).toEqual([false, false, false, 'not_found'])
    expect((await flows.readBook(school.librarian, 'b0')).hidden).toBe(true)
    expect(
      (await flows.searchBooks(school.librarian, { query: '', ...page })).map((b) => b.book_id),
    ).toContain('b0')
    await hide(school, 'b0', false)
    expect(await seen()).toEqual([true, true, true, true])
  })

  test('is for staff, and for books that are there', async () => {
    const school = await aShelf()
    const { setVisibility } = school.app.flows
    await expect(setVisibility(school.student('ada'), 'b0', { hidden: true })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(hide(school, nobody())).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a lowest grade keeps the book from those below it, and from those whose grade nobody knows', async () => {
    const school = await aShelf()
    await school.students(
      { student_id: 'tall', grade_level: 8 },
      { student_id: 'unknown', grade_level: null },
    )
    const gate = (minimum_grade: number | null) =>
      school.app.flows.setVisibility(school.librarian, 'b0', { hidden: false, minimum_grade })
    const who = async () => {
      const found: string[] = []
      for (const id of ['ada', 'tall', 'unknown']) {
        if (idsOf(await school.list(id, { limit: 8 })).includes('b0')) found.push(id)
      }
      return found
    }
    await gate(6)
    expect(await who()).toEqual(['tall'])
    await gate(5)
    expect(await who()).toEqual(['ada', 'tall'])
    await gate(null)
    expect(await who()).toEqual(['ada', 'tall', 'unknown'])
    await school.policy({ unknown_grade_counts_as: 0 })
    await gate(1)
    expect(await who()).toEqual(['ada', 'tall'])
  })

  test('[T-31] while 50 clients read cached lists: no answer that starts or arrives after it holds the book', async () => {
    const school = await aSchool(on)
    const ids = Array.from({ length: 10 }, (_, k) => `b${k}`)
    const clients = Array.from({ length: 50 }, (_, k) => `s${k}`)
    await school.books(ids.map((book_id) => aBook({ book_id })))
    await school.students(...clients.map((student_id) => ({ student_id })))
    await Promise.all(clients.map((client) => school.list(client, { limit: 10 })))
    const hidden = new Set<string>()
    const shown: string[] = []
    const sources = { cache: 0, fresh: 0 }
    let reading = true
    const turn = () => new Promise((resolve) => setImmediate(resolve))
    const client = async (id: string): Promise<void> => {
      while (reading) {
        const list = await school.list(id, { limit: 10 })
        sources[list.source]++
        shown.push(...idsOf(list).filter((book) => hidden.has(book)))
        await turn()
      }
    }
    const all = clients.map(client)
    for (const id of ids.slice(0, 5)) {
      const readSoFar = sources.cache
      while (sources.cache < readSoFar + clients.length) await turn()
      await hide(school, id)
      hidden.add(id)
    }
    while (sources.fresh <= clients.length) await turn()
    reading = false
    await Promise.all(all)
    expect(shown).toEqual([])
    expect(sources.cache).toBeGreaterThan(100)
    expect(sources.fresh).toBeGreaterThan(50)
    for (const id of clients) expect(idsOf(await school.list(id, { limit: 10 })).sort()).toEqual(ids.slice(5))
  })
})
