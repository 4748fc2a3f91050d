import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { VoteKind } from '../../src/core/domain/lists/interaction.ts'
import type { Caller } from '../../src/core/domain/people/permissions.ts'
import { aSchool, ground, idsOf, type List, type TestSchool } from '../support/a-school.ts'
import { aBook, aCaller, aLoan } from '../support/builders.ts'

const on = ground()

/** Ms. Ode teaches 5a with ada in it; bo is in 5b. Others read b0 to b3 together, and ada has read b0. */
async function aTaughtSchool(): Promise<{ school: TestSchool; ode: Caller; elm: Caller }> {
  const school = await aSchool(on)
  await school.books(Array.from({ length: 10 }, (_, k) => aBook({ book_id: `b${k}`, title: `Title ${k}` })))
  const others = ['s1', 's2', 's3']
  await school.students(
    { student_id: 'ada', first_name: 'Ada', class_ids: ['5a'] },
    { student_id: 'bo', class_ids: ['5b'] },
    ...others.map((student_id) => ({ student_id })),
  )
  await school.past([
    ...others.flatMap((student_id) =>
      ['b0', 'b1', 'b2', 'b3'].map((book_id) => aLoan({ student_id, book_id, return_date: '2026-02-20' })),
    ),
    aLoan({ student_id: 'ada', book_id: 'b0', student_rating: 5 }),
  ])
  const [ode, elm] = ['ode', 'elm'].map((person_id) =>
    aCaller({ school_id: school.id, role: 'teacher', person_id, caller_id: person_id }),
  ) as [Caller, Caller]
  await school.staff(
    ...['ode', 'elm'].map((person_id) => ({
      person_id,
      role: 'teacher' as const,
      name: person_id,
      email: null,
    })),
  )
  await teach(school, 'ode', '5a')
  await teach(school, 'elm', '5a')
  await school.buildGraph()
  return { school, ode, elm }
}

const teach = ({ app, id }: TestSchool, personId: string, ...classIds: string[]) =>
  app.core.store.school(id, (rows) => rows.classTeachers.set(personId, classIds))

async function listFor({ app }: TestSchool, caller: Caller, student_id: string): Promise<List> {
  const wanted = { student_id, limit: 9, explanations: 'none' as const, level: null, theme: null }
  return JSON.parse((await app.flows.recommend(caller, wanted)).body.toString('utf8')) as List
}

/** A vote about a book, by whoever asks; about ada unless somebody else is named. */
const vote = (
  { app }: TestSchool,
  caller: Caller,
  [book_id, given]: [string, VoteKind],
  student_id = 'ada',
) => app.flows.giveFeedback(caller, { student_id, book_id, vote: given, slate_id: null }, null)

describe('a teacher', () => {
  test('finds her own students and classes, and nobody else by any word', async () => {
    const { school, ode } = await aTaughtSchool()
    const { flows } = school.app
    const students = async (class_id: string | null, query = '') =>
      (await flows.listStudents(ode, { query, class_id, limit: 50, after: null })).map((one) => one.reader_id)
    expect([await students(null), await students('5b'), await students(null, 'bo')]).toEqual([
      ['ada'],
      [],
      [],
    ])
    const classes = await flows.listClasses(ode, { limit: 50, after: null })
    expect(classes.map((one) => one.class_id)).toEqual(['5a'])
    const nobody = { ...ode, person_id: null }
    expect(await flows.listStudents(nobody, { query: '', class_id: null, limit: 50, after: null })).toEqual(
      [],
    )
  })

  test('sees the picks that the student sees, and not what the student read, unless the school says so', async () => {
    const { school, ode } = await aTaughtSchool()
    const [own, hers] = [
      await listFor(school, school.student('ada'), 'ada'),
      await listFor(school, ode, 'ada'),
    ]
    expect(idsOf(hers)).toEqual(idsOf(own))
    expect(JSON.stringify(own.items)).toContain('“Title 0”')
    expect(JSON.stringify(hers.items)).not.toContain('Title 0')
    expect(hers.items.flatMap((item) => item.reasons.flatMap((reason) => reason.because))).toEqual([])
    await school.policy({ teachers_see_loans: true })
    expect(JSON.stringify((await listFor(school, ode, 'ada')).items)).toContain('“Title 0”')
  })

  test('is told of the student, as a librarian is, where the student and programs are told to the student', async () => {
    const { school, ode } = await aTaughtSchool()
    await school.policy({ teachers_see_loans: true, librarians_see_students: true })
    const texts = async (caller: Caller): Promise<string> =>
      (await listFor(school, caller, 'ada')).items.map(({ explanation }) => explanation.text).join('\n')
    for (const [caller, says] of [
      [school.student('ada'), /\byou (liked|have read) “Title 0”/i],
      [school.service, /\byou (liked|have read) “Title 0”/i],
      [ode, /This student liked “Title 0”/],
      [school.librarian, /This student liked “Title 0”/],
    ] as const)
      expect(await texts(caller)).toMatch(says)
    for (const staff of [ode, school.librarian]) expect(await texts(staff)).not.toMatch(/\byour?\b/i)
  })

  test('who looks at a list has not shown it to the student', async () => {
    const { school, ode } = await aTaughtSchool()
    await listFor(school, ode, 'ada')
    expect(await school.sql("select shown from slate where reader_id = 'ada'")).toEqual([{ shown: false }])
  })

  test('[T-5] loses a student who leaves the class, and a class that is taken away, with the next request', async () => {
    const { school, ode } = await aTaughtSchool()
    const { flows } = school.app
    const everything = () =>
      Promise.all(
        [
          () => flows.readStudent(ode, 'ada'),
          () => listFor(school, ode, 'ada'),
          () => vote(school, ode, ['b7', 'up']),
        ].map((act) =>
          act().then(
            () => 'done',
            (error) => error.code,
          ),
        ),
      )
    const [done, gone] = [Array(3).fill('done'), Array(3).fill('not_found')]
    expect(await everything()).toEqual(done)
    await school.students({ student_id: 'ada', class_ids: ['5b'] })
    expect(await everything()).toEqual(gone)
    await teach(school, 'ode', '5a', '5b')
    expect(await everything()).toEqual(done)
    await teach(school, 'ode')
    expect(await everything()).toEqual(gone)
  })

  test('refuses in one way a student who is not hers, of another school, or nobody', async () => {
    const { school, ode } = await aTaughtSchool()
    const they = await school.neighbour()
    await they.students({ student_id: 'zed' })
    for (const act of [
      (id: string) => school.app.flows.readStudent(ode, id),
      (id: string) => listFor(school, ode, id),
      (id: string) => vote(school, ode, ['b1', 'down'], id),
    ]) {
      const refusals = await Promise.all(
        ['bo', 'zed', 'nobody'].map((id) => act(id).catch((error) => `${error.code} ${error.message}`)),
      )
      expect(new Set(refusals)).toEqual(
        new Set(['not_found There is no such student for you. Check the id and the key you use.']),
      )
    }
  })
})

describe('a teacher’s vote', () => {
  const stored = (school: TestSchool) =>
    school.sql("select voter, book_id, vote from vote where reader_id = 'ada' order by voter, book_id")

  test('down hides the book from that student alone, at once, and none brings it back', async () => {
    const { school, ode } = await aTaughtSchool()
    await teach(school, 'ode', '5a', '5b')
    const sees = async (id: string) => idsOf(await listFor(school, school.student(id), id)).includes('b1')
    expect([await sees('ada'), await sees('bo')]).toEqual([true, true])
    await vote(school, ode, ['b1', 'down'])
    expect([await sees('ada'), await sees('bo')]).toEqual([false, true])
    await vote(school, ode, ['b1', 'none'])
    expect(await sees('ada')).toBe(true)
  })

  test('up suggests a book; it is each teacher’s own and never the student’s', async () => {
    const { school, ode, elm } = await aTaughtSchool()
    await vote(school, ode, ['b1', 'up'])
    await vote(school, elm, ['b1', 'down'])
    await vote(school, school.student('ada'), ['b2', 'up'])
    expect(await stored(school)).toEqual([
      { voter: 'self', book_id: 'b2', vote: 'up' },
      { voter: 'teacher:elm', book_id: 'b1', vote: 'down' },
      { voter: 'teacher:ode', book_id: 'b1', vote: 'up' },
    ])
    const { votes, teacher_votes } = await school.app.flows.exportStudent(school.service, 'ada')
    expect(votes.map((one) => one.book_id)).toEqual(['b2'])
    expect(teacher_votes.map((one) => one.vote).sort()).toEqual(['down', 'up'])
  })

  test('shows as the thumb of the one who gave it, on lists of a student who did not vote', async () => {
    const { school, ode, elm } = await aTaughtSchool()
    await vote(school, ode, ['b1', 'up'])
    const thumb = async (caller: Caller) =>
      (await listFor(school, caller, 'ada')).items.find((item) => item.book.book_id === 'b1') as unknown as {
        vote: string | null
      }
    expect((await thumb(ode)).vote).toBe('up')
    expect([(await thumb(elm)).vote, (await thumb(school.student('ada'))).vote]).toEqual([null, null])
  })

  test('read keeps the book from that student’s list, as hers, and says nothing of the student’s taste', async () => {
    const { school, ode } = await aTaughtSchool()
    await teach(school, 'ode', '5a', '5b')
    const listOf = async (id: string) => idsOf(await listFor(school, school.student(id), id))
    const before = await listOf('bo')
    await vote(school, ode, ['b1', 'read'])
    expect(await listOf('ada')).not.toContain('b1')
    expect(await listOf('bo')).toEqual(before)
    expect(await stored(school)).toEqual([{ voter: 'teacher:ode', book_id: 'b1', vote: 'read' }])
    await school.drain()
    const preferences = await school.app.core.store.school(school.id, (rows) =>
      rows.vectors.preferences('ada'),
    )
    expect(preferences?.themes ?? []).toEqual([])
    await vote(school, ode, ['b1', 'none'])
    expect(await listOf('ada')).toContain('b1')
  })

  test('says nothing of a book that the student may not know of', async () => {
    const { school, ode } = await aTaughtSchool()
    await school.app.flows.setVisibility(school.librarian, 'b1', { hidden: true })
    await expect(vote(school, ode, ['b1', 'up'])).rejects.toMatchObject({ code: 'not_found' })
    expect(await stored(school)).toEqual([])
  })
})

describe('a librarian', () => {
  test('sees counts, and single students only if the school says so', async () => {
    const { school } = await aTaughtSchool()
    const { flows } = school.app
    const see = () =>
      Promise.all(
        [
          flows.listStudents(school.librarian, { query: '', class_id: null, limit: 1, after: null }),
          flows.readStudent(school.librarian, 'ada'),
          flows.readStudent(school.librarian, 'nobody'),
        ].map((answer) =>
          answer.then(
            () => 'done',
            (error) => error.code,
          ),
        ),
      )
    expect((await flows.listClasses(school.librarian, { limit: 1, after: null }))[0]?.students).toBe(1)
    expect(await see()).toEqual(['forbidden', 'forbidden', 'forbidden'])
    await school.policy({ librarians_see_students: true })
    expect(await see()).toEqual(['done', 'done', 'not_found'])
  })
})

describe('a teacher who looks on', () => {
  test('hears that lists of her students changed, and of nothing else', async () => {
    const { school, ode } = await aTaughtSchool()
    const heard: unknown[] = []
    const stop = school.app.flows.subscribeLive(ode, (message) => heard.push(message))
    for (const id of ['bo', 's1', 'ada']) await vote(school, school.service, ['b5', 'up'], id)
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0))
    await school.app.drain()
    await vi.waitFor(() => expect(heard.at(-1)).toEqual({ kind: 'list.changed', student_id: 'ada' }))
    expect(new Set(heard.map((message) => JSON.stringify(message))).size).toBe(1)
    stop()
  })

  test('[T-5] hears nothing any more of a class that she left', async () => {
    const { school, ode } = await aTaughtSchool()
    const heard: unknown[] = []
    onTestFinished(school.app.flows.subscribeLive(ode, (message) => heard.push(message)))
    await vote(school, school.service, ['b5', 'up'])
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0))
    await school.app.drain()
    await teach(school, 'ode')
    school.clock.advance(2_001)
    const before = heard.length
    await vote(school, school.service, ['b6', 'up'])
    await school.app.drain()
    expect(heard.length).toBe(before)
  })
})
