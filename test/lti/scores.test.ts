import { describe, expect, test } from 'vitest'
import { scoreBody } from '../../src/lti/advantage/scores.ts'
import { agsScopes } from '../../src/sandbox/fake-lms/advantage.ts'
import { persons, startFakeLms } from '../../src/sandbox/fake-lms/server.ts'
import { ground } from '../support/a-school.ts'
import { aCaller } from '../support/builders.ts'
import { aCourse, aStudent, type TestCourse } from './a-course.ts'

const on = ground()
const hourMs = 3_600_000
const item = '/line-items/course-1/lineitem'
const gradeOf = (made: TestCourse, sub = '2') => made.lms.services.grades.grades.get(`${item} ${sub}`)

/** Somebody opens the link and votes; the score is owed. */
async function done(made: TestCourse, sub = '2') {
  made.lms.services.grades.scorable.add(sub)
  const page = await made.open(aStudent(sub))
  expect(await made.vote(page)).toBe(303)
  return page
}

describe('a score of completed work', () => {
  test('[lti-S6] is sent once for who voted, and to nobody who only looked', async () => {
    const made = await aCourse(on)
    const page = await done(made)
    await made.open(aStudent('4'))
    await made.open(persons.teacher)
    expect(await made.vote(page, 'up')).toBe(303)
    expect(await made.run('scores')).toMatchObject({ counts: { sent: 1, again: 0, refused: 0 } })
    expect(gradeOf(made)).toMatchObject({ score: 1, maximum: 1, by: 'tool' })
    await done(made)
    expect(await made.run('scores')).toMatchObject({ counts: { sent: 0, kept: 0 } })
    expect(made.lms.services.grades.posted).toHaveLength(1)
    expect((await made.scores()).map(({ state }) => state).sort()).toEqual(['open', 'sent'])
  })

  test('[T-20] nothing is kept for a score of somebody who was erased, however often the link is opened', async () => {
    const made = await aCourse(on)
    await done(made)
    const [session] = await made.school.sql<{ account_id: string }>('select account_id from lti_session')
    await made.school.app.flows.privacy.erase(
      aCaller({ school_id: made.school.id, role: 'admin' }),
      `lti-${session?.account_id}`,
    )
    await made.school.drain()
    await made.open()
    expect(await made.scores()).toEqual([])
  })

  test('[lti-S3] goes to the line item’s address, before its query', async () => {
    const made = await aCourse(on)
    await done(made)
    await made.run('scores')
    expect(made.lms.services.grades.posted.map(({ url }) => url)).toEqual([
      `${made.lms.url}${item}/scores?type_id=2`,
    ])
  })

  test('[lti-S6] is not sent at all, and nothing is kept for it, where the school did not turn it on', async () => {
    const made = await aCourse(on, {})
    await done(made)
    expect(await made.scores()).toEqual([])
    await made.run('scores')
    await made.choose({ scores: true })
    await done(made)
    await made.choose({ scores: false })
    expect(await made.scores()).toEqual([])
    await made.run('scores')
    const { tokens, grades, unauthorised } = made.lms.services
    expect([tokens.asked, grades.posted, unauthorised]).toEqual([[], [], 0])
  })

  test('[lti-S2] is not sent, and no token asked for, where the launch gave no leave for it', async () => {
    const made = await aCourse(on)
    const { claims, tokens, grades } = made.lms.services
    for (const scopes of [[], [agsScopes.results], ['score']]) {
      made.lms.services.claims = (contextId) => claims(contextId, scopes)
      await done(made)
    }
    await made.run('scores')
    expect([await made.scores(), tokens.asked, grades.posted]).toEqual([[], [], []])
  })

  test('[lti-S4] is refused for a line item on a foreign origin, and no token goes there', async () => {
    const made = await aCourse(on)
    const other = await startFakeLms({ toolKeys: `${made.origin}/lti/jwks` })
    try {
      made.lms.services.lineItem = () => `${other.url}${item}`
      await done(made)
      expect(await made.run('scores')).toMatchObject({ counts: { refused: 1 } })
      expect(await made.scores()).toEqual([
        { state: 'refused', failure: 'foreign_address', sealed_user: null },
      ])
      const { unauthorised, tokens } = other.services
      expect([unauthorised, tokens.asked, made.lms.services.tokens.asked]).toEqual([0, [], []])
    } finally {
      await other.close()
    }
  })

  test('holds whom it is of sealed, until it is delivered, and a day at most', async () => {
    const made = await aCourse(on)
    const sub = 'a-sub-that-nobody-else-has'
    await done(made, sub)
    const everything = async () =>
      JSON.stringify([
        await made.school.sql('select * from lti_score'),
        await made.school.sql('select * from lti_session'),
      ])
    expect(await everything()).not.toContain(sub)
    expect(await made.scores()).toMatchObject([{ state: 'due', sealed_user: expect.stringMatching(/^s1\./) }])
    await made.open(aStudent('4'))
    made.lms.services.tokens.faults.push(...Array.from({ length: 8 }, () => ({ status: 503 })))
    await made.run('scores')
    made.school.clock.advance(24 * hourMs)
    expect(await made.run('scores')).toMatchObject({ counts: { expired: 1, sent: 0 } })
    expect(await made.scores()).toEqual([{ state: 'expired', failure: 'platform_away', sealed_user: null }])
    expect(made.lms.services.grades.posted).toEqual([])
    // The next time that the student opens the link it is owed anew.
    made.lms.services.tokens.faults.length = 0
    await done(made, sub)
    expect(await made.run('scores')).toMatchObject({ counts: { sent: 1 } })
    expect(await everything()).not.toContain(sub)
  })

  test('[lti-S6] of nothing has a maximum too', () => {
    const whose = { registration: { family: 'other' }, user: '2' } as Parameters<typeof scoreBody>[0]
    const at = new Date('2026-03-02T08:00:00.123Z')
    expect(scoreBody(whose, { given: 0, maximum: 1 }, at)).toEqual({
      ...{ userId: '2', timestamp: '2026-03-02T08:00:00.123Z', scoreGiven: 0, scoreMaximum: 1 },
      ...{ activityProgress: 'Completed', gradingProgress: 'FullyGraded' },
    })
  })
})

describe('[lti-S6] on Moodle and its like', () => {
  test('[lti-S6] a grade that is there stays', async () => {
    const made = await aCourse(on)
    const teachers = { score: 0.4, maximum: 1, by: 'teacher' as const, at: '2020-01-01T00:00:00Z' }
    made.lms.services.grades.grades.set(`${item} 2`, teachers)
    await done(made)
    expect(await made.run('scores')).toMatchObject({ counts: { kept: 1, sent: 0 } })
    expect([gradeOf(made), made.lms.services.grades.posted]).toEqual([teachers, []])
  })

  test('[lti-S6] where grades may not be looked at, nothing is sent, and it says so', async () => {
    const made = await aCourse(on)
    const { claims } = made.lms.services
    made.lms.services.claims = (contextId) => claims(contextId, [agsScopes.score])
    await done(made)
    expect(await made.run('scores')).toMatchObject({ counts: { refused: 1 } })
    expect(await made.scores()).toMatchObject([{ failure: 'grades_unseen' }])
    expect([made.lms.services.tokens.asked, made.lms.services.grades.posted]).toEqual([[], []])
  })

  test('[lti-S6] a time that is no later than the platform’s is raised, by the second', async () => {
    const made = await aCourse(on)
    const { grades } = made.lms.services
    const at = made.school.clock().toISOString()
    // A grade that somebody took away leaves its time behind.
    grades.grades.set(`${item} 2`, { score: null, maximum: null, by: 'teacher', at })
    await done(made)
    expect(await made.run('scores')).toMatchObject({ counts: { sent: 1 } })
    const times = grades.posted.map(({ score }) => Date.parse(String(score.timestamp)))
    expect(times).toEqual([Date.parse(at), Date.parse(at) + 1000])
    expect(gradeOf(made)).toMatchObject({ score: 1, by: 'tool' })
  })

  test('[lti-S6] a score whose answer was lost is sent no second time', async () => {
    const made = await aCourse(on)
    const { grades } = made.lms.services
    await done(made)
    grades.faults.push({ status: 500, text: '', isKept: true })
    expect(await made.run('scores')).toMatchObject({ counts: { again: 1 } })
    expect(await made.run('scores')).toMatchObject({ counts: { again: 0, sent: 0 } })
    made.school.clock.advance(60_000)
    expect(await made.run('scores')).toMatchObject({ counts: { sent: 1 } })
    expect([grades.posted.length, gradeOf(made)?.score]).toEqual([1, 1])
  })
})

describe('[lti-S6] on Canvas', () => {
  test('[lti-S6] a score makes no submission, and a teacher’s grade stays', async () => {
    const made = await aCourse(on, undefined, 'canvas')
    const { claims, grades } = made.lms.services
    made.lms.services.claims = (contextId) => claims(contextId, [agsScopes.score])
    await done(made, '2')
    const teachers = { score: 7, maximum: 10, by: 'teacher' as const, at: '2020-01-01T00:00:00Z' }
    grades.grades.set(`${item} 4`, teachers)
    await done(made, '4')
    expect(await made.run('scores')).toMatchObject({ counts: { sent: 2 } })
    expect([gradeOf(made, '2')?.score, gradeOf(made, '4')]).toEqual([1, teachers])
    expect(grades.submissions.size).toBe(0)
    expect(made.lms.services.tokens.asked).toEqual([{ scope: agsScopes.score, wrong: null }])
  })

  test('[lti-S6] a test student is not scored, and whoever else the platform refuses is explained', async () => {
    const made = await aCourse(on, undefined, 'canvas')
    const { grades } = made.lms.services
    const testUser = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser'
    const tester = aStudent('77')
    expect(await made.vote(await made.open({ ...tester, roles: [...tester.roles, testUser] }))).toBe(303)
    expect(await made.scores()).toEqual([])
    await done(made, '5')
    grades.scorable.delete('5')
    await made.run('scores')
    expect(await made.scores()).toMatchObject([{ state: 'refused', failure: 'person_not_scored' }])
  })

  test('[lti-S6] its own way to say later is understood', async () => {
    const made = await aCourse(on, undefined, 'canvas')
    const at = new Date(made.school.clock().getTime() + 500).toISOString()
    made.lms.services.grades.grades.set(`${item} 2`, { score: 0, maximum: 1, by: 'tool', at })
    await done(made)
    expect(await made.run('scores')).toMatchObject({ counts: { sent: 1 } })
    expect(gradeOf(made)?.score).toBe(1)
  })
})

describe('[lti-S6] an answer', () => {
  const final: [number, string][] = [
    ...([
      [400, 'not_understood'],
      [403, 'not_permitted'],
      [404, 'not_found'],
    ] as [number, string][]),
    ...([
      [409, 'later_score'],
      [412, 'line_item_foreign'],
      [422, 'person_not_scored'],
    ] as [number, string][]),
  ]
  test('[lti-S6] that refuses a score is explained, and the score not sent again', async () => {
    const made = await aCourse(on)
    const { grades } = made.lms.services
    for (const [at, [status, failure]] of final.entries()) {
      await done(made, String(100 + at))
      grades.faults.push({ status, text: '' }, { status, text: '' })
      expect(await made.run('scores')).toMatchObject({ counts: { refused: 1 } })
      grades.faults.length = 0
      const [refused] = await made.school.sql('select 1 from lti_score where failure = $1', [failure])
      expect([status, refused]).toEqual([status, expect.anything()])
    }
    const before = grades.posted.length
    made.school.clock.advance(hourMs)
    expect(await made.run('scores')).toMatchObject({ counts: { sent: 0, refused: 0, again: 0 } })
    expect(grades.posted.length).toBe(before)
    expect((await made.scores()).every(({ sealed_user }) => sealed_user === null)).toBe(true)
  })

  test('[lti-S6] of a platform that is busy is waited for, longer each time, and the other scores wait too', async () => {
    const made = await aCourse(on, undefined, 'canvas')
    const { grades } = made.lms.services
    for (const sub of ['2', '4', '5']) await done(made, sub)
    const throttled = { status: 403, text: '403 Forbidden (Rate Limit Exceeded)' }
    const tries: number[] = []
    const run = async () => {
      const before = grades.posted.length
      const { counts } = await made.run('scores')
      tries.push(grades.posted.length - before)
      return counts
    }
    for (const fault of [{ status: 429, text: '' }, throttled, { status: 503, text: '' }]) {
      grades.faults.push(fault)
      expect(await run()).toMatchObject({ again: 1, sent: 0, refused: 0 })
    }
    await run()
    expect(tries).toEqual([1, 1, 1, 0])
    made.school.clock.advance(60_000)
    grades.faults.push(throttled)
    expect(await run()).toMatchObject({ again: 1, sent: 0 })
    // The one that was tried twice waits for two minutes, the others were left alone and go now.
    made.school.clock.advance(60_000)
    expect(await run()).toMatchObject({ again: 0, sent: 2 })
    made.school.clock.advance(60_000)
    expect(await run()).toMatchObject({ sent: 1 })
    expect(grades.grades.size).toBe(3)
  })
})
