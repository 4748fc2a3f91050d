import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type BuiltImage, buildImage, isHealthy, startedAs } from '../manifests/built-image.ts'
import {
  containerOf,
  environmentOf,
  readCompose,
  readDockerfile,
  readObjects,
} from '../manifests/deployment.ts'
import { serverAddress } from '../support/database.ts'
import { repository } from '../support/repository.ts'

/**
 * Every command that docker-compose.yml and manifests/kubernetes would run in a container, run without one, as the
 * image's user in the image's files. Only addresses are others.
 */
const run = promisify(execFile)
const { services } = readCompose()
const { entrypoint } = readDockerfile()

const buildMs = 300_000
const startMs = 60_000
const own = `deploy_${randomBytes(4).toString('hex')}`
const key = `shelf_${randomBytes(12).toString('hex')}`
const running: ChildProcess[] = []
const folders: string[] = []
let image: BuiltImage

beforeAll(async () => {
  await onServer(`create database ${own}`)
  image = await buildImage()
}, buildMs)

afterAll(async () => {
  await Promise.all(running.map(stop))
  await onServer(`drop database ${own} with (force)`)
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
  await image.remove()
})

describe('the image', () => {
  test('alone, with a folder that it may write to, is the embedded demo school', async () => {
    const data = await newFolder('data')
    await run('chmod', ['a+rwx', data])
    const environment = { HOST: '127.0.0.1', PORT: await freePort(), SHELFTALK_DATA: data }
    const started = start([], environment)
    await healthy(environment)
    await vi.waitFor(() => expect(started.said()).toMatch(/Demo school/), startMs)
    expect(await stop(started.process)).toBe(0)
  }, 120_000)
})

describe('the servers', () => {
  test('are prepared so that the product can log in and change into its roles, and nothing more', async () => {
    const roles = await onServer(
      `select rolname, rolcanlogin, rolsuper or rolbypassrls or rolcreaterole as mighty,
         pg_has_role('shelftalk', oid, 'set') as can_become, pg_has_role('shelftalk', oid, 'usage') as has_rights_of
       from pg_roles where rolname like 'shelftalk%' order by 1`,
    )
    const row = (rolname: string, own: boolean) => ({
      ...{ rolname, rolcanlogin: own, mighty: false, can_become: true, has_rights_of: own },
    })
    expect(roles).toEqual([
      row('shelftalk', true),
      row('shelftalk_app', false),
      row('shelftalk_system', false),
    ])
  })

  test.each(['postgres', 'redis', 'kafka'])('tell that they are well by the check of %s', async (name) => {
    const [, program = '', ...args] = services[name]?.healthcheck?.test ?? []
    const { POSTGRES_BIN = '', REDIS_BIN = '', REDIS_URL = '', KAFKA_BROKERS = '' } = process.env
    const [host = '', port = ''] = KAFKA_BROKERS.split(':')
    const PATH = [POSTGRES_BIN, REDIS_BIN, process.env.PATH].join(':')
    const here = args.map((arg) => arg.replace('/127.0.0.1/9092', `/${host}/${port}`))
    if (name === 'redis') here.unshift('-u', REDIS_URL)
    const env = { ...process.env, PATH, PGPORT: new URL(serverAddress()).port }
    const { stdout } = await run(program, here, { env })
    expect(stdout.trim()).toBe(name === 'redis' ? 'PONG' : '')
    const nowhere = here.map((arg) => arg.replace(port, '1').replace(new URL(REDIS_URL).port, '1'))
    await expect(run(program, nowhere, { env: { ...env, PGPORT: '1' } })).rejects.toThrow()
  })
})

describe('docker compose up', () => {
  const api = { SHELFTALK_TRUSTED_PROXIES: '127.0.0.1' }
  let proxy: string
  let apis: string[]
  let workers: string[]

  test('migrates, makes the demo school, and does nothing when it is done again', async () => {
    const first = start(services.migrate!.command, at('migrate', { SHELFTALK_DEMO_KEY: key }))
    expect(await ended(first.process), first.said()).toBe(0)
    expect(first.said()).toMatch(/^School demo:/m)
    const second = start(services.migrate!.command, at('migrate', { SHELFTALK_DEMO_KEY: key }))
    expect(await ended(second.process), second.said()).toBe(0)
    expect(second.said()).toMatch(/at this version/)
  }, 180_000)

  test('starts two api and two worker processes that become healthy, and the proxy', async () => {
    apis = await Promise.all([startAt('api', api), startAt('api', api)])
    workers = await Promise.all([startAt('worker'), startAt('worker')])
    proxy = await startProxy(new URL(apis[0]!).port)
    await vi.waitFor(async () => expect((await fetch(`${proxy}/health/live`)).status).toBe(200), startMs)
  }, 180_000)

  test('answers the probes of Kubernetes in both roles, and requests of people in one', async () => {
    for (const object of readObjects('base/api.yaml', 'base/worker.yaml').filter(
      ({ kind }) => kind === 'Deployment',
    )) {
      const { livenessProbe, readinessProbe, startupProbe } = containerOf(object)
      const [url] = object.metadata.name === 'api' ? apis : workers
      for (const probe of [livenessProbe, readinessProbe, startupProbe])
        expect((await fetch(`${url}${probe?.httpGet?.path}`)).status, object.metadata.name).toBe(200)
    }
    expect((await fetch(`${workers[0]}/recommendations/demo-s-001`)).status).toBe(404)
  })

  test('serves the demo school through the proxy, and works on what it is told', async () => {
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
    const list = await fetch(`${proxy}/recommendations/demo-s-001?limit=3`, { headers })
    expect(list.status).toBe(200)
    const { items } = (await list.json()) as { items: { book: { book_id: string } }[] }
    expect(items).toHaveLength(3)
    const vote = { student_id: 'demo-s-001', book_id: items[0]!.book.book_id, vote: 'down' }
    const given = await fetch(`${proxy}/feedback`, { method: 'POST', headers, body: JSON.stringify(vote) })
    expect(given.status).toBe(202)
    await vi.waitFor(async () => {
      const ready = await fetch(`${apis[1]}/health/ready`, { headers })
      expect(await ready.json()).toMatchObject({ pending_events: 0 })
    }, startMs)
  })

  test('keeps the numbers of the operators behind the proxy', async () => {
    expect((await fetch(`${proxy}/metrics`, { headers: { Authorization: `Bearer ${key}` } })).status).toBe(
      404,
    )
    // What the bus takes too long to tell is left out of one answer, and told in a later one.
    await vi.waitFor(async () => {
      expect(await (await fetch(`${workers[0]}/metrics`)).text()).toMatch(
        /^shelftalk_consumer_lag\{topic="feedback"\} 0$/m,
      )
    }, startMs)
  })

  test('is found well by the doctor', async () => {
    const doctor = start(['doctor'], at('api', api))
    expect(await ended(doctor.process), doctor.said()).toBe(0)
  }, 60_000)

  test('stops each process with code 0 when it is told to', async () => {
    expect(await Promise.all(running.filter((one) => one.exitCode === null).map(stop))).toEqual([
      0, 0, 0, 0, 0,
    ])
  }, 60_000)
})

/** The environment of a service as Compose makes it, at the addresses of the servers that are here. */
function at(service: string, more: Record<string, string> = {}): Record<string, string> {
  const { REDIS_URL = '', KAFKA_BROKERS = '' } = process.env
  const database = new URL(serverAddress())
  database.pathname = own
  return {
    ...environmentOf(services[service]!),
    ...{ DATABASE_URL: database.href, REDIS_URL, KAFKA_BROKERS, KAFKA_TOPIC_PREFIX: `${own}.` },
    ...{ HOST: '127.0.0.1', ...more },
  }
}

function start(command: readonly string[], environment: Record<string, string>): Started {
  const [program = '', ...args] = entrypoint
  return launched(spawn(program, [...args, ...command], startedAs(image, environment)))
}

interface Started {
  process: ChildProcess
  said(): string
}

function launched(started: ChildProcess): Started {
  let text = ''
  for (const stream of [started.stdout, started.stderr]) stream?.on('data', (data) => (text += data))
  running.push(started)
  return { process: started, said: () => text }
}

/** A process of a service on a port of its own, once it is healthy. */
async function startAt(service: string, more: Record<string, string> = {}): Promise<string> {
  const environment = at(service, { ...more, PORT: await freePort() })
  const { said } = start(services[service]!.command, environment)
  await healthy(environment).catch((error) => {
    throw new Error(`${service} did not become healthy: ${said()}`, { cause: error })
  })
  return `http://127.0.0.1:${environment.PORT}`
}

async function startProxy(apiPort: string): Promise<string> {
  const [folder, port] = [await newFolder('proxy'), await freePort()]
  const { stdout } = await run('bash', [join(repository, 'scripts/manifests.sh'), 'proxy'])
  const config = join(repository, services.proxy!.volumes[0]!.split(':')[0]!)
  const site = {
    SHELFTALK_SITE: `http://127.0.0.1:${port}`,
    SHELFTALK_API_HOST: '127.0.0.1',
    SHELFTALK_API_PORT: apiPort,
  }
  launched(
    spawn(stdout.trim(), ['run', '--config', config, '--adapter', 'caddyfile'], {
      env: { ...site, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder },
    }),
  )
  return site.SHELFTALK_SITE
}

async function newFolder(what: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `shelftalk-${what}-`))
  folders.push(folder)
  return folder
}

const healthy = (environment: Record<string, string>): Promise<unknown> =>
  vi.waitFor(() => expect(isHealthy(image, environment)).toBe(true), { timeout: startMs, interval: 200 })

async function ended(process: ChildProcess): Promise<number | null> {
  if (process.exitCode === null && process.signalCode === null) await once(process, 'exit')
  return process.exitCode
}

function stop(process: ChildProcess): Promise<number | null> {
  process.kill('SIGTERM')
  return ended(process)
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return String(typeof address === 'object' ? address?.port : '')
}

async function onServer(statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: serverAddress() })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
