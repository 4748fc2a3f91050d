import { describe, expect, test } from 'vitest'
import type { Outgoing } from '../../src/core/ports/outgoing.ts'
import { lookAtLti } from '../../src/roles/doctor/lti.ts'
import { ground } from '../support/a-school.ts'
import { aCaller } from '../support/builders.ts'
import { aTool, Jar, type TestTool } from './a-tool.ts'

const on = ground()
const minuteMs = 60_000

/** A tool whose clock is so far from the platform's, which is the machine's. */
async function apart(ms: number): Promise<TestTool> {
  const made = await aTool(on)
  made.school.clock.advance(Date.now() + ms - made.school.clock().getTime())
  made.wait(ms)
  return made
}

const told = async ({ school }: TestTool) => {
  const admin = aCaller({ school_id: school.id, role: 'admin' })
  return (await school.app.flows.ltiRegistrations.list(admin))[0]!
}
const alarms = ({ logged }: TestTool) =>
  logged.map((line) => JSON.parse(line)).filter(({ apartSeconds }) => apartSeconds !== undefined)
const codeIn = (text: string): string | undefined => /<code>[^<]*?([a-z_]+)<\/code>/.exec(text)?.[1]
const about = (seconds: number) => ({
  asymmetricMatch: (it: unknown) => Math.abs(Number(it) - seconds) <= 10,
})

describe('a clock that is off', () => {
  test.each([
    ['ahead of', 5 * minuteMs],
    ['behind', -5 * minuteMs],
  ])('[lti-K4] five minutes %s the platform is an alarm with a clear message', async (_name, ms) => {
    const made = await apart(ms)
    const { answer } = await made.launch()
    const text = await answer.text()
    expect([answer.status, codeIn(text)]).toEqual([400, 'clock_apart'])
    expect(text).toContain('are more than a minute apart')
    expect(alarms(made)).toMatchObject([{ level: 40, apartSeconds: about(300) }])
    expect(await told(made)).toMatchObject({
      ...{ clock_apart_seconds: about(300), last_launch_at: null },
      last_failure: { code: 'clock_apart' },
    })
  })

  test('[lti-K4] is an alarm also where tokens last so long that launches open', async () => {
    const made = await apart(5 * minuteMs)
    const { answer } = await made.launch((claims) => ({ ...claims, exp: Number(claims.iat) + 3600 }))
    expect(answer.status).toBe(303)
    expect(alarms(made)).toMatchObject([{ level: 40, apartSeconds: about(300) }])
    expect(await told(made)).toMatchObject({ clock_apart_seconds: about(300), last_failure: null })
    expect((await told(made)).last_launch_at).not.toBeNull()
  })

  test.each([[50_000], [-50_000], [0]])('[lti-K4] by %i ms is none', async (ms) => {
    const made = await apart(ms)
    const { answer } = await made.launch()
    expect(answer.status).toBe(303)
    expect(alarms(made)).toEqual([])
    expect((await told(made)).clock_apart_seconds).toBeLessThanOrEqual(60)
  })

  test('[lti-K4] is not proved by the token of another login, nor by one that nobody signed', async () => {
    const made = await apart(0)
    const { lms, tool, launching } = made
    const jar = new Jar()
    const old = await lms.sign(lms.claims(await made.login(jar), tool, launching))
    made.school.clock.advance(5 * minuteMs)
    made.wait(5 * minuteMs)
    const replayed = await made.back(jar, await made.login(jar), old)
    expect(codeIn(await replayed.text())).toBe('token_time')
    const asked = await made.login(jar)
    const forged = await made.back(jar, asked, `${old.split('.').slice(0, 2).join('.')}.AAAA`)
    expect(codeIn(await forged.text())).toBe('token_signature')
    expect(alarms(made)).toEqual([])
    expect((await told(made)).clock_apart_seconds).toBe(0)
  })

  test('is forgotten with the first launch after it was mended', async () => {
    const made = await apart(5 * minuteMs)
    await made.launch()
    expect((await told(made)).clock_apart_seconds).toBeGreaterThan(60)
    made.school.clock.advance(-5 * minuteMs)
    made.wait(-5 * minuteMs)
    expect((await made.launch()).answer.status).toBe(303)
    const now = await told(made)
    expect(now).toMatchObject({ clock_apart_seconds: about(0), last_failure: { code: 'clock_apart' } })
  })
})

test('[lti-K4] doctor says which platform has another clock, by its answer and by its last launch', async () => {
  const now = new Date()
  const answering = (date: Date | null): Outgoing => ({
    request: async () => ({
      ...{ status: 200, type: 'application/json', maxAgeSeconds: null, next: null, text: '{}', date },
    }),
  })
  const one = { registration_id: 'lms', school_id: 'harbour', jwks_url: 'https://lms.example/jwks' }
  const look = (clock_apart_seconds: number, date: Date | null) =>
    lookAtLti({ platforms: [{ ...one, clock_apart_seconds }], outgoing: answering(date), now })
  expect(await look(0, now)).toEqual([
    { what: 'LTI platform lms of harbour: answers; its clock and ours are 0 s apart.' },
  ])
  expect(await look(0, new Date(now.getTime() - 5 * minuteMs))).toMatchObject([
    { what: expect.stringContaining('300 s apart'), advice: expect.stringContaining('NTP') },
  ])
  expect(await look(300, null)).toMatchObject([
    { what: 'LTI platform lms of harbour: answers.' },
    { what: expect.stringContaining('300 s apart'), advice: expect.stringContaining('NTP') },
  ])
  const away: Outgoing = { request: () => Promise.reject(new Error('It does not answer.')) }
  expect(
    await lookAtLti({ platforms: [{ ...one, clock_apart_seconds: 0 }], outgoing: away, now }),
  ).toMatchObject([
    {
      what: expect.stringContaining('cannot be fetched'),
      advice: expect.stringContaining('does not answer'),
    },
  ])
})
