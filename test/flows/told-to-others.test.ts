import { describe, expect, test, vi } from 'vitest'
import type { Caller } from '../../src/core/domain/people/permissions.ts'
import type { ListWanted } from '../../src/core/flows/lists/recommend.ts'
import { aSchool, ground, type List, type TestSchool } from '../support/a-school.ts'
import { aBook, aCaller, aLoan } from '../support/builders.ts'
import { languageDouble } from '../support/language-double.ts'

const on = ground()

/** Ada has read Title 0, as others did who went on to more; Ms. Ode teaches her. A model would word her list. */
async function aWordedSchool() {
  const language = languageDouble()
  const school = await aSchool(on, { language })
  await school.books(Array.from({ length: 10 }, (_, k) => aBook({ book_id: `b${k}`, title: `Title ${k}` })))
  const others = ['s1', 's2', 's3']
  await school.students(
    { student_id: 'ada', class_ids: ['5a'], grade_level: 5 },
    ...others.map((student_id) => ({ student_id })),
  )
  await school.past([
    ...others.flatMap((student_id) =>
      ['b0', 'b1', 'b2', 'b3'].map((book_id) => aLoan({ student_id, book_id, return_date: '2026-02-20' })),
    ),
    aLoan({ student_id: 'ada', book_id: 'b0', student_rating: 5 }),
  ])
  await school.staff({ person_id: 'ode', role: 'teacher', name: 'Ode', email: null })
  await school.app.core.store.school(school.id, (rows) => rows.classTeachers.set('ode', ['5a']))
  await school.buildGraph()
  const ada = school.student('ada')
  const callers = {
    ...{ ada, service: school.service, acted: { ...ada, acted: true as const } },
    ode: aCaller({ school_id: school.id, role: 'teacher', person_id: 'ode', caller_id: 'ode' }),
    librarian: school.librarian,
  }
  return { school, language, callers }
}

async function listFor(
  { app }: TestSchool,
  caller: Caller,
  wishes: Partial<ListWanted> = {},
): Promise<{ list: List; source: string; texts: string }> {
  const { body, source } = await app.flows.recommend(caller, {
    ...{ student_id: 'ada', limit: 9, explanations: 'none', level: null, theme: null },
    ...wishes,
  })
  const list = JSON.parse(body.toString('utf8')) as List
  return { list, source, texts: list.items.map(({ explanation }) => explanation.text).join('\n') }
}

describe('a list that somebody else looks at', () => {
  test('is never the one that is kept for the student, nor the other way round', async () => {
    const { school, callers } = await aWordedSchool()
    await school.policy({ teachers_see_loans: true })
    const askAll = async () => {
      const asked: Record<string, { source: string; texts: string }> = {}
      for (const [name, caller] of Object.entries(callers)) asked[name] = await listFor(school, caller)
      return asked
    }
    const [first, again] = [await askAll(), await askAll()]
    for (const name of Object.keys(callers)) {
      expect([name, again[name]?.source, again[name]?.texts]).toEqual([name, 'cache', first[name]?.texts])
      const isOfReader = name === 'ode' || name === 'librarian'
      expect([name, /This student/.test(again[name]?.texts ?? '')]).toEqual([name, isOfReader])
      expect([name, /\byour?\b/i.test(again[name]?.texts ?? '')]).toEqual([name, !isOfReader])
    }
    expect(first.service).toMatchObject({ source: 'cache', texts: first.ada?.texts })
  })

  test('addresses no teacher as a student where it may not name what was read, or the library put a book in front', async () => {
    const { school, callers } = await aWordedSchool()
    const why = 'The author comes to visit.'
    await school.app.flows.setOverride(school.librarian, { book_id: 'b9', grade: '5', why }, 'pin')
    const says = [
      ['en', 'The library recommends', /\byour?\b/i],
      ['de', 'Die Bibliothek empfiehlt', /\b(du|dir|dich|dein\w*)\b/i],
    ] as const
    for (const [language, pinned, you] of says) {
      const { texts } = await listFor(school, callers.ode, { language })
      expect(texts).toContain(pinned)
      expect(texts).not.toMatch(you)
    }
  })

  test('has the template’s words, although the model’s are there for the student', async () => {
    const { school, language, callers } = await aWordedSchool()
    await school.policy({ teachers_see_loans: true })
    const authors = async (caller: Caller, explanations: ListWanted['explanations']): Promise<string[]> => {
      const { list } = await listFor(school, caller, { explanations })
      return [...new Set(list.items.map(({ explanation }) => explanation.by))]
    }
    for (const staff of [callers.ode, callers.librarian])
      expect(await authors(staff, 'wait')).toEqual(['template'])
    expect(language.asked).toEqual([])
    await authors(callers.ada, 'later')
    await vi.waitFor(async () => expect(await authors(callers.ada, 'later')).toContain('model'))
    for (const staff of [callers.ode, callers.librarian]) {
      expect(await authors(staff, 'wait')).toEqual(['template'])
      expect(await authors(staff, 'later')).toEqual(['template'])
    }
  })
})
