import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Config, hasSandbox, isShared, type OpenaiConfig } from './config.ts'
import type { KafkaBusOptions, KafkaTopics } from './core/adapters/kafka/options.ts'
import { createMemoryListCache } from './core/adapters/memory/list-cache.ts'
import { createMemoryLive } from './core/adapters/memory/live.ts'
import { createMemoryRateCounter } from './core/adapters/memory/rate-counter.ts'
import { createOwnSignals } from './core/adapters/memory/signals.ts'
import { createOutgoing } from './core/adapters/outgoing/guarded.ts'
import { migrate, missing } from './core/adapters/postgres/connection/migrate.ts'
import type { Driver } from './core/adapters/postgres/sql.ts'
import { createSealed, sealingKeyBytes } from './core/adapters/sealing/aes.ts'
import { keyInFolder } from './core/adapters/sealing/key-file.ts'
import { createDigestCheck, createKeyedDigest } from './core/adapters/sealing/keyed-digest.ts'
import { isLoopbackName } from './core/domain/loopback.ts'
import type { Outgoing } from './core/ports/outgoing.ts'
import type { RateCounter } from './core/ports/rate-counter.ts'
import type { EventBus, ListCache, Live, Signals } from './core/ports/runtime.ts'
import type { DigestCheck, KeyedDigest, Sealed } from './core/ports/sealed.ts'
import type { Log } from './log.ts'
import type { ConnectedModel } from './models.ts'

/** What the bus on Kafka is given by whoever makes it; where the brokers are, the settings say. */
export type KafkaHooks = Omit<KafkaBusOptions, Exclude<keyof KafkaTopics, 'consumers' | 'log'>>

/** What a process holds of the world outside of it, opened once and closed once. */
export interface Connections {
  driver: Driver
  signals: Signals
  cache: ListCache
  live: Live
  rateCounter: RateCounter
  /** For addresses that somebody outside chose. */
  outgoing: Outgoing
  sealed: Sealed
  keyedDigest: KeyedDigest
  isDigest: DigestCheck
  /** Makes the bus on Kafka; null for the one in the process. */
  kafka: ((hooks: KafkaHooks) => EventBus) | null
  /** The connected model; null for none. */
  openai: ConnectedModel | null
  /** Whether other processes work on the same school data. */
  shared: boolean
  /** Safe to call twice. */
  close(): Promise<void>
}

/** The folder that holds migrations and, when built, the page: two levels up from dist/ or src/. */
export const projectFolder = fileURLToPath(new URL('..', import.meta.url))
const migrationsFolder = join(projectFolder, 'migrations')

export interface Opening {
  /** Whether this process answers people or works on events: then it must not run beside one that it cannot share with. */
  serves: boolean
  /** A dump for a new embedded database. */
  templateFile?: string | null
}

/** Opens what the settings name: real servers, or what is inside the process. The database comes as it is. */
export async function connect(config: Config, log: Log, opening: Opening): Promise<Connections> {
  const { databaseUrl, redisUrl } = config.secrets
  const closers: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).reverse()) await one()
  }
  try {
    const driver = await openDriver(config, opening.templateFile ?? null)
    closers.push(() => driver.close())
    const signals = await openSignals(databaseUrl, opening.serves, !isShared(config))
    closers.push(() => signals.close())
    const quick = redisUrl === null ? inProcess() : await onRedis(redisUrl, config.redisPrefix, log)
    closers.push(quick.close)
    const kafka = await kafkaOf(config)
    const openai = await openaiOf(config, log)
    const keys = await sealingKeys(config)
    const outgoing = outgoingOf(config)
    const rest = { kafka, openai, outgoing, shared: isShared(config), close }
    return { driver, signals, ...quick, ...withKeys(keys), ...rest }
  } catch (error) {
    await close()
    throw error
  }
}

/** The same over a database that is open already, all else in the process; closing it closes the database. */
export function aroundDatabase(driver: Driver): Connections {
  return {
    driver,
    signals: createOwnSignals(),
    ...inProcess(),
    outgoing: createOutgoing(),
    ...withKeys([randomBytes(sealingKeyBytes)]),
    kafka: null,
    openai: null,
    shared: false,
    close: () => driver.close(),
  }
}

/** Brings the database to this version, or an earlier one up to a migration; answers the names of those that it lacked. */
export const migrateDatabase = (driver: Driver, upTo?: string): Promise<string[]> =>
  migrate(driver, migrationsFolder, upTo)

/** The migrations that the database lacks. */
export const missingMigrations = (driver: Driver): Promise<string[]> => missing(driver, migrationsFolder)

async function openDriver(config: Config, templateFile: string | null): Promise<Driver> {
  const { databaseUrl } = config.secrets
  if (databaseUrl === null) {
    const { openEmbedded } = await import('./core/adapters/postgres/connection/pglite.ts')
    return openEmbedded({ folder: config.dataFolder, templateFile })
  }
  const { openPool } = await import('./core/adapters/postgres/connection/pool.ts')
  return openPool(databaseUrl, { maxConnections: config.databasePool })
}

/** A service that only this machine reaches may have its platforms here too, and the sandbox has. */
const outgoingOf = (config: Config): Outgoing => {
  const { publicUrl } = config
  const isHere = publicUrl !== null && isLoopbackName(new URL(publicUrl).hostname)
  return createOutgoing({ opensLoopback: isHere || hasSandbox(config) })
}

/** Without keys in the settings: that of the embedded database's folder, which this process has to itself. */
async function sealingKeys({ secrets, dataFolder }: Config): Promise<readonly Buffer[]> {
  if (secrets.sealingKeys.length > 0 || secrets.databaseUrl !== null) return secrets.sealingKeys
  return [await keyInFolder(dataFolder)]
}

const withKeys = (keys: readonly Buffer[]): Pick<Connections, 'sealed' | 'keyedDigest' | 'isDigest'> => ({
  sealed: createSealed(keys),
  keyedDigest: createKeyedDigest(keys),
  isDigest: createDigestCheck(keys),
})

async function openSignals(databaseUrl: string | null, serves: boolean, alone: boolean): Promise<Signals> {
  if (databaseUrl === null || !serves) return createOwnSignals()
  const signals = await import('./core/adapters/postgres/connection/signals.ts')
  return signals.openSignals(databaseUrl, { alone })
}

type Quick = Pick<Connections, 'cache' | 'live' | 'rateCounter' | 'close'>

const inProcess = (): Quick => ({
  cache: createMemoryListCache(),
  live: createMemoryLive(),
  rateCounter: createMemoryRateCounter(),
  close: async () => {},
})

async function kafkaOf(config: Config): Promise<Connections['kafka']> {
  const topics = kafkaTopics(config)
  if (topics === null) return null
  const { createKafkaEventBus } = await import('./core/adapters/kafka/event-bus.ts')
  return (hooks) => createKafkaEventBus({ ...topics, ...hooks })
}

/** Where the brokers are and how topics are made there; null for the bus in the process. */
export function kafkaTopics({ kafka, secrets }: Config): Omit<KafkaTopics, 'consumers' | 'log'> | null {
  if (kafka === null) return null
  return {
    brokers: kafka.brokers,
    clientId: 'shelftalk',
    topicPrefix: kafka.topicPrefix,
    partitions: kafka.partitions,
    replicationFactor: kafka.replication,
    ssl: kafka.ssl,
    sasl: kafka.sasl === null ? null : { ...kafka.sasl, password: secrets.kafkaPassword ?? '' },
  }
}

async function openaiOf(config: Config, log: Log): Promise<ConnectedModel | null> {
  const { openai, secrets } = config
  if (openai === null || secrets.openaiKey === null) return null
  const server = { apiKey: secrets.openaiKey, baseUrl: openai.baseUrl, leaveOut: openai.leaveOut }
  const { createOpenAIModels } = await import('./core/adapters/openai/models.ts')
  return {
    tokensADay: openai.tokensADay,
    open: (budget) =>
      createOpenAIModels({ ...server, budget, log: log.child({ part: 'model' }) }, modelNames(openai)),
  }
}

/** Which models to ask for. */
export const modelNames = ({ textModel, embeddingModel }: OpenaiConfig) => ({ textModel, embeddingModel })

async function onRedis(url: string, prefix: string, log: Log): Promise<Quick> {
  const [{ connectRedis }, { createRedisListCache }, { createRedisLive }, { createRedisRateCounter }] =
    await Promise.all([
      import('./core/adapters/redis/connection.ts'),
      import('./core/adapters/redis/list-cache.ts'),
      import('./core/adapters/redis/live.ts'),
      import('./core/adapters/redis/rate-counter.ts'),
    ])
  const redis = connectRedis({ url, prefix, log: log.child({ part: 'cache' }) })
  return {
    cache: createRedisListCache(redis),
    live: createRedisLive(redis),
    rateCounter: createRedisRateCounter(redis, createMemoryRateCounter()),
    close: () => redis.close(),
  }
}
