import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from '../api/server.ts'
import { type App, createApp, openDatabase, projectFolder } from '../app.ts'
import type { Config } from '../config.ts'
import { ShelftalkError } from '../core/domain/errors.ts'
import type { Caller } from '../core/domain/permissions.ts'
import { createLog } from '../log.ts'
import { demoSchool, loadDemoSchool } from './demo-school.ts'
import { templateFile } from './template.ts'

const emptySchool = { school_id: 'default', name: 'My school', invented: false, time_zone: 'UTC' }

export interface Running {
  address: string
  /** Lets requests finish, then closes everything. */
  stop(): Promise<void>
}

/** Opens everything, serves it, and says on standard output where it is and what to try. */
export async function serve(config: Config, say: (line: string) => void): Promise<Running> {
  const log = createLog(config.logLevel)
  const driver = await openDatabase(config, { templateFile: templateFile(config.demo), alone: true })
  const app = createApp(driver, log)
  try {
    await app.start()
    const school = await prepareSchool(app, config)
    let page: PageKey | null = null
    const webFolder = join(projectFolder, 'dist', 'web')
    const flows = { ...app.flows, demoKey: () => page }
    const server = createServer(flows, {
      log,
      requestsASecond: config.requestsASecond,
      trustedProxies: config.trustedProxies,
      webFolder: existsSync(webFolder) ? webFolder : null,
    })
    const address = await listen(server.http, config)
    const keys = await prepareKeys(app, config, school)
    page = keys.page
    greet(say, { config, address, shownKey: keys.shown })
    return {
      address,
      async stop() {
        await server.close()
        await app.close()
      },
    }
  } catch (error) {
    await app.close()
    throw error
  }
}

interface SchoolKeys {
  /** A key to print: the one from the environment, or a new one at the first start. */
  shown: string | null
  /** The demo school's key for the page on this machine. */
  page: PageKey | null
}

interface PageKey {
  key: string
  school_name: string
  invented: boolean
}

type OwnSchool = typeof demoSchool | typeof emptySchool

async function prepareSchool(app: App, config: Config): Promise<OwnSchool> {
  if (config.demo) await loadDemoSchool(app, () => {})
  else await app.core.store.system((rows) => rows.schools.create(emptySchool))
  return config.demo ? demoSchool : emptySchool
}

/** Only once the port is ours: a key is shown once, and a start that fails would show it to nobody. */
async function prepareKeys(app: App, config: Config, school: OwnSchool): Promise<SchoolKeys> {
  const service: Caller = {
    caller_id: 'start',
    school_id: school.school_id,
    role: 'service',
    reader_id: null,
  }
  const known = await app.flows.keys.list(service)
  const shown =
    config.secrets.demoKey ??
    (known.some((key) => key.label === firstKeyLabel) ? null : await issue(app, service, firstKeyLabel))
  if (config.secrets.demoKey !== null) await accept(app, service, config.secrets.demoKey)
  if (!config.demo || config.secrets.databaseUrl !== null) return { shown, page: null }
  for (const old of known.filter((key) => key.label === pageKeyLabel && key.revoked_at === null)) {
    await app.flows.keys.revoke(service, old.key_id)
  }
  const page = await issue(app, service, pageKeyLabel)
  return { shown, page: { key: page, school_name: school.name, invented: school.invented } }
}

const firstKeyLabel = 'first start'
const environmentKeyLabel = 'SHELFTALK_DEMO_KEY'
const pageKeyLabel = 'demo page of one start'

const issue = async (app: App, service: Caller, label: string): Promise<string> =>
  (await app.flows.keys.issue(service, { role: 'service', reader_id: null, label })).key

/** Makes the key of the environment a service key of this school. */
async function accept(app: App, service: Caller, secret: string): Promise<void> {
  const key_hash = app.core.digest(secret)
  const known = await app.core.store.system((rows) => rows.keys.byHash(key_hash))
  if (known !== null && known.school_id !== service.school_id) {
    throw new ShelftalkError(
      'conflict',
      'SHELFTALK_DEMO_KEY is a key of another school in this database. Choose another.',
    )
  }
  if (known !== null && known.revoked_at !== null) {
    throw new ShelftalkError('conflict', 'SHELFTALK_DEMO_KEY was revoked. Choose another.')
  }
  await retireEarlier(app, service, known?.key_id ?? null)
  if (known !== null) return
  const key = {
    key_id: app.core.newId(),
    key_hash,
    role: 'service',
    reader_id: null,
    label: environmentKeyLabel,
  } as const
  await app.core.store.school(service.school_id, (rows) => rows.keys.put(key))
}

/** The environment names one key: those that it named before end. */
async function retireEarlier(app: App, service: Caller, current: string | null): Promise<void> {
  for (const key of await app.flows.keys.list(service)) {
    const isEarlier = key.label === environmentKeyLabel && key.key_id !== current && key.revoked_at === null
    if (isEarlier) await app.flows.keys.revoke(service, key.key_id)
  }
}

type HttpServer = ReturnType<typeof createServer>['http']

function listen(http: HttpServer, config: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = new ShelftalkError(
        'conflict',
        `Port ${config.port} is in use. Stop what uses it, or set PORT to another one.`,
        { cause: error },
      )
      reject(error.code === 'EADDRINUSE' ? inUse : error)
    })
    http.listen(config.port, config.host, () => {
      const bound = http.address()
      const port = typeof bound === 'object' && bound !== null ? bound.port : config.port
      const host = config.host.includes(':') ? `[${config.host}]` : config.host
      resolve(`http://${host}:${port}`)
    })
  })
}

function greet(
  say: (line: string) => void,
  { config, address, shownKey }: { config: Config; address: string; shownKey: string | null },
): void {
  const key = shownKey ?? 'the key printed at the first start'
  say(`Shelftalk is at ${address}`)
  if (shownKey !== null) say(`  Key (kept nowhere, shown now): ${shownKey}`)
  if (config.demo) {
    say('  Demo school: the books are real; students, loans and votes are invented.')
    say(`  Open ${address} in a browser, choose a class and a student, and vote.`)
    say(`  Or: curl -H "Authorization: Bearer ${key}" "${address}/recommendations/demo-s-001?limit=3"`)
  } else {
    say(`  An empty school. Begin with its catalogue:`)
    say(
      `  curl -H "Authorization: Bearer ${key}" -H "Content-Type: text/csv" --data-binary @catalogue.csv ${address}/imports/catalogue`,
    )
  }
  if (config.secrets.databaseUrl === null) {
    say(
      `  Data: ${config.dataFolder} (embedded; a killed process loses nothing, a power cut may. Use DATABASE_URL for a school.)`,
    )
  }
  for (const name of config.notConnected) say(`  ${name} is set, but this version does not use it yet.`)
}
