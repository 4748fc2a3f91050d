import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from '../api/server.ts'
import { type App, createApp } from '../app.ts'
import { type Config, isShared } from '../config.ts'
import {
  type Connections,
  connect,
  migrateDatabase,
  missingMigrations,
  projectFolder,
} from '../connections.ts'
import { ShelftalkError } from '../core/domain/errors.ts'
import { createLog } from '../log.ts'
import { demoPeopleOf } from './demo-school.ts'
import { isOpenDemo, type PageKey, prepareKeys, prepareSchool } from './own-school.ts'
import { templateFile } from './template.ts'

export interface Running {
  address: string
  /** Lets requests finish, then closes everything. */
  stop(): Promise<void>
}

/** What a process does: `all` of it, answer people (`api`), or work on events and jobs (`worker`). */
export type ServingRole = 'all' | 'api' | 'worker'

/** Opens everything, serves it, and says on standard output where it is and what to try. */
export async function serve(
  config: Config,
  role: ServingRole,
  say: (line: string) => void,
): Promise<Running> {
  if (role !== 'all' && !isShared(config)) throw notShared(role)
  const log = createLog(config.logLevel)
  const connections = await connect(config, log, {
    serves: true,
    templateFile: templateFile(config.demo),
  })
  const app = await openApp(connections, config, role)
  try {
    if (role !== 'api') await app.start()
    return await listening(app, { connections, config, role, say })
  } catch (error) {
    await app.close()
    throw error
  }
}

/** `all` brings the database to this version itself; the others leave that to the role `migrate`. */
async function openApp(connections: Connections, config: Config, role: ServingRole): Promise<App> {
  try {
    if (role === 'all') await migrateDatabase(connections.driver)
    else if ((await missingMigrations(connections.driver)).length > 0) throw notMigrated()
    return createApp(connections, createLog(config.logLevel), { maxPendingEvents: config.maxPendingEvents })
  } catch (error) {
    await connections.close()
    throw error
  }
}

interface Serving {
  connections: Connections
  config: Config
  role: ServingRole
  say(line: string): void
}

async function listening(app: App, { connections, config, role, say }: Serving): Promise<Running> {
  const school = role === 'all' ? await prepareSchool(app, config) : null
  let page: PageKey | null = null
  const webFolder = join(projectFolder, 'dist', 'web')
  const people = school !== null && isOpenDemo(config) ? demoPeopleOf(app) : null
  const flows = { ...app.flows, demoKey: () => page, demoPeople: () => people }
  const server = createServer(flows, {
    log: createLog(config.logLevel),
    requestsASecond: config.requestsASecond,
    trustedProxies: config.trustedProxies,
    publicUrl: config.publicUrl,
    rateCounter: connections.rateCounter,
    serves: role === 'worker' ? 'operations' : 'everything',
    webFolder: existsSync(webFolder) ? webFolder : null,
  })
  const address = await listen(server.http, config)
  if (school === null) say(`Shelftalk is at ${address}\n  Role ${role}.`)
  else {
    const keys = await prepareKeys(app, config, school)
    page = keys.page
    greet(say, { config, address, shownKey: keys.shown })
  }
  return {
    address,
    async stop() {
      await server.close()
      await app.close()
    },
  }
}

const notShared = (role: ServingRole): ShelftalkError =>
  new ShelftalkError(
    'invalid_input',
    `The role ${role} shares its work with other processes: set DATABASE_URL, REDIS_URL and KAFKA_BROKERS. One process alone needs none of them: use the role all.`,
  )

const notMigrated = (): ShelftalkError =>
  new ShelftalkError(
    'conflict',
    'The database is not at this version. Run the role migrate once, then start this again.',
  )

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
}
