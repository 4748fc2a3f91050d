import type { Config } from '../config.ts'
import { databaseAlone, isShared } from '../config.ts'
import { connect, missingMigrations } from '../connections.ts'
import type { Driver } from '../core/adapters/postgres/sql.ts'
import { createStore } from '../core/adapters/postgres/store.ts'
import { ShelftalkError } from '../core/domain/errors.ts'
import { createLog } from '../log.ts'
import { checkChat } from './doctor/chat.ts'
import { buriedFinding, type Finding } from './doctor/finding.ts'
import { checkLti } from './doctor/lti.ts'
import { checkKafka, checkModel, checkRedis } from './doctor/servers.ts'

/** Beyond this the clocks of two machines disagree enough to confuse expiry and schedules. */
const maxClockDifferenceMs = 2_000
/** Older pending events than this mean that nobody works on them. */
const stalledMs = 300_000
const oldestPgvector = [0, 8] as const

/** Looks at every connection that the settings name and says in plain words what is wrong; answers 1 if something is. */
export async function runDoctor(config: Config, say: (line: string) => void): Promise<number> {
  const findings = [
    processes(config),
    secrets(config),
    ...(await checkDatabase(config)),
    ...(await checkRedis(config)),
    ...(await checkKafka(config)),
    ...(await checkModel(config)),
    ...(await checkChat(config)),
    ...(await checkLti(config)),
  ]
  for (const { what, advice } of findings) {
    say(advice === undefined ? `ok       ${what}` : `PROBLEM  ${what}`)
    if (advice !== undefined) say(`         -> ${advice}`)
  }
  const problems = findings.filter((one) => one.advice !== undefined).length
  say(problems === 0 ? 'Everything that was looked at is well.' : `${problems} to see to.`)
  return problems === 0 ? 0 : 1
}

function processes(config: Config): Finding {
  if (isShared(config)) return { what: 'Settings: several processes may run side by side.' }
  const { databaseUrl, redisUrl } = config.secrets
  if (databaseUrl === null && redisUrl === null && config.kafka === null)
    return { what: 'Settings: everything in one process (embedded).' }
  const missing = [
    databaseUrl === null ? 'DATABASE_URL' : '',
    redisUrl === null ? 'REDIS_URL' : '',
    config.kafka === null ? 'KAFKA_BROKERS' : '',
  ].filter((name) => name !== '')
  return {
    what: `Settings: one process only; without ${missing.join(' and ')} nothing is shared with another.`,
  }
}

/** Whether secrets of others (of sign-in, of a chat or a learning platform) could be stored. */
function secrets({ secrets: { databaseUrl, sealingKeys } }: Config): Finding {
  if (databaseUrl === null) return { what: 'Secrets: sealed with the key in the data folder.' }
  if (sealingKeys.length > 0) return { what: 'Secrets: sealed with the key of the settings.' }
  return {
    what: 'Secrets: without SHELFTALK_SECRETS_KEY (openssl rand -base64 32) none can be stored, so nobody can sign in yet.',
  }
}

async function checkDatabase(config: Config): Promise<Finding[]> {
  const log = createLog('silent')
  try {
    const connections = await connect(databaseAlone(config), log, { serves: false })
    try {
      return [await version(connections.driver), ...(await schema(connections.driver, config))]
    } finally {
      await connections.close()
    }
  } catch (error) {
    if (!(error instanceof ShelftalkError)) throw error
    const where = config.secrets.databaseUrl === null ? config.dataFolder : 'DATABASE_URL'
    return [{ what: `Database (${where}) cannot be opened.`, advice: error.message }]
  }
}

async function version(driver: Driver): Promise<Finding> {
  const [row] = await driver.asOwner((sql) =>
    sql.rows<{ server: string; pgvector: string | null; now_ms: number }>(
      `select current_setting('server_version') as server, extract(epoch from clock_timestamp()) * 1000 as now_ms,
         (select extversion from pg_extension where extname = 'vector') as pgvector`,
    ),
  )
  const pgvector = row?.pgvector ?? null
  const what = `Database: PostgreSQL ${row?.server}, pgvector ${pgvector ?? 'missing'}.`
  if (pgvector === null)
    return { what, advice: 'As a superuser, run "create extension vector" in this database.' }
  const [major = 0, minor = 0] = pgvector.split('.').map(Number)
  if (major === oldestPgvector[0] && minor < oldestPgvector[1])
    return { what, advice: `Upgrade pgvector to ${oldestPgvector.join('.')} or newer.` }
  const apartMs = Math.abs(Date.now() - Number(row?.now_ms ?? 0))
  if (apartMs > maxClockDifferenceMs)
    return { what, advice: `Its clock and ours are ${Math.round(apartMs / 1000)} s apart. Run NTP on both.` }
  return { what }
}

async function schema(driver: Driver, config: Config): Promise<Finding[]> {
  const missing = await missingMigrations(driver)
  if (missing.length > 0) {
    return [
      {
        what: `Schema: ${missing.length} migrations are missing (${missing.join(', ')}).`,
        advice: 'Run the role migrate (npm run migrate).',
      },
    ]
  }
  const store = createStore(driver)
  const findings: Finding[] = [{ what: 'Schema: at this version.' }]
  await store.ready().catch((error: unknown) => {
    findings.push({
      what: 'Writes: refused.',
      advice: error instanceof Error ? error.message : String(error),
    })
  })
  const { pending, buried, rankings } = await store.system(async (rows) => ({
    rankings: await rows.schools.rankings(),
    pending: await rows.outbox.pending(null),
    buried: await rows.deadLetters.count(),
  }))
  const what = `Events: ${pending.pending_events} wait to be applied, the oldest for ${Math.round(pending.oldest_pending_ms / 1000)} s.`
  findings.push(
    pending.oldest_pending_ms > stalledMs
      ? { what, advice: 'Nobody seems to work on them: see that a worker runs, and read its log.' }
      : { what },
  )
  if (rankings.kept_back > 0) {
    findings.push({
      what: `Rankings: the newest graph of ${rankings.kept_back} schools ranked worse than the one before, which stays in service.`,
      advice: 'See what was imported last; POST /jobs/tune/runs chooses settings for the data as they are.',
    })
  }
  if (config.kafka === null && buried > 0) findings.push(buriedFinding(buried))
  return findings
}
