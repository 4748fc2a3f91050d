import { describe, expect, test } from 'vitest'
import { aMember, type FakeMember } from '../../src/sandbox/fake-lms/members.ts'
import { persons, startFakeLms } from '../../src/sandbox/fake-lms/server.ts'
import { ground } from '../support/a-school.ts'
import { aCourse, aStudent, type TestCourse } from './a-course.ts'

const on = ground()
const hourMs = 3_600_000
const teacher = aMember('3', { roles: [...persons.teacher.roles] })
const many = (count: number, from = 100): FakeMember[] =>
  Array.from({ length: count }, (_, k) => aMember(String(from + k)))

/** An hour later the roster is read again. */
async function next(made: TestCourse) {
  made.school.clock.advance(hourMs)
  return made.run('rosters')
}

const courses = (made: TestCourse) =>
  made.school.sql<{ members: number; failure: string | null }>('select members, failure from lti_course')

describe('a roster', () => {
  test('ends the sessions of those who left, and of nobody else', async () => {
    const made = await aCourse(on)
    const { members } = made.lms.services
    members.courses.set('course-1', [aMember('2'), aMember('4'), aMember('5'), teacher])
    const pages = await Promise.all(['2', '4', '5'].map((sub) => made.open(aStudent(sub))))
    const elsewhere = await made.open(aStudent('4'), { contextId: 'course-2' })
    expect(await made.run('rosters')).toMatchObject({ counts: { rosters: 1, failed: 1, sessions_ended: 0 } })
    members.courses.set('course-1', [
      ...[aMember('2'), teacher, aMember('5', { status: 'Inactive' }), aMember('6', { status: 'Deleted' })],
    ])
    made.school.clock.advance(1000)
    // Before an hour is over, in which sessions end by themselves.
    await made.school.sql('update lti_course set due_at = $1', [made.school.clock().toISOString()])
    expect(await made.run('rosters')).toMatchObject({ counts: { left: 2, sessions_ended: 2 } })
    expect(await Promise.all(pages.map(made.look))).toEqual([200, 401, 401])
    expect(await made.look(elsewhere)).toBe(200)
    // Whoever comes again is let in by the platform, not by what was known before.
    const again = await made.open(aStudent('4'))
    expect(await made.look(again)).toBe(200)
  })

  test('[T-5] ends the session of a teacher who teaches no more, and leaves that of a student who now does', async () => {
    const made = await aCourse(on)
    made.lms.services.members.courses.set('course-1', [
      ...[aMember('3'), aMember('2', { roles: [...persons.teacher.roles] })],
    ])
    const [teaching, learning] = [await made.open(persons.teacher), await made.open(persons.ada)]
    made.school.clock.advance(1000)
    await made.run('rosters')
    expect([await made.look(teaching), await made.look(learning)]).toEqual([401, 200])
  })

  test('says nothing of who came while it was read', async () => {
    const made = await aCourse(on)
    made.lms.services.members.courses.set('course-1', [teacher])
    await made.open(persons.teacher)
    const { flows } = made.school.app
    const due = (await flows.ltiRosters.take(made.school.id, []))!
    const began = made.school.clock()
    made.school.clock.advance(1000)
    const late = await made.open(persons.ada)
    const roster = { members: [{ sub: '3', roles: teacher.roles, isActive: true }], isWhole: true, began }
    await flows.ltiRosters.apply(due, roster)
    expect(await made.look(late)).toBe(200)
  })

  test('is read of courses that were opened lately, once an hour, where the school turned it on', async () => {
    const made = await aCourse(on, { roster: false, scores: false })
    const { members, tokens } = made.lms.services
    members.courses.set('course-1', [aMember('2')])
    await made.open()
    await made.run('rosters')
    expect([await courses(made), tokens.asked]).toEqual([[], []])
    await made.choose({ roster: true })
    await made.open()
    await made.run('rosters')
    await made.run('rosters')
    expect(members.asked).toHaveLength(1)
    made.school.clock.advance(31 * 24 * hourMs)
    await made.run('rosters')
    expect(members.asked).toHaveLength(1)
    await made.choose({ roster: false })
    expect(await courses(made)).toEqual([])
    expect(await made.school.sql('select from lti_member')).toEqual([])
  })
})

describe('[lti-S5] pages of a roster', () => {
  test('[lti-S5] of 5,000 members are read to the end, with an empty one among them, each person once', async () => {
    const made = await aCourse(on)
    const { members } = made.lms.services
    members.courses.set('course-1', [...many(4_998), aMember('2'), teacher, aMember('101'), aMember('2')])
    const page = await made.open()
    // Canvas gives fifty a page, whatever is asked for; one page is empty and leads on.
    members.nextOf = (at, url) => (at === 3 ? `${made.lms.url}/members/empty?page=1&then=4` : url)
    members.courses.set('empty', [])
    const usual = members.page
    members.page = (url) => {
      const told = usual(url)
      return url.pathname.endsWith('/empty')
        ? { members: [], next: `${made.lms.url}/members/course-1?limit=100&page=4` }
        : told
    }
    expect(await made.run('rosters')).toMatchObject({ counts: { rosters: 1, failed: 0, left: 0 } })
    expect(await courses(made)).toEqual([{ members: 5_000, failure: null }])
    expect(members.asked).toHaveLength(Math.ceil(5_002 / 50) + 1)
    expect(await made.look(page)).toBe(200)
  }, 60_000)

  test('[lti-S5] three pages are followed as they say, and somebody who is there twice is there', async () => {
    const made = await aCourse(on)
    const { members } = made.lms.services
    members.pageSize = 2
    members.courses.set('course-1', [
      ...[aMember('2', { status: 'Deleted' }), aMember('4'), aMember('5')],
      ...[teacher, aMember('2'), aMember('4', { status: 'Deleted' })],
    ])
    const pages = await Promise.all(['2', '4', '9'].map((sub) => made.open(aStudent(sub))))
    made.school.clock.advance(1000)
    expect(await made.run('rosters')).toMatchObject({ counts: { left: 1, sessions_ended: 1 } })
    expect(members.asked.map((url) => new URL(url).search)).toEqual([
      ...['?limit=100', '?limit=100&page=2', '?limit=100&page=3'],
    ])
    expect(await Promise.all(pages.map(made.look))).toEqual([200, 200, 401])
    expect(await courses(made)).toEqual([{ members: 4, failure: null }])
  })

  test('[lti-S5] that lead in a circle end, and take nobody for having left but those they say so of', async () => {
    const made = await aCourse(on)
    const { members } = made.lms.services
    members.pageSize = 2
    members.courses.set('course-1', [
      aMember('2'),
      aMember('4', { status: 'Deleted' }),
      teacher,
      aMember('5'),
    ])
    const pages = await Promise.all(['2', '4', '5', '9'].map((sub) => made.open(aStudent(sub))))
    members.nextOf = () => `${made.lms.url}/members/course-1?limit=100&page=1&again=yes`
    made.school.clock.advance(1000)
    expect(await made.run('rosters')).toMatchObject({ counts: { rosters: 1, left: 1, sessions_ended: 1 } })
    expect(members.asked).toHaveLength(2)
    expect(await Promise.all(pages.map(made.look))).toEqual([200, 401, 200, 200])
  })

  test('[lti-S5] that never end, hold nothing or make no sense take nobody for having left', async () => {
    const made = await aCourse(on)
    const { members, tokens } = made.lms.services
    const page = await made.open()
    const failures: (string | null | undefined)[] = []
    const read = async () => {
      await next(made)
      failures.push((await courses(made))[0]?.failure)
    }
    members.courses.set('course-1', [])
    await read()
    let at = 0
    members.nextOf = () => `${made.lms.url}/members/course-1?page=${++at + 1}`
    await read()
    members.nextOf = null
    for (const text of ['<html>', '[]', '{"members":[{"roles":[]}]}', 'x'.repeat(300_000)]) {
      made.lms.services.faults.push({ status: 200, text })
      await read()
    }
    for (const status of [403, 404, 503]) {
      made.lms.services.faults.push({ status, text: '' })
      await read()
    }
    expect(failures).toEqual([
      ...[null, 'too_long', 'not_understood', 'not_understood', 'not_understood', 'platform_away'],
      ...['not_permitted', 'not_found', 'platform_away'],
    ])
    expect(tokens.asked.every(({ wrong }) => wrong === null)).toBe(true)
    const [session] = await made.school.sql<{ revoked_at: string | null }>(
      'select revoked_at from lti_session',
    )
    expect([session, page.text.length > 0]).toEqual([{ revoked_at: null }, true])
  }, 60_000)
})

test('[lti-S4] no access token goes to an origin that is not the platform’s: not by the claim, and not by the next page', async () => {
  const made = await aCourse(on)
  const other = await startFakeLms({ toolKeys: `${made.origin}/lti/jwks` })
  try {
    const { members } = made.lms.services
    const theirs = other.services.members
    theirs.courses.set('course-1', [aMember('2')])
    members.courses.set('course-1', [aMember('2'), teacher])
    await made.open()
    members.nextOf = () => `${other.url}/members/course-1`
    expect(await made.run('rosters')).toMatchObject({ counts: { failed: 1 } })
    members.nextOf = null
    await made.school.sql('update lti_course set members_url = $1', [`${other.url}/members/course-1`])
    expect(await next(made)).toMatchObject({ counts: { failed: 1 } })
    expect((await courses(made)).map(({ failure }) => failure)).toEqual(['foreign_address'])
    expect([other.services.unauthorised, theirs.asked, other.services.tokens.asked]).toEqual([0, [], []])
    // One that the school's admin approved is asked, with a token that only this platform gave.
    await made.choose({ origins: [other.url] })
    await next(made)
    expect(other.services.unauthorised).toBeGreaterThan(0)
  } finally {
    await other.close()
  }
})

test('[lti-S7] nothing personal of a roster is stored or logged', async () => {
  const made = await aCourse(on)
  const { members } = made.lms.services
  members.courses.set('course-1', [aMember('2'), teacher, ...many(60)])
  await made.open()
  expect(await made.run('rosters')).toMatchObject({ counts: { rosters: 1 } })
  made.lms.services.faults.push({
    status: 200,
    text: JSON.stringify({ members: [{ ...aMember('2'), roles: 1 }] }),
  })
  expect(await next(made)).toMatchObject({ counts: { failed: 1 } })
  const tables = await made.school.sql<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'school_id'
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')`,
  )
  const texts: string[] = [...made.logged, ...made.jobLog]
  for (const { name } of tables)
    for (const { text } of await made.school.sql<{ text: string }>(
      `select to_jsonb(t)::text as text from ${name} t`,
    ))
      texts.push(text)
  const all = texts.join('\n')
  expect(all).toContain(made.registration)
  expect(all).toContain('a roster was not read')
  for (const personal of [
    'Quibberly',
    'Wonderstone',
    'personal.example',
    'faces.example',
    'sourced-',
    'Name of',
  ])
    expect(all).not.toContain(personal)
  // Of those who never opened the tool nothing is kept; of the others a digest.
  const kept = await made.school.sql<{ account_id: string }>('select account_id from lti_member')
  expect(kept).toEqual([{ account_id: expect.stringMatching(/^[\w-]{43}$/) }])
})
