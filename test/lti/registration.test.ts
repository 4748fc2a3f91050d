import type { RequestListener } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createMemoryRateCounter } from '../../src/core/adapters/memory/rate-counter.ts'
import { createOutgoing } from '../../src/core/adapters/outgoing/guarded.ts'
import type { Caller } from '../../src/core/domain/people/permissions.ts'
import type { Outgoing } from '../../src/core/ports/outgoing.ts'
import { createLog } from '../../src/log.ts'
import { scopes as agsScopes } from '../../src/lti/advantage/scopes.ts'
import { createLtiSurface } from '../../src/lti/surface.ts'
import { type FakeLms, startFakeLms } from '../../src/sandbox/fake-lms/server.ts'
import { aListener } from '../support/a-listener.ts'
import { ground } from '../support/a-school.ts'
import { aCaller } from '../support/builders.ts'
import { aTool, type TestTool } from './a-tool.ts'

const on = ground()

interface Trying extends TestTool {
  /** A platform that is not registered yet; the one of `lms` is, by hand. */
  platform: FakeLms
  admin: Caller
  /** The address for an admin to paste. */
  address(): Promise<string>
  /** Registers by an address, as the browser of an admin does, with what a platform puts behind it. */
  register(address?: string, change?: (url: URL) => void): Promise<{ answer: Response; text: string }>
  list(): ReturnType<TestTool['school']['app']['flows']['ltiRegistrations']['list']>
}

async function trying(): Promise<Trying> {
  const tool = await aTool(on)
  const { school, origin } = tool
  await school.staff({ person_id: 'boss', role: 'admin', name: 'Mr. Stack', email: 'boss@school.example' })
  const admin = aCaller({ school_id: school.id, role: 'admin', person_id: 'boss', caller_id: 'boss' })
  const platform = await startFakeLms()
  onTestFinished(() => platform.close())
  const { ltiRegistrations } = school.app.flows
  const address = async () =>
    `${origin}/lti/register/${(await ltiRegistrations.newInvite(admin, nothing)).code}`
  return {
    ...{ ...tool, platform, admin, address },
    async register(to, change = () => {}) {
      const url = new URL(platform.registrations.startUrl(to ?? (await address())))
      change(url)
      const answer = await fetch(url)
      return { answer, text: await answer.text() }
    },
    list: () => ltiRegistrations.list(admin),
  }
}

const nothing = { roster: false, scores: false }

const codeIn = (text: string): string | undefined => /<code>[^<]*?([a-z_]+)<\/code>/.exec(text)?.[1]

/** A plain page with a code, and nothing written. */
async function expectRefused(
  one: Trying,
  { answer, text }: { answer: Response; text: string },
  code: string,
): Promise<void> {
  expect([answer.status, codeIn(text)]).toEqual([code === 'too_many' ? 429 : 400, code])
  expect(answer.headers.getSetCookie()).toEqual([])
  expect(await one.list()).toMatchObject([{ registration_id: `lms-${one.school.id}`, state: 'active' }])
  expect(await one.sessions()).toBe(0)
}

describe('a platform registers by an invite', () => {
  test.each([['moodle'], ['canvas']] as const)(
    'with the manners of %s: it waits, with what it told and who may frame us, until an admin approves',
    async (manners) => {
      const one = await trying()
      one.platform.registrations.manners = manners
      const { answer, text } = await one.register()
      expect(answer.status, text).toBe(200)
      const [, found] = await one.list()
      expect(found).toMatchObject({
        ...{ issuer: one.platform.url, client_id: one.platform.clientId, state: 'waiting', family: manners },
        ...{ auth_url: one.platform.authUrl, jwks_url: one.platform.jwksUrl, require_sub: false },
        ...{ frame_origins: [one.platform.url], withheld: [], last_launch_at: null },
        shown_name: manners === 'canvas' ? 'Harbour School' : new URL(one.platform.url).host,
        deployments: manners === 'canvas' ? [] : [{ deployment_id: '1', state: 'waiting' }],
      })
      expect(await one.school.app.flows.connections.listConnections(one.admin)).toContainEqual(
        expect.objectContaining({ tenant: found?.registration_id, state: 'waiting' }),
      )
      const { sent } = one.platform.registrations.tool!
      expect(sent).toMatchObject({ redirect_uris: [`${one.origin}/lti/launch`], scope: '' })
      expect(JSON.stringify(sent)).not.toMatch(/"(name|given_name|family_name|email|picture)"/)
    },
  )

  test('[lti-Y15] without a token of the platform', async () => {
    const one = await trying()
    one.platform.registrations.givesToken = false
    const { answer } = await one.register()
    expect(answer.status).toBe(200)
    expect(await one.list()).toHaveLength(2)
  })

  test('[lti-R1] an invite that is missing, invented, over, used or of nobody any more is refused, and nothing is fetched', async () => {
    const one = await trying()
    const asked = one.platform.registrations.asked
    for (const code of ['', 'shelf_invented', '%00'])
      await expectRefused(
        one,
        await one.register(`${one.origin}/lti/register/${code || ''}`),
        'invite_unknown',
      )
    const old = await one.address()
    one.school.clock.advance(3_600_001)
    await expectRefused(one, await one.register(old), 'invite_unknown')
    expect(asked).toEqual({ configuration: 0, registration: 0 })
    const used = await one.address()
    one.platform.registrations.says = { issuer: 'https://elsewhere.example' }
    await expectRefused(one, await one.register(used), 'registration_foreign')
    one.platform.registrations.says = {}
    await expectRefused(one, await one.register(used), 'invite_unknown')
    const theirs = await one.address()
    await one.school.leave('boss')
    await expectRefused(one, await one.register(theirs), 'invite_unknown')
  })

  test.each([
    ['moodle', [agsScopes.roster, agsScopes.score, agsScopes.results]],
    ['canvas', [agsScopes.roster, agsScopes.score]],
  ] as const)(
    'asks %s for what its invite wants, which is on then, and tells what was withheld',
    async (manners, wanted) => {
      const one = await trying()
      const { registrations } = one.platform
      registrations.manners = manners
      registrations.answers = { scope: agsScopes.roster }
      const both = { roster: true, scores: true }
      const { code } = await one.school.app.flows.ltiRegistrations.newInvite(one.admin, both)
      expect((await one.register(`${one.origin}/lti/register/${code}`)).answer.status).toBe(200)
      expect(registrations.tool?.sent.scope).toBe(wanted.join(' '))
      const found = (await one.list())[1]
      expect(found?.withheld).toEqual(wanted.slice(1))
      const state = await one.school.app.flows.ltiServices.state(one.admin, found?.registration_id ?? '')
      expect(state).toMatchObject(both)
    },
  )

  test('an admin tests the connection: keys that are there, that are away, and a clock that is wrong', async () => {
    const one = await trying()
    const { ltiRegistrations } = one.school.app.flows
    const check = () => ltiRegistrations.check(one.admin, `lms-${one.school.id}`)
    one.school.clock.advance(Date.now() - one.school.clock().getTime())
    expect(await check()).toMatchObject({ failure: null })
    one.lms.jwksAnswer = { status: 200, type: 'text/html', text: '<html>' }
    expect(await check()).toEqual({ failure: 'platform_keys_away', clock_apart_seconds: null })
    one.lms.jwksAnswer = null
    one.school.clock.advance(300_000)
    const late = await check()
    expect(late.failure).toBe('clock_apart')
    expect(Math.abs((late.clock_apart_seconds ?? 0) - 300)).toBeLessThan(5)
    await expect(ltiRegistrations.check(one.admin, 'else')).rejects.toMatchObject({ code: 'not_found' })
    const teacher = { ...one.admin, role: 'teacher' as const }
    await expect(ltiRegistrations.check(teacher, 'else')).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('[lti-R1] of many uses of one invite at once one registers', async () => {
    const one = await trying()
    const address = await one.address()
    const all = await Promise.all(Array.from({ length: 5 }, () => one.register(address)))
    expect(all.map(({ answer }) => answer.status).sort()).toEqual([200, 400, 400, 400, 400])
    expect(await one.list()).toHaveLength(2)
  })

  test('invites are for an admin who signed in, few at a time, and lie in no table as they are', async () => {
    const one = await trying()
    const { ltiRegistrations } = one.school.app.flows
    for (const role of ['teacher', 'librarian', 'service'] as const)
      await expect(ltiRegistrations.newInvite({ ...one.admin, role }, nothing)).rejects.toMatchObject({
        code: 'forbidden',
      })
    await expect(
      ltiRegistrations.newInvite({ ...one.admin, person_id: null }, nothing),
    ).rejects.toMatchObject({
      code: 'forbidden',
    })
    const { code } = await ltiRegistrations.newInvite(one.admin, nothing)
    expect(JSON.stringify(await one.school.sql('select * from lti_invite'))).not.toContain(code)
    for (let made = 1; made < 20; made++) await ltiRegistrations.newInvite(one.admin, nothing)
    await expect(ltiRegistrations.newInvite(one.admin, nothing)).rejects.toMatchObject({ code: 'conflict' })
    one.school.clock.advance(3_600_001)
    await ltiRegistrations.newInvite(one.admin, nothing)
  })

  test('an address may try so often and no more, whatever it brings', async () => {
    const one = await trying()
    for (let tried = 0; tried < 10; tried++) await one.register(`${one.origin}/lti/register/guess-${tried}`)
    await expectRefused(one, await one.register(), 'too_many')
  })

  test('[lti-R2] a configuration that speaks for another host is refused', async () => {
    const one = await trying()
    const { port } = new URL(one.platform.url)
    const foreign = [
      ...['https://canvas.instructure.com', 'https://moodle.school.example', `http://localhost:${port}`],
      ...['http://127.0.0.1', 'not an address', `${one.platform.url}@evil.example`],
      ...[`http://somebody@127.0.0.1:${port}`, `http://127.0.0.1;sandbox:${port}`],
    ]
    for (const issuer of foreign) {
      one.platform.registrations.says = { issuer }
      const tried = await one.register()
      expect({ issuer, code: codeIn(tried.text) }).toEqual({ issuer, code: 'registration_foreign' })
      await expectRefused(one, tried, 'registration_foreign')
    }
    expect(one.platform.registrations.asked.registration).toBe(0)
  })

  test('[lti-R4] a client that is registered stays as it is', async () => {
    const one = await trying()
    const before = JSON.stringify(await one.school.sql('select * from lti_registration'))
    const url = one.lms.registrations.startUrl(await one.address())
    const answer = await fetch(url)
    await expectRefused(one, { answer, text: await answer.text() }, 'registration_exists')
    expect(JSON.stringify(await one.school.sql('select * from lti_registration'))).toBe(before)
  })

  test('[lti-R4] neither does a client of another school', async () => {
    const one = await trying()
    const other = await one.school.neighbour()
    await other.staff({ person_id: 'their-boss', role: 'admin', name: 'Ms. Ode', email: 'o@school.example' })
    const them = aCaller({ school_id: other.id, role: 'admin', person_id: 'their-boss' })
    const { ltiRegistrations } = one.school.app.flows
    const { code } = await ltiRegistrations.newInvite(them, nothing)
    const answer = await fetch(one.lms.registrations.startUrl(`${one.origin}/lti/register/${code}`))
    await expectRefused(one, { answer, text: await answer.text() }, 'registration_exists')
    expect(await ltiRegistrations.list(them)).toEqual([])
  })

  test.each(['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'registration_endpoint'])(
    '[lti-R5] %s on a foreign host is refused, and nothing is sent there',
    async (name) => {
      const one = await trying()
      const { port } = new URL(one.platform.url)
      const elsewhere = [
        'https://evil.example/x',
        `http://localhost:${port}/x`,
        'https://x.instructure.com/x',
      ]
      for (const url of elsewhere) {
        one.platform.registrations.says = { [name]: url }
        await expectRefused(one, await one.register(), 'registration_foreign')
      }
      one.platform.registrations.says = { [name]: 'no address' }
      await expectRefused(one, await one.register(), 'registration_configuration')
      expect(one.platform.registrations.asked.registration).toBe(0)
    },
  )

  test('[lti-R6] launches are refused until an admin approves', async () => {
    const one = await trying()
    await one.register()
    const { platform, tool, launching, school, admin } = one
    const login = () =>
      fetch(tool.login, {
        method: 'POST',
        body: form(platform.loginFields(tool, launching)),
        redirect: 'manual',
      })
    const refused = await login()
    expect([refused.status, codeIn(await refused.text())]).toEqual([403, 'platform_waiting'])
    const found = (await one.list()).find(({ issuer }) => issuer === platform.url)!
    for (const role of ['teacher', 'librarian', 'service', 'student'] as const)
      await expect(
        school.app.flows.ltiRegistrations.setState({ ...admin, role }, found.registration_id, {
          state: 'active',
        }),
      ).rejects.toMatchObject({ code: 'forbidden' })
    await school.app.flows.ltiRegistrations.setState(admin, found.registration_id, {
      ...{ state: 'active', frame_origins: [platform.url] },
    })
    expect((await login()).status).toBe(303)
    expect((await one.list())[1]?.deployments).toEqual([{ deployment_id: '1', state: 'approved' }])
    await school.app.flows.ltiRegistrations.setState(admin, found.registration_id, { state: 'off' })
    expect((await login()).status).toBe(403)
  })

  test('[lti-R7] what a platform calls itself is shown as letters', async () => {
    const one = await trying()
    const name = '<script>alert(1)</script>\u202e<img src=x onerror=alert(1)>'
    one.platform.registrations.manners = 'canvas'
    one.platform.registrations.says = {
      'https://purl.imsglobal.org/spec/lti-platform-configuration': {
        ...{ product_family_code: 'canvas', 'https://canvas.instructure.com/lti/account_name': name },
      },
    }
    const { text, answer } = await one.register()
    expect(text).toContain('&#60;script&#62;alert(1)')
    expect(text).not.toMatch(/<script>alert|<img|\u202e/)
    expect(answer.headers.get('content-security-policy')).toMatch(/script-src 'nonce-/)
    expect(answer.headers.get('content-security-policy')).not.toContain('unsafe-inline')
  })

  test('[lti-R8] the message that closes the window is for the platform alone', async () => {
    const one = await trying()
    const { text, answer } = await one.register()
    const [, origins = ''] = /for\(const origin of (\[[^\]]*\])\)/.exec(text) ?? []
    expect(JSON.parse(origins)).toEqual([one.platform.url])
    expect(text).toContain("postMessage({subject:'org.imsglobal.lti.close'},origin)")
    expect(text).not.toMatch(/postMessage\([^)]*'\*'/)
    expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors ${one.platform.url};`)
  })

  test.each([
    ['no client', { client_id: undefined }],
    ['a client that is a number', { client_id: 7 }],
    ['a client that is too long', { client_id: 'x'.repeat(256) }],
  ])('an answer with %s registers nothing', async (_name, answers) => {
    const one = await trying()
    one.platform.registrations.answers = answers
    await expectRefused(one, await one.register(), 'registration_refused')
  })
})

const form = (fields: Record<string, string>) => new URLSearchParams(fields)

/** A tool under a public name, with an outgoing client of the test's; answers where it listens. */
async function publicTool({ school }: Trying, outgoing: Outgoing): Promise<string> {
  const surface = createLtiSurface(school.app.flows, {
    ...{ origin: 'https://tool.example', outgoing, rateCounter: createMemoryRateCounter() },
    ...{ clock: school.clock, log: createLog('silent'), addressOf: () => 'somewhere' },
  })
  return aListener((req, res) => void surface.handle(req, res))
}

async function tryConfiguration(one: Trying, at: string, url: string) {
  const { code } = await one.school.app.flows.ltiRegistrations.newInvite(one.admin, nothing)
  const answer = await fetch(`${at}/lti/register/${code}?${form({ openid_configuration: url })}`)
  return { answer, text: await answer.text() }
}

describe('[lti-R3] a configuration is fetched from public addresses by https only', () => {
  test('[lti-R3] http, this machine, private networks, and names that lead there are refused before a connection', async () => {
    const one = await trying()
    let connections = 0
    const here = await aListener((_req, res) => {
      connections++
      res.end('{}')
    })
    const { port } = new URL(here)
    const resolver = ((_name: string, _options: unknown, answer: (e: null, all: object[]) => void) =>
      answer(null, [{ address: '127.0.0.1', family: 4 }])) as never
    const at = await publicTool(one, createOutgoing({ resolver }))
    const forbidden = [
      ...[here, `https://127.0.0.1:${port}/`, `https://localhost:${port}/`, `https://[::1]:${port}/`],
      ...['https://10.0.0.1/', 'https://169.254.169.254/latest/', `https://rebind.example:${port}/`],
      ...['http://moodle.school.example/', 'file:///etc/passwd', 'javascript:1', 'nothing'],
    ]
    for (const [at_, url] of forbidden.slice(0, 9).map((url) => [at, url] as const))
      await expectRefused(one, await tryConfiguration(one, at_, url), 'registration_configuration')
    const another = await publicTool(one, createOutgoing({ resolver }))
    for (const url of forbidden.slice(9))
      await expectRefused(one, await tryConfiguration(one, another, url), 'registration_configuration')
    expect(connections).toBe(0)
  })

  test('[lti-R3] a redirect, ten megabytes, an answer that never ends, HTML and an error are refused', async () => {
    const one = await trying()
    let led = 0
    const away = await aListener((_req, res) => {
      led++
      res.end('{}')
    })
    const answers: RequestListener[] = [
      (_req, res) => res.writeHead(302, { Location: away }).end(),
      (_req, res) => res.end('x'.repeat(10_000_000)),
      (_req, res) => void res.write('{'),
      (_req, res) => res.end('<html></html>'),
      (_req, res) => res.writeHead(500).end('{}'),
    ]
    for (const answer of answers) {
      const url = await aListener(answer)
      await expectRefused(one, await tryConfiguration(one, one.origin, url), 'registration_configuration')
    }
    expect(led).toBe(0)
  })
})

describe('a platform that many schools share', () => {
  /** Leads the hosts of hosted Canvas to the stand-in, and notes what goes where. */
  const leading = (platform: FakeLms, went: string[]): Outgoing => {
    const outgoing = createOutgoing({ opensLoopback: true })
    return {
      request(asked) {
        const { host, pathname, search } = new URL(asked.url)
        went.push(
          `${asked.method} ${host} ${asked.headers?.Authorization === undefined ? 'no' : 'its'} token`,
        )
        return outgoing.request({ ...asked, url: `${platform.url}${pathname}${search}` })
      },
    }
  }
  const hosted = (issuer: string, school: string) => ({
    ...{ issuer, authorization_endpoint: 'https://sso.canvaslms.com/api/lti/authorize_redirect' },
    ...{ jwks_uri: 'https://sso.canvaslms.com/api/lti/security/jwks' },
    ...{ token_endpoint: 'https://sso.canvaslms.com/login/oauth2/token' },
    registration_endpoint: `${school}/registration/tools`,
  })
  const begin = async (says: Record<string, unknown>, configuration: string) => {
    const one = await trying()
    one.platform.registrations.manners = 'canvas'
    one.platform.registrations.says = says
    const went: string[] = []
    const at = await publicTool(one, leading(one.platform, went))
    const { code } = await one.school.app.flows.ltiRegistrations.newInvite(one.admin, nothing)
    const url = new URL(one.platform.registrations.startUrl(`${at}/lti/register/${code}`))
    url.searchParams.set('openid_configuration', `${configuration}/registration/openid-configuration`)
    const answer = await fetch(url)
    return { one, went, answer, text: await answer.text() }
  }

  test('[lti-R2] is taken where configuration and issuer stand on its hosts, with its token both times', async () => {
    const says = hosted('https://canvas.instructure.com', 'https://harbour.instructure.com')
    for (const configuration of ['https://canvas.instructure.com', 'https://sso.canvaslms.com']) {
      const { one, went, answer, text } = await begin(says, configuration)
      expect(answer.status, text).toBe(200)
      const host = new URL(configuration).host
      expect(went).toEqual([`GET ${host} its token`, 'POST harbour.instructure.com its token'])
      const found = (await one.list()).find(({ family }) => family === 'canvas')
      expect(found).toMatchObject({
        ...{ issuer: 'https://canvas.instructure.com', state: 'waiting', shown_name: 'Harbour School' },
        ...{ frame_origins: ['https://harbour.instructure.com'], deployments: [] },
      })
      const [, origins = ''] = /for\(const origin of (\[[^\]]*\])\)/.exec(text) ?? []
      expect(JSON.parse(origins)).toContain('https://harbour.instructure.com')
      expect(answer.headers.get('content-security-policy')).toContain('https://*.instructure.com')
    }
  })

  test('[lti-R2] [lti-R5] is refused where beta speaks for it, and where it registers elsewhere', async () => {
    const says = hosted('https://canvas.instructure.com', 'https://harbour.instructure.com')
    const beta = await begin(says, 'https://canvas.beta.instructure.com')
    await expectRefused(beta.one, beta, 'registration_foreign')
    const elsewhere = hosted('https://canvas.instructure.com', 'https://evil-instructure.com')
    const away = await begin(elsewhere, 'https://canvas.instructure.com')
    await expectRefused(away.one, away, 'registration_foreign')
    expect(away.went).toHaveLength(1)
  })
})
