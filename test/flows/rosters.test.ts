import { describe, expect, test } from 'vitest'
import type { TextRow } from '../../src/core/domain/files/columns.ts'
import type { Caller } from '../../src/core/domain/people/permissions.ts'
import { beginSession } from '../../src/core/flows/steps/people/begin-session.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { bound } from '../support/a-space.ts'
import { aCaller, rowsOf } from '../support/builders.ts'

const on = ground()
const page = { limit: 50, after: null }

const load = (school: TestSchool, kind: 'students' | 'teachers', rows: TextRow[], header?: string[]) =>
  school.app.flows.importFile(school.librarian, kind, rowsOf(rows, header))
const admin = (school: TestSchool): Caller => aCaller({ school_id: school.id, role: 'admin' })
const teachers = (school: TestSchool) =>
  school.sql<{ id: string; name: string; email: string | null; classes: string[]; left: boolean }>(
    `select p.person_id as id, p.name, p.email, p.ended_at is not null as left,
       array(select t.class_id from class_teacher t where t.person_id = p.person_id order by 1) as classes
     from person p where p.role <> 'student' order by 1`,
  )
const ode = { teacher_id: 'ode', name: 'Ms. Ode', email: 'Ode@School.example', class_ids: '5a;5b' }
const ray = { teacher_id: 'ray', name: 'Mr. Ray', email: 'ray@school.example', class_ids: '6a' }
const refusals = (answer: { refused: { line: number; field: string; reason: string }[] }) =>
  answer.refused.map(({ line, field, reason }) => `${line} ${field} ${reason}`)

describe('a file of teachers', () => {
  test('adds and changes them with their classes; twice changes nothing', async () => {
    const school = await aSchool(on, { running: false })
    expect(await load(school, 'teachers', [ode, ray])).toMatchObject({ accepted: 2, missing_count: 0 })
    const both = [
      { id: 'ode', name: 'Ms. Ode', email: 'ode@school.example', classes: ['5a', '5b'], left: false },
      { id: 'ray', name: 'Mr. Ray', email: 'ray@school.example', classes: ['6a'], left: false },
    ]
    expect(await teachers(school)).toEqual(both)
    await load(school, 'teachers', [ode, ray])
    expect(await teachers(school)).toEqual(both)
    await load(school, 'teachers', [
      { ...ode, class_ids: '5b' },
      { ...ray, class_ids: '' },
    ])
    expect((await teachers(school)).map((one) => one.classes)).toEqual([['5b'], []])
    // What the file has no column for stays as it was.
    await load(school, 'teachers', [{ teacher_id: 'ode', name: 'Mx. Ode' }])
    expect((await teachers(school))[0]).toMatchObject({
      ...{ name: 'Mx. Ode', email: 'ode@school.example', classes: ['5b'] },
    })
  })

  test('two may exchange their addresses; one that is somebody else’s is refused', async () => {
    const school = await aSchool(on, { running: false })
    await school.staff({ person_id: 'root', role: 'admin', name: 'R', email: 'root@school.example' })
    await load(school, 'teachers', [ode, ray])
    await load(school, 'teachers', [
      { ...ode, email: ray.email },
      { ...ray, email: ode.email },
    ])
    expect((await teachers(school)).map((one) => one.email)).toEqual([
      ...['ray@school.example', 'ode@school.example', 'root@school.example'],
    ])
    const answer = await load(school, 'teachers', [
      { ...ode, email: 'root@school.example' },
      { ...ray, email: 'ray@school.example' },
      { teacher_id: 'sam', name: 'S', email: 'new@school.example', class_ids: '' },
      { teacher_id: 'tia', name: 'T', email: 'NEW@school.example', class_ids: '' },
      { teacher_id: 'una', name: 'U', email: 'no address', class_ids: '' },
    ])
    expect(refusals(answer)).toEqual([
      '6 email is not in the right form',
      // Hers would have been free, had her own line been good.
      '2 email is the address of somebody else',
      '3 email is the address of somebody else',
      '5 email is the address of somebody else',
    ])
    expect((await teachers(school)).map((one) => one.id)).toEqual(['ode', 'ray', 'root', 'sam'])
  })

  test('refuses the id of a student, and of staff with another role; a student’s file the id of staff', async () => {
    const school = await aSchool(on, { running: false })
    await school.staff(
      { person_id: 'root', role: 'admin', name: 'Root', email: 'root@school.example' },
      { person_id: 'page', role: 'librarian', name: 'Page', email: null },
    )
    await school.students({ student_id: 'ada' })
    const taken = ['ada', 'root', 'page'].map((teacher_id) => ({
      ...{ teacher_id, name: 'Taken', email: 'taken@school.example' },
    }))
    expect(refusals(await load(school, 'teachers', [...taken, ray]))).toEqual([
      ...['2 teacher_id has the role student already', '3 teacher_id has the role admin already'],
      '4 teacher_id has the role librarian already',
    ])
    expect(await teachers(school)).toMatchObject([
      ...[{ id: 'page', name: 'Page' }, { id: 'ray' }, { id: 'root', name: 'Root' }],
    ])
    const students = await load(school, 'students', [{ student_id: 'ray' }, { student_id: 'bo' }])
    expect(refusals(students)).toEqual([
      '2 student_id is the id of a member of staff (teacher): choose another',
    ])
    expect(await school.sql("select reader_id from reader where reader_id in ('ray', 'bo')")).toEqual([
      { reader_id: 'bo' },
    ])
  })
})

describe('who is not in the file any more', () => {
  test('is shown, and stays until the admin says that they have left', async () => {
    const school = await aSchool(on, { running: false })
    const { flows } = school.app
    const file = ['ada', 'bo', 'cy'].map((student_id) => ({ student_id, first_name: student_id }))
    await load(school, 'students', file)
    const { import_id, missing_count } = await load(school, 'students', [
      { student_id: 'ada', first_name: 'ada' },
      // Who stands in a line that was refused is named all the same.
      { student_id: 'bo', first_name: 'bo', grade_level: 'nine' },
    ])
    expect(missing_count).toBe(1)
    expect(await flows.missingPeople(admin(school), import_id, page)).toMatchObject([
      { person_id: 'cy', role: 'student', name: 'cy', ended_at: null },
    ])
    await expect(flows.missingPeople(school.librarian, import_id, page)).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await flows.endMissing(admin(school), import_id, ['cy', 'ada', 'nobody'])).toEqual(['cy'])
    expect(await flows.endMissing(admin(school), import_id, ['cy'])).toEqual([])
    expect(await flows.missingPeople(admin(school), import_id, page)).toEqual([])
    const here = await flows.listStudents(school.service, { query: '', class_id: null, ...page })
    expect(here.map((one) => one.reader_id)).toEqual(['ada', 'bo'])
    await load(school, 'students', file)
    expect(await flows.listStudents(school.service, { query: '', class_id: null, ...page })).toHaveLength(3)
  })

  test('is asked of the newest file alone, and only when it came to its end', async () => {
    const school = await aSchool(on, { running: false })
    const { flows } = school.app
    const first = await load(school, 'students', [{ student_id: 'ada' }])
    const classes = await flows.importFile(school.service, 'classes', rowsOf([{ class_id: 'x', name: 'x' }]))
    const broken = flows.importFile(school.service, 'students', {
      header: ['student_id'],
      rows: (async function* () {
        yield { line: 2, row: { student_id: 'bo' } }
        throw new Error('the line broke')
      })(),
    })
    await expect(broken).rejects.toThrow()
    expect(await flows.missingPeople(admin(school), first.import_id, page)).toEqual([])
    const second = await load(school, 'students', [{ student_id: 'cy' }])
    for (const id of [first.import_id, classes.import_id])
      await expect(flows.endMissing(admin(school), id, ['ada'])).rejects.toMatchObject({ code: 'conflict' })
    expect(await flows.endMissing(admin(school), second.import_id, ['ada'])).toEqual(['ada'])
  })

  test('[T-5] loses sessions, keys, links and classes at once when the admin ends them', async () => {
    const school = await aSchool(on, { running: false })
    const { flows, core } = school.app
    await load(school, 'teachers', [ode])
    await load(school, 'students', [{ student_id: 'ada', class_ids: '5a' }])
    const account = { platform: 'lti' as const, tenant: `lms of ${school.id}`, account_id: 'a1' }
    const root = aCaller({ school_id: school.id, role: 'admin', person_id: 'root' })
    await bound(school.app, root, { ...account, shown_name: '' })
    const session = async (id: string) => {
      const secret = await core.store.school(school.id, (rows) => beginSession(core, rows, id))
      return { secret, caller: (await flows.sessions.find(secret)).caller }
    }
    const [ada, teacher] = [await session('ada'), await session('ode')]
    const { code } = await flows.links.newCode(ada.caller, 'lti')
    await flows.links.claimCode(account, { code, shown_name: '' })
    await flows.links.confirmLink(ada.caller, account)
    const { key } = await flows.keys.issue(school.service, { role: 'student', reader_id: 'ada', label: '' })
    expect(await flows.readStudent(teacher.caller, 'ada')).toMatchObject({ reader_id: 'ada' })

    const { import_id } = await load(school, 'students', [{ student_id: 'bo' }])
    await flows.endMissing(admin(school), import_id, ['ada'])
    await expect(flows.sessions.find(ada.secret)).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(flows.authenticate(key)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await flows.links.callerOf(account)).toBeNull()
    await expect(flows.readStudent(teacher.caller, 'ada')).rejects.toMatchObject({ code: 'not_found' })

    const staff = await load(school, 'teachers', [ray])
    await flows.endMissing(admin(school), staff.import_id, ['ode'])
    await expect(flows.sessions.find(teacher.secret)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect((await teachers(school))[0]).toMatchObject({ id: 'ode', left: true, classes: [], email: null })
  })

  test('[T-5] a student whom the file puts into another class, or none, is the old teacher’s no more', async () => {
    const school = await aSchool(on, { running: false })
    const { flows } = school.app
    await load(school, 'teachers', [ode])
    const teacher = aCaller({ school_id: school.id, role: 'teacher', person_id: 'ode' })
    const seen = async () =>
      (await flows.listStudents(teacher, { query: '', class_id: null, ...page })).length
    await load(school, 'students', [{ student_id: 'ada', class_ids: '5a' }])
    expect(await seen()).toBe(1)
    await load(school, 'students', [{ student_id: 'ada', class_ids: '6a' }])
    expect(await seen()).toBe(0)
    await load(school, 'students', [{ student_id: 'ada', class_ids: '5b' }])
    await load(school, 'students', [{ student_id: 'ada', grade_level: '5' }])
    expect(await seen()).toBe(1)
    await load(school, 'students', [{ student_id: 'ada', class_ids: '' }])
    expect(await seen()).toBe(0)
  })
})
