import { describe, expect, test } from 'vitest'
import { beginSession } from '../../src/core/flows/steps/people/begin-session.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { aServer } from '../support/a-server.ts'

const on = ground()
const minuteMs = 60_000
const hourMs = 60 * minuteMs

async function aStaffedSchool(): Promise<TestSchool> {
  const school = await aSchool(on, { running: false })
  await school.staff({ person_id: 't1', role: 'teacher', name: 'Ms. Ode', email: null })
  await school.students({ student_id: 's1', first_name: 'Ada' })
  return school
}

const begin = ({ app, id }: TestSchool, personId: string): Promise<string> =>
  app.core.store.school(id, (rows) => beginSession(app.core, rows, personId))
const find = ({ app }: TestSchool, secret: string) => app.flows.sessions.find(secret)
const isGood = (school: TestSchool, secret: string): Promise<boolean> =>
  find(school, secret).then(
    () => true,
    (error) => {
      expect(error).toMatchObject({ code: 'unauthenticated', message: expect.stringMatching(/^You are not/) })
      return false
    },
  )
/** Uses a session as a request does; answers its secret from then on. */
async function use(school: TestSchool, secret: string): Promise<string> {
  const found = await find(school, secret)
  return (found.is_due ? await school.app.flows.sessions.keep(found, secret) : null) ?? secret
}

describe('a session', () => {
  test('is its person as a caller, and only a digest of its secret is stored', async () => {
    const school = await aStaffedSchool()
    const [teacher, student] = [await begin(school, 't1'), await begin(school, 's1')]
    const caller = { school_id: school.id, caller_id: expect.any(String) }
    expect((await find(school, teacher)).caller).toEqual({
      ...caller,
      role: 'teacher',
      person_id: 't1',
      reader_id: null,
    })
    expect((await find(school, student)).caller).toEqual({
      ...caller,
      role: 'student',
      person_id: 's1',
      reader_id: 's1',
    })
    expect(JSON.stringify(await school.sql('select * from person_session'))).not.toContain(teacher)
    await expect(begin(school, 'nobody')).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('ends when nobody used it: after two hours, a student’s after one', async () => {
    const school = await aStaffedSchool()
    const [teacher, student] = [await begin(school, 't1'), await begin(school, 's1')]
    school.clock.advance(hourMs - 1)
    expect([await isGood(school, teacher), await isGood(school, student)]).toEqual([true, true])
    school.clock.advance(1)
    expect([await isGood(school, teacher), await isGood(school, student)]).toEqual([true, false])
    school.clock.advance(hourMs)
    expect(await isGood(school, teacher)).toBe(false)
  })

  test('lasts while it is used, with a new secret each quarter of an hour, and twelve hours at most', async () => {
    const school = await aStaffedSchool()
    let secret = await begin(school, 't1')
    const secrets = new Set([secret])
    for (let minutes = 10; minutes < 12 * 60; minutes += 10) {
      school.clock.advance(10 * minuteMs)
      secret = await use(school, secret)
      secrets.add(secret)
    }
    expect(secrets.size).toBe(36) // changed at each second use, every 20 minutes
    school.clock.advance(10 * minuteMs)
    expect(await isGood(school, secret)).toBe(false)
  })

  test('is found by the secret before for a minute, which is never kept alive', async () => {
    const school = await aStaffedSchool()
    const old = await begin(school, 't1')
    school.clock.advance(15 * minuteMs)
    const [found, beside] = [await find(school, old), await find(school, old)]
    const renewed = await school.app.flows.sessions.keep(found, old)
    expect(renewed).not.toBeNull()
    // A second request of the same moment does not change the secret that the first was given.
    expect(await school.app.flows.sessions.keep(beside, old)).toBeNull()
    expect(await find(school, old)).toMatchObject({ is_due: false })
    school.clock.advance(minuteMs)
    expect([await isGood(school, old), await isGood(school, renewed ?? '')]).toEqual([false, true])
  })

  test('[T-5] ends with the next request when its person signed out, left or has another role', async () => {
    const school = await aStaffedSchool()
    const [signedOut, beside] = [await begin(school, 't1'), await begin(school, 't1')]
    await school.app.flows.sessions.signOut((await find(school, signedOut)).caller)
    expect([await isGood(school, signedOut), await isGood(school, beside)]).toEqual([false, true])
    await school.staff({ person_id: 't1', role: 'librarian', name: 'Ms. Ode', email: null })
    expect(await isGood(school, beside)).toBe(false)
    const student = await begin(school, 's1')
    await school.leave('s1')
    expect(await isGood(school, student)).toBe(false)
  })
})

describe('a session over HTTP', () => {
  async function signedIn(personId: string) {
    const school = await aStaffedSchool()
    const site = await aServer(school.app)
    const secret = await begin(school, personId)
    const { csrf_token } = await find(school, secret)
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(`${site}${path}`, {
        ...init,
        headers: { Cookie: `other=1; shelftalk_session=${secret}`, ...(init.headers as object) },
      })
    return { school, site, ask, own: { Origin: site, 'X-CSRF-Token': csrf_token } }
  }

  test('reads and writes as a key does, for its own person', async () => {
    const { ask, own, school } = await signedIn('s1')
    const me = await ask('/me')
    expect(await me.json()).toMatchObject({
      role: 'student',
      student_id: 's1',
      csrf_token: own['X-CSRF-Token'],
    })
    expect((await ask('/students/s1')).status).toBe(200)
    const list = {
      method: 'POST',
      body: '[{"title":"Holes"}]',
      headers: { ...own, 'Content-Type': 'application/json' },
    }
    expect((await ask('/user/books', list)).status).toBe(202)
    expect(await school.sql('select reader_id from listed_book')).toEqual([{ reader_id: 's1' }])
  })

  test('writes nothing without the token of its page, or from another site', async () => {
    const { ask, own, school, site } = await signedIn('s1')
    const sent = { method: 'POST', body: '[{"title":"Holes"}]' }
    const token = own['X-CSRF-Token']
    const wrong = [
      {},
      { 'X-CSRF-Token': token },
      { Origin: site },
      { Origin: site, 'X-CSRF-Token': `${token.slice(1)}x` },
      { Origin: 'https://evil.example', 'X-CSRF-Token': token },
      { Origin: 'null', 'X-CSRF-Token': token },
      { 'Sec-Fetch-Site': 'cross-site', 'X-CSRF-Token': token },
    ]
    for (const headers of wrong) {
      const answer = await ask('/user/books', {
        ...sent,
        headers: { 'Content-Type': 'application/json', ...headers },
      })
      expect([headers, answer.status]).toEqual([headers, 403])
    }
    expect(await school.sql('select 1 from listed_book')).toEqual([])
  })

  test('hands out its new secret as a cookie that scripts do not see', async () => {
    const { ask, school } = await signedIn('t1')
    expect((await ask('/me')).headers.getSetCookie()).toEqual([])
    school.clock.advance(15 * minuteMs)
    expect((await ask('/me')).headers.getSetCookie()).toEqual([
      expect.stringMatching(/^shelftalk_session=shelf_[\w-]{32}; Path=\/; HttpOnly; SameSite=Lax$/),
    ])
  })

  test('ends at once with signing out, whoever has a copy of the cookie', async () => {
    const { ask, own } = await signedIn('t1')
    const answer = await ask('/sign-out', { method: 'POST', headers: own })
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([
      204,
      [expect.stringContaining('Max-Age=0')],
    ])
    expect((await ask('/me')).status).toBe(401)
  })

  test('a key that is sent beside a cookie decides alone', async () => {
    const { ask } = await signedIn('t1')
    expect((await ask('/me', { headers: { Authorization: 'Bearer nonsense' } })).status).toBe(401)
    expect((await ask('/me', { headers: { Authorization: 'Basic nonsense' } })).status).toBe(401)
  })
})
