import { expect, test } from 'vitest'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { aBook, aCaller } from '../support/builders.ts'

const on = ground()

async function aClass(...grades: number[]): Promise<TestSchool> {
  const school = await aSchool(on, { running: false })
  const levels = [2, 5, 8, 8, 8.5, 12]
  await school.books(
    levels.map((reading_level, n) =>
      aBook({ book_id: `b${n}-${reading_level}`, title: `Book ${n}`, reading_level, average_rating: 5 - n }),
    ),
  )
  await school.students(
    ...grades.map((grade_level, n) => ({ student_id: `s${n}`, grade_level, class_ids: ['8b'] })),
  )
  await school.staff({ person_id: 'ode', role: 'teacher', name: 'Ode', email: null })
  await school.app.core.store.school(school.id, (rows) => rows.classTeachers.set('ode', ['8b']))
  return school
}

async function shelfOf(school: TestSchool, limit: number, but: readonly string[] = []): Promise<string[]> {
  const teacher = aCaller({ school_id: school.id, role: 'teacher', person_id: 'ode' })
  const { classShelf } = school.app.flows.chat
  const { books } = await classShelf(teacher, { class_id: '8b', limit, book_ids: null, but })
  return books.map(({ book_id }) => book_id)
}

test('a shelf holds the best rated books at the level of the class, and only then others', async () => {
  const school = await aClass(8, 9)
  expect(await shelfOf(school, 2)).toEqual(['b2-8', 'b3-8'])
  expect(await shelfOf(school, 5)).toEqual(['b2-8', 'b3-8', 'b4-8.5', 'b0-2', 'b1-5'])
  expect(await shelfOf(school, 2, ['b2-8', 'b3-8'])).toEqual(['b4-8.5', 'b0-2'])
})

test('whoever is youngest in the class decides what is its level', async () => {
  expect(await shelfOf(await aClass(9, 5), 1)).toEqual(['b1-5'])
})
