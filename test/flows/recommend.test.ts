import { describe, expect, test, vi } from 'vitest'
import { createMemoryListCache } from '../../src/core/adapters/memory/list-cache.ts'
import type { ListCache } from '../../src/core/ports/runtime.ts'
import {
  aSchool,
  ground,
  idsOf,
  type List,
  nobody,
  type SchoolWishes,
  type TestSchool,
} from '../support/a-school.ts'
import { aBook, aLoan } from '../support/builders.ts'

const on = ground()

/** Twenty books; the readers of grade 6 read b0 to b5 together. Ada, of the same grade, has read b0 and liked it. */
async function aReadingSchool(wishes: SchoolWishes = {}): Promise<TestSchool> {
  const school = await aSchool(on, wishes)
  await school.books(
    Array.from({ length: 20 }, (_, k) =>
      aBook({
        book_id: `b${String(k).padStart(2, '0')}`,
        title: `Title ${k}`,
        authors: [`Author ${k}`],
        themes: k % 2 === 0 ? ['sea'] : ['magic'],
        reading_level: k < 6 ? 6 : 2 + k / 2,
        average_rating: k % 3 === 0 ? 4.5 : 3,
      }),
    ),
  )
  const others = ['s1', 's2', 's3', 's4']
  await school.students(
    { student_id: 'ada' },
    { student_id: 'new' },
    ...others.map((student_id) => ({ student_id })),
  )
  await school.past(
    others.flatMap((student_id) =>
      [0, 1, 2, 3, 4, 5].map((k) => aLoan({ student_id, book_id: `b0${k}`, return_date: '2026-02-28' })),
    ),
  )
  await school.past([
    aLoan({ student_id: 'ada', book_id: 'b00', return_date: '2026-02-28', student_rating: 5 }),
    aLoan({ student_id: 'ada', book_id: 'b01', return_date: '2026-02-28' }),
    aLoan({ student_id: 'ada', book_id: 'b02', return_date: '2026-02-28' }),
  ])
  await school.buildGraph()
  return school
}

const sourceOf = async (school: TestSchool, wanted = {}) => (await school.list('ada', wanted)).source

describe('a list', () => {
  test('holds as many as asked for, ranked, without what was read, and is kept as a slate', async () => {
    const school = await aReadingSchool()
    const list = await school.list('ada', { limit: 4 })
    expect(list.items.map((item) => item.rank)).toEqual([1, 2, 3, 4])
    expect(idsOf(list).filter((id) => ['b00', 'b01', 'b02'].includes(id))).toEqual([])
    expect(idsOf(list).slice(0, 3).sort()).toEqual(['b03', 'b04', 'b05'])
    const slates = await school.app.core.store.school(school.id, (rows) => rows.slates.of('ada'))
    expect(slates.map((slate) => slate.slate_id)).toEqual([list.slate_id])
    expect(slates[0]!.items).toEqual(
      list.items.map(({ rank, score, book }) => ({ rank, score, book_id: book.book_id, place: 'score' })),
    )
  })

  test('tells nobody what only the school may know about a book', async () => {
    const school = await aReadingSchool()
    const [item] = (await school.list('ada')).items
    for (const field of [
      'hidden',
      'owner_reader_id',
      'copies',
      'minimum_grade',
      'book_no',
      'blocked_grades',
    ]) {
      expect(item!.book).not.toHaveProperty(field)
    }
  })

  test('comes from the cache the second time, the same but for its source', async () => {
    const school = await aReadingSchool()
    const fresh = await school.list('ada')
    const cached = await school.list('ada')
    expect([fresh.source, cached.source]).toEqual(['fresh', 'cache'])
    expect({ ...cached, source: 'fresh' }).toEqual(fresh)
  })

  test('is kept for each variant by itself; how it is explained is no variant', async () => {
    const school = await aReadingSchool()
    await school.list('ada', { limit: 5 })
    expect(await sourceOf(school, { limit: 5, explanations: 'wait' })).toBe('cache')
    expect(await sourceOf(school, { limit: 6 })).toBe('fresh')
    expect(await sourceOf(school, { theme: 'sea' })).toBe('fresh')
    expect(await sourceOf(school, { level: 'harder' })).toBe('fresh')
    expect(await sourceOf(school, { limit: 5 })).toBe('cache')
  })

  test('keeps to a theme or a level that was asked for', async () => {
    const school = await aReadingSchool()
    const sea = await school.list('ada', { theme: 'SEA', limit: 5 })
    expect(sea.items.length).toBeGreaterThan(0)
    expect(sea.items.every((item) => item.book.themes.includes('sea'))).toBe(true)
    const harder = await school.list('ada', { level: 'harder', limit: 5 })
    expect(harder.items.length).toBeGreaterThan(0)
    expect(
      harder.items.every((item) => (item as unknown as { level_fit: string }).level_fit === 'harder'),
    ).toBe(true)
    expect((await school.list('ada', { theme: 'no such theme' })).items).toEqual([])
  })

  test('says in words when it is general, and when it is short', async () => {
    const school = await aReadingSchool()
    expect((await school.list('ada')).notices).toEqual([])
    const general = await school.list('new')
    expect(general.items).toHaveLength(5)
    expect(general.notices).toEqual([expect.stringMatching(/^No books or votes are known/)])
    await school.give('new', 'b10', 'up')
    expect((await school.list('new')).notices).toEqual([expect.stringMatching(/Few books/)])
    const short = await school.list('ada', { limit: 50 })
    expect(short.items).toHaveLength(17)
    expect(short.notices).toEqual([expect.stringMatching(/^Only 17 of 50/)])
  })

  test('gives a reader without history what is well known, one book an author', async () => {
    const school = await aReadingSchool()
    const { items } = await school.list('new', { limit: 10 })
    expect(new Set(items.map((item) => item.book.authors[0])).size).toBe(items.length)
    expect(items.every((item) => item.explanation.text !== '' && item.explanation.by === 'template')).toBe(
      true,
    )
    expect(items.flatMap((item) => item.reasons.flatMap((reason) => reason.because))).toEqual([])
  })

  test('names as a reason only what is in the history and was liked, finished or listed', async () => {
    const school = await aReadingSchool()
    await school.give('ada', 'b03', 'down')
    const list = await school.list('ada', { limit: 17 })
    const titles = new Map(
      Array.from({ length: 20 }, (_, k) => [`Title ${k}`, `b${String(k).padStart(2, '0')}`]),
    )
    const mayBeNamed = new Set(['b00', 'b01', 'b02'])
    let named = 0
    for (const { book, reasons, explanation } of list.items) {
      for (const reason of reasons)
        for (const id of reason.because) expect([id, mayBeNamed.has(id)]).toEqual([id, true])
      for (const [, title] of explanation.text.matchAll(/(Title \d+)/g)) {
        const id = titles.get(title!)!
        named++
        expect([explanation.text, id === book.book_id || mayBeNamed.has(id)]).toEqual([
          explanation.text,
          true,
        ])
      }
    }
    expect(named).toBeGreaterThan(0)
  })

  test('for a student whom nobody knows, or of somebody else, is not_found; so it is for a key of a teacher', async () => {
    const school = await aReadingSchool()
    const ask = (caller: ReturnType<TestSchool['student']>, student_id: string) =>
      school.app.flows.recommend(caller, {
        student_id,
        limit: 5,
        explanations: 'none',
        level: null,
        theme: null,
      })
    await expect(ask(school.service, nobody())).rejects.toMatchObject({ code: 'not_found' })
    await expect(ask(school.student('s1'), 'ada')).rejects.toMatchObject({ code: 'not_found' })
    await expect(ask({ ...school.service, role: 'teacher' }, 'ada')).rejects.toMatchObject({
      code: 'not_found',
    })
    await ask(school.student('ada'), 'ada')
  })

  test('is there although the best rated two hundred books of a school are all above the grade', async () => {
    const school = await aSchool(on)
    await school.books([
      ...Array.from({ length: 250 }, (_, k) =>
        aBook({ book_id: `a${k}`, average_rating: 5, minimum_grade: 10 }),
      ),
      ...Array.from({ length: 4 }, (_, k) => aBook({ book_id: `z${k}`, average_rating: 2 })),
    ])
    await school.students({ student_id: 'ada', grade_level: 3 })
    expect(idsOf(await school.list('ada', { limit: 4 })).sort()).toEqual(['z0', 'z1', 'z2', 'z3'])
  })
})

describe('an invalidation that races a computation', () => {
  /** A cache before which a list that is put waits, between its snapshot and its place in the cache. */
  function latchedCache(): { cache: ListCache; arrived: Promise<void>; open(): void } {
    const inner = createMemoryListCache()
    let arrive = (): void => {}
    let open = (): void => {}
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve
    })
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    const put: ListCache['put'] = async (...entry) => {
      arrive()
      await opened
      return inner.put(...entry)
    }
    return { cache: { ...inner, put }, arrived, open }
  }

  const raced = async (
    change: (school: TestSchool) => Promise<unknown>,
  ): Promise<{ during: List; after: List }> => {
    const { cache, arrived, open } = latchedCache()
    const school = await aSchool(on, { running: false, cache })
    await school.books(
      Array.from({ length: 6 }, (_, k) => aBook({ book_id: `b${k}`, average_rating: 5 - k / 10 })),
    )
    await school.students({ student_id: 'ada' })
    const underWay = school.list('ada', { limit: 3 })
    await arrived
    await change(school)
    open()
    const during = await underWay
    return { during, after: await school.list('ada', { limit: 3 }) }
  }

  test('a vote during it: the list is made anew, and the overtaken one is served to nobody', async () => {
    const { during, after } = await raced((school) => school.give('ada', 'b0', 'down'))
    expect(idsOf(during)).not.toContain('b0')
    expect(idsOf(after)).toEqual(idsOf(during))
    expect(after.source).toBe('cache')
  })

  test('a hide during it: likewise', async () => {
    const { during, after } = await raced((school) =>
      school.app.flows.setVisibility(school.librarian, 'b0', { hidden: true }),
    )
    expect(idsOf(during)).not.toContain('b0')
    expect(idsOf(after)).not.toContain('b0')
  })

  test('a loan during it: likewise', async () => {
    const { during, after } = await raced((school) =>
      school.app.flows.recordCheckouts(school.service, [aLoan({ student_id: 'ada', book_id: 'b0' })], null),
    )
    expect(idsOf(during)).not.toContain('b0')
    expect(idsOf(after)).not.toContain('b0')
  })

  test('one that never ends is answered with a time to come back, not with a stale list', async () => {
    const inner = createMemoryListCache()
    const cache = { ...inner, put: async () => false }
    const school = await aSchool(on, { running: false, cache })
    await school.students({ student_id: 'ada' })
    await expect(school.list('ada')).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 })
  })

  test('many votes among many lists: after each vote is acknowledged, no list shows what it took away', async () => {
    const school = await aSchool(on)
    const ids = Array.from({ length: 14 }, (_, k) => `b${k}`)
    await school.books(ids.map((book_id) => aBook({ book_id })))
    await school.students({ student_id: 'ada' })
    const gone = new Set<string>()
    let voting = true
    let lists = 0
    const client = async () => {
      while (voting) {
        const before = [...gone]
        // Who votes faster than lists are made is asked to come back.
        const list = await school.list('ada', { limit: 14 }).catch((error) => {
          if (error.code === 'unavailable') return null
          throw error
        })
        if (list !== null) {
          lists++
          expect(idsOf(list).filter((id) => before.includes(id) || gone.has(id))).toEqual([])
        }
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    const clients = Array.from({ length: 8 }, client)
    for (const id of ids.slice(0, 10)) {
      await school.give('ada', id, id.endsWith('2') ? 'read' : 'down')
      gone.add(id)
      const before = lists
      await vi.waitUntil(() => lists > before, { interval: 5, timeout: 20_000 })
    }
    voting = false
    await Promise.all(clients)
  })
})
