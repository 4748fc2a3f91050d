import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { addressOf } from '../api/door/admission.ts'
import { createServer, type Mounted } from '../api/server.ts'
import { type App, createApp } from '../app.ts'
import { type Config, hasSandbox, isOpenDemo, isShared } from '../config.ts'
import {
  type Connections,
  connect,
  migrateDatabase,
  missingMigrations,
  projectFolder,
} from '../connections.ts'
import { ShelftalkError } from '../core/domain/errors.ts'
import type { Platform } from '../core/domain/people/account.ts'
import { createLog } from '../log.ts'
import { type Bots, openBots } from './bots.ts'
import { addChannelLooks } from './channel-looks.ts'
import { demoPeopleOf } from './demo-school.ts'
import { type PageKey, prepareKeys, prepareSchool } from './own-school.ts'
import { type Breakables, breakables } from './sandbox/breakables.ts'
import type { Sandbox } from './sandbox/start.ts'
import { templateFile } from './template.ts'

export interface Running {
  address: string
  /** Resolves when the process has nothing to do any more and never will: a platform will not have its bot. */
  failed: Promise<void>
  /** Lets requests finish, then closes everything. */
  stop(): Promise<void>
}

/**
 * What a process does: `all` of it, answer people (`api`), work on events and jobs (`worker`), or talk to people on chat
 * platforms (`bots`).
 */
export type ServingRole = 'all' | 'api' | 'worker' | 'bots'

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
  const breakable = hasSandbox(config) ? await breakables(connections, log) : null
  const app = await openApp(breakable?.connections ?? connections, config, { role, breakable })
  try {
    if (role === 'all' || role === 'worker') await app.start()
    return await listening(app, { connections, config, role, say, breakable })
  } catch (error) {
    await app.close()
    throw error
  }
}

/** `all` brings the database to this version itself; the others leave that to the role `migrate`. */
async function openApp(
  connections: Connections,
  config: Config,
  { role, breakable }: Pick<Serving, 'role' | 'breakable'>,
): Promise<App> {
  try {
    if (role === 'all') await migrateDatabase(connections.driver)
    else if ((await missingMigrations(connections.driver)).length > 0) throw notMigrated()
    const { maxPendingEvents, publicUrl } = config
    const around = breakable === null ? {} : { aroundBus: breakable.aroundBus }
    return createApp(connections, createLog(config.logLevel), {
      ...{ maxPendingEvents, coversAt: publicUrl?.startsWith('https:') ? publicUrl : null, ...around },
    })
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
  /** What the playground may switch off; null without one. */
  breakable: Breakables | null
}

async function listening(app: App, { connections, config, role, say, breakable }: Serving): Promise<Running> {
  const school = role === 'all' ? await prepareSchool(app, config) : null
  let page: PageKey | null = null
  const webFolder = join(projectFolder, 'dist', 'web')
  const people = school !== null && isOpenDemo(config) ? demoPeopleOf(app) : null
  const hasStandIns = people !== null && breakable !== null
  const flows = {
    ...app.flows,
    demoKey: () => page,
    demoPeople: () => people,
    platforms: () => platformsOf(config, hasStandIns),
  }
  const { bots, failed } = await botsOf(app, { connections, config, role })
  let standIns: Sandbox | null = null
  const askStandIns: Bots['handlers'][number] = (...call) => inTurn(standIns?.handlers ?? [], ...call)
  if (role === 'all' || role === 'api')
    await addChannelLooks(app, config, createLog(config.logLevel).child({ part: 'channels' }))
  const server = createServer(flows, {
    before: [...bots.handlers, ...(hasStandIns ? [askStandIns] : [])],
    log: createLog(config.logLevel),
    requestsASecond: config.requestsASecond,
    trustedProxies: config.trustedProxies,
    publicUrl: config.publicUrl,
    rateCounter: connections.rateCounter,
    serves: role === 'worker' || role === 'bots' ? 'operations' : 'everything',
    mounted: role === 'worker' ? [] : await mountedOn(app, connections, config),
    webFolder: existsSync(webFolder) ? webFolder : null,
  })
  const address = await listen(server.http, config)
  if (school === null) say(`Shelftalk is at ${address}\n  Role ${role}.`)
  else {
    const keys = await prepareKeys(app, config, school)
    page = keys.page
    greet(say, { config, address, shownKey: keys.shown })
  }
  bots.start()
  if (hasStandIns) standIns = await startStandIns(app, { address, breakable, config, say })
  return {
    address,
    failed,
    async stop() {
      await Promise.all([server.close(), bots.stop(), standIns?.stop()])
      await app.close()
      await breakable?.close()
    },
  }
}

/** Where people may have accounts, as the settings say. */
const platformsOf = ({ secrets, publicUrl }: Config, hasStandIns: boolean): Platform[] => [
  ...(secrets.slack === null && !hasStandIns ? [] : ['slack' as const]),
  ...(secrets.discordToken === null && !hasStandIns ? [] : ['discord' as const]),
  ...(publicUrl === null && !hasStandIns ? [] : ['lti' as const]),
]

/** A stand-in is loaded for the open demo alone, and only when it is asked for. */
async function startStandIns(
  app: App,
  {
    address,
    breakable: { switches },
    config,
    say,
  }: Pick<Serving, 'config' | 'say'> & { address: string; breakable: Breakables },
): Promise<Sandbox> {
  const { startSandbox } = await import('./sandbox/start.ts')
  const log = createLog(config.logLevel)
  const tool = toolOrigin(config) ?? address
  const standIns = await startSandbox(app, { address, tool, switches, log })
  say(`  A stand-in for Discord, with people of the demo school: ${standIns.discordPage}`)
  say(`  A stand-in for Slack, likewise: ${standIns.slackPage}`)
  say(`  A course of a learning platform with the tool in it: ${standIns.course}`)
  say(`  Both side by side, with what goes wrong and what just happened: ${standIns.page}`)
  return standIns
}

/** Handlers that are known only when somebody asks. */
function inTurn(handlers: Bots['handlers'], ...[req, res, next]: Parameters<Bots['handlers'][number]>): void {
  const [first, ...rest] = handlers
  if (first === undefined) next()
  else void first(req, res, (error) => (error === undefined ? inTurn(rest, req, res, next) : next(error)))
}

/** In one process with everything else a bot that fails is a line in the log; alone it ends the process. */
async function botsOf(
  app: App,
  { connections, config, role }: Omit<Serving, 'say' | 'breakable'>,
): Promise<{ bots: Bots; failed: Promise<void> }> {
  if (role !== 'all' && role !== 'bots')
    return { bots: { handlers: [], start() {}, stop: async () => {} }, failed: new Promise(() => {}) }
  let fail = (): void => {}
  const failed = new Promise<void>((resolve) => {
    if (role === 'bots') fail = resolve
  })
  const log = createLog(config.logLevel)
  return { bots: await openBots(app, { config, connections, log, failed: () => fail() }), failed }
}

/** Where courses open the tool; null where nothing is said of it. Stand-ins are content with this machine. */
function toolOrigin(config: Config): string | null {
  if (config.publicUrl !== null) return new URL(config.publicUrl).origin
  return hasSandbox(config) ? `http://127.0.0.1:${config.port}` : null
}

/** What else answers under our address. The LTI tool needs to know that address: platforms are told it. */
async function mountedOn(app: App, connections: Connections, config: Config): Promise<Mounted[]> {
  const origin = toolOrigin(config)
  if (origin === null) return []
  const { createLtiSurface } = await import('../lti/surface.ts')
  const tool = createLtiSurface(app.flows, {
    origin,
    outgoing: connections.outgoing,
    rateCounter: connections.rateCounter,
    clock: app.core.clock,
    log: createLog(config.logLevel).child({ part: 'lti' }),
    addressOf,
  })
  return [tool]
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
