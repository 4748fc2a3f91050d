import { describe, expect, test } from 'vitest'
import { isOpenDemo, readConfig } from '../../src/config.ts'
import { StaffMember } from '../../src/core/domain/people/person.ts'
import { readDemoCatalogue } from '../../src/demo/catalogue.ts'
import { demoPersonIds, demoStaff } from '../../src/demo/people.ts'
import { generateDemoSchool } from '../../src/demo/school.ts'
import { demoPeopleOf, demoSchool, putDemoStaff } from '../../src/roles/demo-school.ts'
import { aSchool, ground } from '../support/a-school.ts'
import { aStudent } from '../support/builders.ts'

const on = ground()

test('the demo has an admin, a librarian, two teachers of classes that are there, and three students', () => {
  const year = generateDemoSchool(readDemoCatalogue())
  for (const { class_ids, ...one } of demoStaff) {
    expect(StaffMember.parse(one)).toEqual(one)
    expect(year.classes.map((c) => c.class_id)).toEqual(expect.arrayContaining(class_ids))
  }
  expect(demoStaff.map((one) => one.role)).toEqual(['teacher', 'teacher', 'librarian', 'admin'])
  const students = year.students.filter((one) => demoPersonIds.includes(one.student_id))
  expect(students).toHaveLength(3)
  for (const { student_id } of students)
    expect(year.checkouts.some((loan) => loan.student_id === student_id)).toBe(true)
})

describe('the choice of a demo person', () => {
  test('is there for the embedded demo only, never with a real database', () => {
    const DATABASE_URL = 'postgres://u:p@db/shelftalk'
    expect(isOpenDemo(readConfig({}))).toBe(true)
    expect(isOpenDemo(readConfig({ SHELFTALK_DEMO: '0' }))).toBe(false)
    expect(isOpenDemo(readConfig({ DATABASE_URL }))).toBe(false)
    expect(isOpenDemo(readConfig({ DATABASE_URL, SHELFTALK_DEMO: '1' }))).toBe(false)
  })

  test('signs in as one of them and as nobody else', async () => {
    const { app } = await aSchool(on, { running: false })
    await app.core.store.system((rows) => rows.schools.create(demoSchool))
    const students = demoPersonIds.slice(-3).map((student_id) => aStudent({ student_id, first_name: 'Ada' }))
    await app.core.store.school(demoSchool.school_id, async (rows) => {
      await rows.readers.upsertStudents([...students, aStudent({ student_id: 'demo-s-002' })], true)
      await rows.classes.upsert([{ class_id: 'demo-8b', name: '8B', grade_level: 8 }])
    })
    await putDemoStaff(app)
    const people = demoPeopleOf(app)
    expect((await people.list()).map((one) => one.person_id)).toEqual(demoPersonIds)
    const { caller } = await app.flows.sessions.find(await people.signIn('demo-t-8b'))
    expect(caller).toMatchObject({ role: 'teacher', school_id: 'demo' })
    expect(await app.flows.sessions.me(caller)).toMatchObject({ class_ids: ['demo-8b'], invented: true })
    for (const id of ['demo-s-002', 'nobody'])
      await expect(people.signIn(id)).rejects.toMatchObject({ code: 'not_found' })
  })
})
