import { describe, expect, test } from 'vitest'
import { createOutgoing } from '../../src/core/adapters/outgoing/guarded.ts'
import { noLtiServices } from '../../src/core/domain/courses/lti-advantage.ts'
import { createAccessTokens } from '../../src/lti/advantage/access-tokens.ts'
import type { TokenFault } from '../../src/sandbox/fake-lms/tokens.ts'
import { ground } from '../support/a-school.ts'
import { aCourse, type TestCourse, timeoutMs } from './a-course.ts'

const on = ground()
const scopes = ['https://scopes.example/one']

/** The tool's way to tokens of the platform, by a clock that the test sets. */
async function aClient(made: TestCourse, services = noLtiServices) {
  const { ltiKeys, lti } = made.school.app.flows
  let now = Date.now()
  const tokens = createAccessTokens(ltiKeys, {
    outgoing: createOutgoing({ opensLoopback: true, timeoutMs }),
    clock: () => new Date(now),
  })
  const registration = (await lti.registration(made.registration))!
  return {
    get: (wanted = scopes) => tokens.get({ registration, services }, wanted),
    forget: (token: string) => tokens.forget({ registration, services }, scopes, token),
    wait: (ms: number) => {
      now += ms
    },
  }
}

describe('an access token', () => {
  test('[lti-S1] is asked for once for all who want it, and again shortly before it ends', async () => {
    const made = await aCourse(on)
    const { tokens } = made.lms.services
    const client = await aClient(made)
    const first = await Promise.all([client.get(), client.get(), client.get()])
    expect(new Set(first).size).toBe(1)
    client.wait(3_530_000)
    expect(await client.get()).toBe(first[0])
    client.wait(11_000)
    expect(await client.get()).not.toBe(first[0])
    await client.get(['https://scopes.example/other'])
    expect(tokens.asked).toEqual([
      { scope: scopes[0], wrong: null },
      { scope: scopes[0], wrong: null },
      { scope: 'https://scopes.example/other', wrong: null },
    ])
  })

  test('[lti-S1] that does not say how long it holds is used once', async () => {
    const made = await aCourse(on)
    const { tokens } = made.lms.services
    const client = await aClient(made)
    for (const lifeSeconds of [null, 0, -1, 59]) {
      tokens.lifeSeconds = lifeSeconds
      const before = tokens.asked.length
      await client.get()
      await client.get()
      expect([lifeSeconds, tokens.asked.length - before]).toEqual([lifeSeconds, 2])
    }
  })

  test('[lti-S1] is asked for once more after 401, with another signature', async () => {
    const made = await aCourse(on)
    const { tokens } = made.lms.services
    const client = await aClient(made)
    tokens.faults.push({ status: 401 })
    expect(await client.get()).toEqual(expect.any(String))
    // A signature that was seen before would have been refused.
    expect(tokens.asked.map(({ wrong }) => wrong)).toEqual([null, null])
    client.wait(10_000_000)
    tokens.faults.push({ status: 401 }, { status: 401 }, { status: 401 })
    await expect(client.get()).rejects.toMatchObject({ code: 'token_refused' })
    expect(tokens.faults).toHaveLength(1)
  })

  const broken: [string, TokenFault, string][] = [
    ['400', { status: 400 }, 'token_refused'],
    ['500', { status: 500 }, 'platform_away'],
    ['429', { status: 429 }, 'platform_away'],
    ['a page', { status: 200, type: 'text/html', text: '<html>Sign in</html>' }, 'token_refused'],
    ['a redirect', { status: 302 }, 'platform_away'],
    ['nothing in time', { status: 200, waitMs: timeoutMs + 500 }, 'platform_away'],
    [
      'a token that would end its header',
      { status: 200, text: '{"access_token":"a\\r\\nHost: b","token_type":"Bearer"}' },
      'token_refused',
    ],
    [
      'another kind of token',
      { status: 200, text: '{"access_token":"a","token_type":"mac","expires_in":60}' },
      'token_refused',
    ],
  ]
  test('[lti-S1] is none when the platform answers something else, and the next is asked for anew', async () => {
    const made = await aCourse(on)
    for (const [what, fault, code] of broken) {
      const client = await aClient(made)
      made.lms.services.tokens.faults.push(fault)
      await expect(client.get(), what).rejects.toMatchObject({ name: 'ServiceFailure', code })
      expect(await client.get(), what).toEqual(expect.any(String))
    }
  })

  test('is asked for in the name that the registration says, and only that is taken', async () => {
    const made = await aCourse(on)
    const { tokens } = made.lms.services
    tokens.audience = 'https://authorization.example/'
    await expect((await aClient(made)).get()).rejects.toMatchObject({ code: 'token_refused' })
    const services = { ...noLtiServices, token_audience: tokens.audience }
    expect(await (await aClient(made, services)).get()).toEqual(expect.any(String))
  })
})

describe('[lti-S1] while the platform gives no token', () => {
  test('[lti-S1] launches and votes go on, and the job says what is missing', async () => {
    const made = await aCourse(on)
    const { tokens, grades } = made.lms.services
    const faults: TokenFault[] = [
      { status: 500 },
      { status: 200, waitMs: timeoutMs + 500 },
      { status: 200, text: '<p>' },
    ]
    for (const fault of faults) {
      tokens.faults.push(fault, fault, fault, fault)
      const page = await made.open()
      expect(await made.vote(page)).toBe(303)
      expect(await made.run('scores')).toMatchObject({ state: 'finished', counts: { again: 1 } })
      expect(await made.run('rosters')).toMatchObject({ state: 'finished' })
      tokens.faults.length = 0
      made.school.clock.advance(3_600_000)
    }
    expect(grades.posted).toEqual([])
    expect(await made.run('scores')).toMatchObject({ counts: { sent: 1 } })
    expect(grades.posted).toHaveLength(1)
  })

  test('[lti-S1] a token that ended before its time is taken anew, once', async () => {
    const made = await aCourse(on)
    const { tokens, members } = made.lms.services
    members.courses.set('course-1', [])
    await made.open()
    await made.run('rosters')
    tokens.revoke()
    made.school.clock.advance(3_600_000)
    const before = tokens.asked.length
    expect(await made.run('rosters')).toMatchObject({ counts: { rosters: 1, failed: 0 } })
    expect(tokens.asked.length - before).toBe(1)
    made.lms.services.faults.push(
      { status: 401, text: '' },
      { status: 401, text: '' },
      { status: 401, text: '' },
    )
    made.school.clock.advance(3_600_000)
    expect(await made.run('rosters')).toMatchObject({ counts: { rosters: 0, failed: 1 } })
    expect(made.lms.services.faults).toHaveLength(1)
  })
})
