import { describe, expect, test } from 'vitest'
import type { VoteKind } from '../../src/core/domain/lists/interaction.ts'
import type { Caller } from '../../src/core/domain/people/permissions.ts'
import { aSchool, ground, idsOf, type List, type TestSchool } from '../support/a-school.ts'
import { aBook, aLoan, rowsOf } from '../support/builders.ts'

const on = ground()
const dayMs = 86_400_000
const number = (k: number) => `b${String(k).padStart(2, '0')}`

/** Readers of grade 6 read b00 to b19 together, ada of them b00; two books that nobody read are much like b00. */
async function aSchoolWithNewBooks(): Promise<TestSchool> {
  const school = await aSchool(on)
  const known = Array.from({ length: 20 }, (_, k) =>
    aBook({ book_id: number(k), title: k === 0 ? 'Whales of the deep sea' : `Title ${k}` }),
  )
  const fresh = ['n1', 'n2'].map((book_id) => aBook({ book_id, title: `Whales of the deep sea ${book_id}` }))
  await school.books([...known, ...fresh])
  const others = Array.from({ length: 8 }, (_, k) => `s${k}`)
  await school.students({ student_id: 'ada' }, ...others.map((student_id) => ({ student_id })))
  await school.past([
    ...others.flatMap((student_id, reader) =>
      known
        .filter((_, k) => k === 0 || (k + reader) % 8 !== 0)
        .map(({ book_id }) => aLoan({ student_id, book_id })),
    ),
    aLoan({ student_id: 'ada', book_id: 'b00', student_rating: 5 }),
  ])
  await school.buildGraph()
  return school
}

const stored = async (school: TestSchool) => {
  const slates = await school.app.core.store.school(school.id, (rows) => rows.slates.of('ada'))
  return slates.at(-1)!.items as { book_id: string; rank: number; place: string }[]
}

describe('the place for a new book', () => {
  test('is the tenth, from lists of ten on, and is stored as such', async () => {
    const school = await aSchoolWithNewBooks()
    const short = idsOf(await school.list('ada', { limit: 9 }))
    expect(short.filter((id) => id.startsWith('n'))).toEqual([])
    const list = await school.list('ada', { limit: 10 })
    expect(idsOf(list).filter((id) => id.startsWith('n'))).toEqual([idsOf(list)[9]])
    expect(await stored(school)).toContainEqual(expect.objectContaining({ rank: 10, place: 'new' }))
    expect(list.items[9]!.reasons.map((reason) => reason.code)).toContain('new_book')
    expect(list.items[9]!.explanation.text).toContain('Whales of the deep sea')
  })

  test('may go to a book that came this very day, without waiting for the night', async () => {
    const school = await aSchoolWithNewBooks()
    for (const known of ['n1', 'n2']) await school.give('ada', known, 'down')
    expect(idsOf(await school.list('ada', { limit: 10 })).filter((id) => id.startsWith('n'))).toEqual([])
    const row = { book_id: 'n3', title: 'Whales of the deep sea by day' }
    await school.app.flows.importFile(school.service, 'catalogue', rowsOf([row]))
    await school.drain()
    expect(idsOf(await school.list('ada', { limit: 10 }))[9]).toBe('n3')
  })
})

describe('a book that was shown on several days and passed over', () => {
  test('sinks, and comes back up when the reader says a word about it', async () => {
    const school = await aSchoolWithNewBooks()
    const look = () => school.list('ada', { limit: 5 })
    const [first] = idsOf(await look())
    for (let day = 0; day < 3; day++) {
      school.clock.advance(dayMs)
      await school.list('ada', { limit: 6 + day })
    }
    school.clock.advance(dayMs)
    const later = idsOf(await school.list('ada', { limit: 12 }))
    expect(later[0]).not.toBe(first)
    // A vote taken back says nothing of taste, and shows that the book was seen.
    await school.give('ada', first!, 'none')
    expect(idsOf(await look()).at(0)).toBe(first)
  })

  test('does not sink for lists that only staff looked at, and counts when the reader sees the same list', async () => {
    const school = await aSchoolWithNewBooks()
    const look = async (caller: Caller, limit: number) => {
      const wanted = { student_id: 'ada', limit, explanations: 'none' as const, level: null, theme: null }
      const { body } = await school.app.flows.recommend(caller, wanted)
      return idsOf(JSON.parse(body.toString('utf8')) as List)
    }
    const fourDays = async (...callers: Caller[]) => {
      for (let day = 0; day < 4; day++) {
        school.clock.advance(dayMs)
        for (const caller of callers) await look(caller, 6 + day)
      }
    }
    const ada = school.student('ada')
    await fourDays(school.librarian)
    const [first] = await look(ada, 5)
    await fourDays(school.librarian, ada)
    expect((await look(school.librarian, 11)).at(0)).not.toBe(first)
    const other = await aSchoolWithNewBooks()
    expect(idsOf(await other.list('ada')).at(0)).toBe(first)
  })

  test('does not sink within a day, however often the list is made anew', async () => {
    const school = await aSchoolWithNewBooks()
    const before = idsOf(await school.list('ada', { limit: 5 }))
    for (let turn = 0; turn < 6; turn++) await school.list('ada', { limit: 11 + turn })
    await school.give('ada', 'b19', 'none')
    expect(idsOf(await school.list('ada', { limit: 5 }))).toEqual(before)
  })
})

describe('votes', () => {
  test('in whatever order they are given make the same list, without what was refused', async () => {
    const votes: [string, VoteKind][] = [
      ...[3, 7, 12].map((k): [string, VoteKind] => [number(k), 'up']),
      ...[5, 9].map((k): [string, VoteKind] => [number(k), 'down']),
      [number(14), 'read'],
    ]
    const lists: string[][] = []
    for (const order of [
      votes,
      [...votes].reverse(),
      [...votes].sort(([a], [b]) => (a[2]! < b[2]! ? -1 : 1)),
    ]) {
      const school = await aSchoolWithNewBooks()
      for (const [book, vote] of order) await school.give('ada', book, vote)
      lists.push(idsOf(await school.list('ada', { limit: 12 })))
    }
    expect(lists[1]).toEqual(lists[0])
    expect(lists[2]).toEqual(lists[0])
    expect(lists[0]!.filter((id) => ['b05', 'b09', 'b14', 'b00'].includes(id))).toEqual([])
  })
})
