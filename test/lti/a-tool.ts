import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createMemoryRateCounter } from '../../src/core/adapters/memory/rate-counter.ts'
import { createOutgoing } from '../../src/core/adapters/outgoing/guarded.ts'
import type { RateCounter } from '../../src/core/ports/rate-counter.ts'
import type { LtiFlows } from '../../src/lti/flows.ts'
import { createLtiSurface } from '../../src/lti/surface.ts'
import {
  type FakeLms,
  type Launching,
  persons,
  startFakeLms,
  type Tool,
} from '../../src/sandbox/fake-lms/server.ts'
import { logInto } from '../support/a-log.ts'
import type { Ground } from '../support/a-school.ts'
import { aSchool, type TestSchool } from '../support/a-school.ts'
import { aBook, aCaller } from '../support/builders.ts'
import { Jar } from '../support/jar.ts'

export { Jar }

/** Says where others see what listens on a port. */
type SeenAt = (port: number) => Promise<string>

export interface TestTool {
  school: TestSchool
  lms: FakeLms
  tool: Tool
  origin: string
  logged: string[]
  /** What the jobs of its school log. */
  jobLog: string[]
  /** Moves the tool's clock; the platform's stays. */
  wait(ms: number): void
  launching: Launching
  /** Begins a launch in this browser, to the platform; answers what the tool asks for there. */
  login(jar: Jar, more?: { launching?: Launching; fields?: Record<string, string> }): Promise<URLSearchParams>
  /** Brings a token back. */
  back(jar: Jar, asked: URLSearchParams, token: string): Promise<Response>
  /** A launch that holds, changed as the test wants; answers what came of it. */
  launch(
    change?: (claims: Record<string, unknown>) => Record<string, unknown>,
    more?: { jar?: Jar; launching?: Launching },
  ): Promise<{ answer: Response; jar: Jar; asked: URLSearchParams }>
  sessions(): Promise<number>
  /** Another process of the same tool, which keeps nothing in common but the database; answers where it listens. */
  instance(change?: (flows: LtiFlows, rateCounter: RateCounter) => [LtiFlows, RateCounter]): Promise<string>
}

/**
 * A school with some books, a platform that it registered, and the tool between them, until the test ends. Without `cookies`
 * the tool answers as if no browser kept any.
 */
export async function aTool(
  on: Ground,
  {
    cookies = true,
    timeoutMs = 500,
    sites,
  }: {
    cookies?: boolean
    timeoutMs?: number
    /** Where the tool and the platform are seen, when that is not where they listen. */
    sites?: { tool: SeenAt; platform: SeenAt; certificate: string }
  } = {},
): Promise<TestTool> {
  const outgoing = createOutgoing({ opensLoopback: true, timeoutMs, ...(sites && { ca: sites.certificate }) })
  const jobLog: string[] = []
  const log = logInto(jobLog)
  const school = await aSchool(on, { around: { outgoing }, log })
  await school.books(
    Array.from({ length: 12 }, (_, k) =>
      aBook({ book_id: `b${k}`, title: `Title ${k}`, authors: [`Author ${k}`] }),
    ),
  )
  const logged: string[] = []
  let waited = 0
  let handle: ReturnType<typeof createLtiSurface>['handle'] = async () => false
  const here = await listening((req, res) => {
    if (!cookies) forgetCookies(res)
    return handle(req, res)
  })
  const origin = sites === undefined ? here : await sites.tool(Number(new URL(here).port))
  const tool = {
    login: `${origin}/lti/login`,
    redirectUri: `${origin}/lti/launch`,
    target: `${origin}/lti/launch`,
    deepLink: `${origin}/lti/deep-link`,
  }
  const lms = await startFakeLms({
    ...{ tool, toolKeys: `${here}/lti/jwks` },
    ...(sites && { seenAt: sites.platform }),
  })
  onTestFinished(() => lms.close())
  const surface = (flows: LtiFlows, rateCounter: RateCounter) =>
    createLtiSurface(flows, {
      ...{ origin, rateCounter, outgoing },
      clock: () => new Date(Date.now() + waited),
      log: logInto(logged),
      addressOf: (req) => String(req.headers['x-test-address'] ?? 'somewhere'),
    })
  handle = surface(school.app.flows, createMemoryRateCounter()).handle
  const admin = aCaller({ school_id: school.id, role: 'admin', person_id: 'admin', caller_id: 'admin' })
  const registration_id = `lms-${school.id}`
  await school.app.flows.ltiRegistrations.register(admin, {
    ...{ registration_id, issuer: lms.url, client_id: lms.clientId, family: 'other' },
    ...{ auth_url: lms.authUrl, token_url: lms.services.tokenUrl, jwks_url: lms.jwksUrl },
    ...{ frame_origins: [lms.url], require_sub: false },
  })
  await school.app.flows.ltiRegistrations.setState(admin, registration_id, { state: 'active' })
  await school.app.flows.ltiRegistrations.approve(admin, registration_id, '1')
  const launching: Launching = { person: persons.ada, deploymentId: '1' }
  const made: TestTool = {
    ...{ school, lms, tool, origin, logged, jobLog, launching },
    wait: (ms) => {
      waited += ms
    },
    async login(jar, { launching: wanted = launching, fields = {} } = {}) {
      const hop = await jar.post(tool.login, { ...lms.loginFields(tool, wanted), ...fields })
      const away = await jar.ask(new URL(hop.headers.get('location') ?? '', origin).href)
      return new URL(away.headers.get('location') ?? 'http://nowhere').searchParams
    },
    back: (jar, asked, id_token) => jar.post(tool.redirectUri, { state: asked.get('state') ?? '', id_token }),
    async launch(change = (claims) => claims, { jar = new Jar(), launching: wanted = launching } = {}) {
      const asked = await made.login(jar, { launching: wanted })
      const token = await lms.sign(change(lms.claims(asked, tool, wanted)))
      return { answer: await made.back(jar, asked, token), jar, asked }
    },
    instance: (change = (...same) => same) =>
      listening(surface(...change(school.app.flows, createMemoryRateCounter())).handle),
    sessions: async () =>
      (await school.sql<{ n: number }>('select count(*)::int as n from lti_session'))[0]!.n,
  }
  return made
}

function forgetCookies(res: ServerResponse): void {
  const set = res.setHeader.bind(res)
  res.setHeader = (name, value) => (name === 'Set-Cookie' ? res : set(name, value))
}

async function listening(handle: ReturnType<typeof createLtiSurface>['handle']): Promise<string> {
  const server = createServer(
    (req, res) => void handle(req, res).then((isDone) => isDone || res.writeHead(404).end()),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
