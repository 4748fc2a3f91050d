import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { Kafka, logLevel } from 'kafkajs'
import pg from 'pg'
import { type Service, type ServiceOptions, spawnService, startService } from '../program.ts'

/** Redis numbers its databases; an empty one of these is taken. */
const redisNumbers = [15, 14, 13, 12, 11, 10, 9, 8]

/** A place of this run's own on the servers that the environment names: a database, topics and a Redis database. */
export interface OwnPlace {
  databaseUrl: string
  redisUrl: string
  brokers: string[]
  topicPrefix: string
  /** As the owner of the tables, who sees rows only in a role of the product. */
  database: pg.Client
  start(role: 'api' | 'worker', more?: Partial<ServiceOptions>): Promise<Service>
  /** Drops it all again. The processes must have ended. */
  close(): Promise<void>
}

export async function openOwnPlace(scratch: string): Promise<OwnPlace> {
  const servers = serversOf(process.env)
  const name = `bench_${randomBytes(4).toString('hex')}`
  await onServer(servers.databaseUrl, `create database ${name}`)
  const databaseUrl = withPath(servers.databaseUrl, name)
  const redisUrl = withPath(servers.redisUrl, String(await emptyRedis(servers.redisUrl)))
  const topicPrefix = `${name}.`
  const env = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, KAFKA_TOPIC_PREFIX: topicPrefix }
  const database = new pg.Client({ connectionString: databaseUrl })
  const usual = { dataFolder: scratch, demo: false }
  const { code, errors } = await spawnService({ ...usual, role: 'migrate', env }).ended
  if (code !== 0) throw new Error(`the role migrate ended with code ${code}: ${errors.trim()}`)
  await database.connect()
  return {
    ...{ databaseUrl, redisUrl, brokers: servers.brokers, topicPrefix, database },
    start: (role, more = {}) => startService({ ...usual, ...more, role, env: { ...env, ...more.env } }),
    async close() {
      await database.end()
      await onServer(servers.databaseUrl, `drop database ${name} with (force)`)
      await onRedis(redisUrl, (redis) => redis.flushdb())
      await dropTopics(servers.brokers, topicPrefix)
    },
  }
}

function serversOf(env: NodeJS.ProcessEnv): { databaseUrl: string; redisUrl: string; brokers: string[] } {
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, KAFKA_BROKERS: brokers } = env
  if (databaseUrl === undefined || redisUrl === undefined || brokers === undefined)
    throw new Error('set DATABASE_URL, REDIS_URL and KAFKA_BROKERS, or none of them')
  return { databaseUrl, redisUrl, brokers: brokers.split(',') }
}

function withPath(address: string, path: string): string {
  const url = new URL(address)
  url.pathname = `/${path}`
  return url.href
}

async function onServer(address: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

async function onRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url)
  return work(redis).finally(() => redis.disconnect())
}

async function emptyRedis(url: string): Promise<number> {
  for (const number of redisNumbers) {
    if ((await onRedis(withPath(url, String(number)), (redis) => redis.dbsize())) === 0) return number
  }
  throw new Error(`no database ${redisNumbers.at(-1)} to ${redisNumbers[0]} of Redis is empty`)
}

async function dropTopics(brokers: string[], prefix: string): Promise<void> {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix))
    if (topics.length > 0) await admin.deleteTopics({ topics })
    const { groups } = await admin.listGroups()
    const ours = groups.map(({ groupId }) => groupId).filter((groupId) => groupId.startsWith(prefix))
    if (ours.length > 0) await admin.deleteGroups(ours)
  } finally {
    await admin.disconnect()
  }
}
