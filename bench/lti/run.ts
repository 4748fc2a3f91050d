// What lti.md promises in numbers: the built program on its embedded default, beside the stand-in for a learning platform.
import { execFileSync } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FakeLms, persons, startFakeLms, type Tool } from '../../src/sandbox/fake-lms/server.ts'
import { Jar } from '../../test/support/jar.ts'
import { limits } from '../limits.ts'
import { type Service, startService } from '../program.ts'
import type { Result } from '../results.ts'
import { percentile } from '../statistics.ts'

const small = { launches: 40, logins: 200 }
const full = { launches: 200, logins: 500 }
const posts = 20
const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

interface Course {
  lms: FakeLms
  tool: Tool
}

/** Launches into the demo school: how long they take, and what too many of them come to. */
export async function benchLti(scratch: string, isSmall: boolean): Promise<Result[]> {
  const plan = isSmall ? small : full
  const dataFolder = join(scratch, 'lti')
  const origin = `http://localhost:${await freePort()}`
  const tool = {
    login: `${origin}/lti/login`,
    redirectUri: `${origin}/lti/launch`,
    target: `${origin}/lti/launch`,
  }
  const lms = await startFakeLms({ tool })
  const env = {
    ...{ PORT: new URL(origin).port, SHELFTALK_PUBLIC_URL: origin },
    SHELFTALK_TRUSTED_PROXIES: 'loopback',
  }
  const start = (): Promise<Service> => startService({ dataFolder, demo: true, env })
  try {
    await (await start()).kill('SIGTERM')
    register(lms, { ...process.env, ...env, SHELFTALK_DATA: dataFolder, SHELFTALK_DEMO: '1' })
    const service = await start()
    try {
      const course = { lms, tool }
      return [
        await measureLaunches(course, plan.launches),
        await measureOneToken(course),
        ...(await measureLogins(course, plan.logins)),
      ]
    } finally {
      await service.kill('SIGTERM')
    }
  } finally {
    await lms.close()
  }
}

function register(lms: FakeLms, env: NodeJS.ProcessEnv): void {
  const lti = (...args: string[]): void => {
    execFileSync(process.execPath, [program, 'lti', 'demo', ...args], { env, stdio: 'pipe' })
  }
  lti(
    ...['add', 'bench', `issuer=${lms.url}`, `client_id=${lms.clientId}`, `auth_url=${lms.authUrl}`],
    ...[`token_url=${lms.url}/token`, `jwks_url=${lms.jwksUrl}`, `frame_origins=${lms.url}`],
  )
  lti('approve', 'bench', 'deployment=1')
  lti('on', 'bench')
}

let people = 0
/** A launch of a student whom nobody saw before, up to the token. */
async function ready({ lms, tool }: Course): Promise<{ jar: Jar; fields: Record<string, string> }> {
  const jar = new Jar()
  const launching = { person: { ...persons.ada, sub: `bench-${++people}` }, deploymentId: '1' }
  const hop = await login(jar, { lms, tool }, { launching, address: `10.1.${people >> 8}.${people & 255}` })
  const away = await jar.ask(new URL(hop.headers.get('location') ?? '', tool.login).href)
  const asked = new URL(away.headers.get('location') ?? '').searchParams
  const token = await lms.sign(lms.claims(asked, tool, launching))
  return { jar, fields: { state: asked.get('state') ?? '', id_token: token } }
}

const login = (
  jar: Jar,
  { lms, tool }: Course,
  { launching, address }: { launching: Parameters<FakeLms['loginFields']>[1]; address: string },
): Promise<Response> => jar.post(tool.login, lms.loginFields(tool, launching), { 'x-forwarded-for': address })

/** From the token to the whole page with the student's own picks. */
async function measureLaunches(course: Course, count: number): Promise<Result> {
  const took: number[] = []
  for (let n = 0; n <= count; n++) {
    const { jar, fields } = await ready(course)
    const startedMs = performance.now()
    const opened = await jar.post(course.tool.redirectUri, fields)
    const shown = await jar.ask(new URL(opened.headers.get('location') ?? '', course.tool.login).href)
    const text = await shown.text()
    if (!text.includes('<article>')) throw new Error(`a launch showed no books: ${shown.status} ${text}`)
    // The first one fetches the keys of the platform.
    if (n > 0) took.push(performance.now() - startedMs)
  }
  const limit = { atMost: limits.launchP95Ms }
  return { what: 'launch, from the token to the page, p95', value: percentile(took, 0.95), unit: 'ms', limit }
}

async function measureOneToken(course: Course): Promise<Result> {
  const { jar, fields } = await ready(course)
  const all = await Promise.all(
    Array.from({ length: posts }, () => jar.post(course.tool.redirectUri, fields)),
  )
  const value = all.filter(({ status }) => status === 303).length
  const limit = { atMost: limits.launchesOfOneToken }
  return { what: `sessions of one token, posted ${posts} times at once`, value, unit: '', limit }
}

/** Everybody behind one address at once; then a class behind another. */
async function measureLogins(course: Course, count: number): Promise<Result[]> {
  const launching = { person: persons.ada, deploymentId: '1' }
  const begun = async (address: string, wanted: number): Promise<number> => {
    const all = await Promise.all(
      Array.from({ length: wanted }, () => login(new Jar(), course, { launching, address })),
    )
    return all.filter(({ status }) => status === 303).length
  }
  const ofClass = 40
  return [
    {
      ...{ what: `launches begun of ${count} from one address`, value: await begun('10.2.0.1', count) },
      ...{ unit: '', limit: { atMost: limits.launchesOfOneAddress } },
    },
    {
      ...{ what: `launches begun of a class of ${ofClass} behind another`, unit: '' },
      ...{ value: await begun('10.2.0.2', ofClass), limit: { atLeast: ofClass } },
    },
  ]
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
