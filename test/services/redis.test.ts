import { once } from 'node:events'
import { createConnection } from 'node:net'
import { createInterface } from 'node:readline'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createRateLimits } from '../../src/api/door/rate-limits.ts'
import { createMemoryRateCounter } from '../../src/core/adapters/memory/rate-counter.ts'
import type { RedisConnection } from '../../src/core/adapters/redis/connection.ts'
import { describeRedis } from '../../src/core/adapters/redis/describe.ts'
import { createRedisListCache } from '../../src/core/adapters/redis/list-cache.ts'
import { createRedisLive } from '../../src/core/adapters/redis/live.ts'
import { createRedisRateCounter } from '../../src/core/adapters/redis/rate-counter.ts'
import type { Caller } from '../../src/core/domain/people/permissions.ts'
import type { RateCounter } from '../../src/core/ports/rate-counter.ts'
import { listCacheSuite, sharedListCacheSuite } from '../contracts/list-cache.ts'
import { liveSuite } from '../contracts/live.ts'
import { rateCounterSuite } from '../contracts/rate-counter.ts'
import { newPrefix, type OwnRedis, ownRedis, redisAddress, redisUp } from '../support/redis-server.ts'

const connections: RedisConnection[] = []
afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.close()
})

async function up(prefix = newPrefix(), url = redisAddress()): Promise<RedisConnection> {
  const connection = await redisUp(url, { prefix })
  connections.push(connection)
  return connection
}

/** Two processes on the same keys. */
async function two(url = redisAddress()): Promise<readonly [RedisConnection, RedisConnection]> {
  const prefix = newPrefix()
  return [await up(prefix, url), await up(prefix, url)]
}

const list = { body: Buffer.from('[]'), bookIds: ['b'], versions: { reader: 1, school: 1 } }

describe('the cache in Redis', () => {
  listCacheSuite(async () => createRedisListCache(await up()))

  const prefix = newPrefix()
  const pair = Promise.all([redisUp(redisAddress(), { prefix }), redisUp(redisAddress(), { prefix })])
  let courses = 0
  sharedListCacheSuite(async () => {
    const [one, other] = await pair
    const course = `course ${courses++}`
    return [inSchool(course, createRedisListCache(one)), inSchool(course, createRedisListCache(other))]
  }, 200)
  afterAll(async () => {
    for (const connection of await pair) await connection.close()
  })

  /** The cache with the only school of the suite under another id: an empty one for each course. */
  const inSchool = (id: string, cache: ReturnType<typeof createRedisListCache>): typeof cache => ({
    get: (_, readerId, variant) => cache.get(id, readerId, variant),
    put: (_, readerId, variant, entry) => cache.put(id, readerId, variant, entry),
    raiseReaders: (_, versions) => cache.raiseReaders(id, versions),
    raiseSchool: (_, version) => cache.raiseSchool(id, version),
    forgetReader: (_, readerId) => cache.forgetReader(id, readerId),
  })

  test('a hit, a list that is kept and a reader that is raised cost one round trip each', async () => {
    const prefix = newPrefix()
    const cache = createRedisListCache(await up(prefix))
    await cache.put('s', 'ada', 'v', list) // the scripts are known to the server from now on
    await cache.raiseReaders('s', [{ reader_id: 'ada', version: 1 }])
    const watched = await watch(prefix)
    expect(await cache.get('s', 'ada', 'v')).not.toBeNull()
    expect(await cache.put('s', 'ada', 'v', list)).toBe(true)
    await cache.raiseReaders('s', [{ reader_id: 'ada', version: 1 }])
    await vi.waitFor(() => expect(watched.said).toHaveLength(3))
    expect(watched.said.map(([command]) => command)).toEqual(['mget', 'evalsha', 'evalsha'])
    watched.stop()
  })

  test('versions outlive the lists that they are for, and nothing stays for ever', async () => {
    const prefix = newPrefix()
    const cache = createRedisListCache(await up(prefix))
    await cache.raiseReaders('s', [{ reader_id: 'ada', version: 1 }])
    await cache.put('s', 'ada', 'v', list)
    const redis = new Redis(redisAddress())
    const keys = (await redis.keys(`${prefix}:*`)).filter((key) => !key.endsWith(':server')).sort()
    const hours = await Promise.all(
      keys.map(async (key) => [key.replace(/^.*\}/, ''), (await redis.pttl(key)) / 3_600_000]),
    )
    redis.disconnect()
    expect(hours.map(([key, left]) => [key, Math.round(Number(left))])).toEqual([
      [':l:ada:v', 12],
      [':r:ada', 24],
      [':v', 24],
    ])
  })

  test('a value that another version of the program wrote is a miss', async () => {
    const prefix = newPrefix()
    const cache = createRedisListCache(await up(prefix))
    await cache.put('s', 'ada', 'v', list)
    const redis = new Redis(redisAddress())
    const [key] = await redis.keys(`${prefix}:*:l:ada:v`)
    await redis.set(key!, 'who knows what this is, but it is long enough')
    redis.disconnect()
    expect(await cache.get('s', 'ada', 'v')).toBeNull()
  })
})

describe('live messages through Redis', () => {
  liveSuite(async () => {
    const [one, other] = await two()
    return [createRedisLive(one), createRedisLive(other)]
  })

  test('a process that comes later learns at once who listens', async () => {
    const prefix = newPrefix()
    const heard: string[] = []
    createRedisLive(await up(prefix)).subscribe('s', (message) => {
      if (message.kind === 'list.changed') heard.push(message.student_id)
    })
    const startedAt = performance.now()
    for (const newcomer of ['ada', 'bo', 'cy']) {
      const live = createRedisLive(await up(prefix))
      await vi.waitFor(
        () => {
          live.publish('s', { kind: 'list.changed', student_id: newcomer })
          expect(heard).toContain(newcomer)
        },
        { timeout: 10_000 },
      )
    }
    // Those who listen say so every two seconds without being asked.
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  test('nobody looks: not one message goes to Redis, until somebody does', async () => {
    const [one, other] = await two()
    const live = createRedisLive(one)
    const watched = await watch(one.prefix)
    for (let at = 0; at < 100; at++) live.publish('s', { kind: 'list.changed', student_id: 'ada' })
    const heard: string[] = []
    createRedisLive(other).subscribe('t', ({ kind }) => void heard.push(kind))
    await vi.waitFor(() => {
      live.publish('s', { kind: 'list.changed', student_id: 'ada' })
      live.publish('t', { kind: 'list.changed', student_id: 'ada' })
      expect(heard).toContain('list.changed')
    })
    const channels = watched.said.map(([command, channel]) => `${command} ${channel}`)
    expect(channels).toContain(`publish ${one.prefix}:live:t`)
    expect(channels).not.toContain(`publish ${one.prefix}:live:s`)
    watched.stop()
  })
})

describe('limits shared through Redis', () => {
  rateCounterSuite(() => counters())

  test('two processes together let through what the limit says, and ask seldom', async () => {
    const [one, other] = await counters()
    const limits = [createRateLimits(400, one), createRateLimits(400, other)]
    const caller: Caller = {
      caller_id: 'k',
      school_id: 's',
      role: 'service',
      reader_id: null,
      person_id: null,
    }
    let allowed = 0
    const asking = Array.from({ length: 50 }, async (_, at) => {
      for (let more = 0; more < 20; more++) if ((await limits[at % 2]?.ofCaller(caller))?.allowed) allowed++
    })
    await Promise.all(asking)
    expect(allowed).toBe(400)
  })
})

async function counters(url = redisAddress()): Promise<readonly [RateCounter, RateCounter]> {
  const [one, other] = await two(url)
  const alone = createMemoryRateCounter()
  return [createRedisRateCounter(one, alone), createRedisRateCounter(other, alone)]
}

describe('on Redis Cluster', () => {
  let cluster: OwnRedis
  afterAll(() => cluster.remove())

  // One node that has all slots refuses commands on keys of different slots, as each of many nodes would.
  beforeAll(async () => {
    cluster = await ownRedis('--cluster-enabled', 'yes')
    const redis = new Redis(cluster.url)
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    await vi.waitFor(async () => expect(await redis.call('CLUSTER', 'INFO')).toContain('cluster_state:ok'), {
      timeout: 20_000,
    })
    await expect(redis.mget('a', 'b')).rejects.toThrow('CROSSSLOT')
    redis.disconnect()
  })

  listCacheSuite(async () => createRedisListCache(await up(newPrefix(), cluster.url)))
  rateCounterSuite(() => counters(cluster.url))
})

/** The commands that name keys or channels with this prefix, from now on, with what they name. */
async function watch(prefix: string): Promise<{ said: [string, ...string[]][]; stop(): void }> {
  const said: [string, ...string[]][] = []
  const { port, hostname } = new URL(redisAddress())
  const socket = createConnection(Number(port), hostname)
  const lines = createInterface({ input: socket })
  socket.write('MONITOR\r\n')
  await once(lines, 'line')
  lines.on('line', (line) => {
    // +1700000000.123456 [0 127.0.0.1:40000] "mget" "key" ..., or [0 lua] for what a script does
    const [command = '', ...rest] = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word)
    const named = rest.filter((word) => word.startsWith(prefix))
    if (!line.includes(' lua] ') && named.length > 0) said.push([command.toLowerCase(), ...named])
  })
  return { said, stop: () => void socket.destroy() }
}

describe('what doctor sees', () => {
  test('version, memory, speed and clock of a server that is well', async () => {
    const seen = await describeRedis(redisAddress())
    expect(seen).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/),
      run: 'told',
      role: 'master',
      advice: [],
    })
    expect(seen.roundTripMs).toBeLessThan(1_000)
    expect(Math.abs(seen.clockAheadMs)).toBeLessThan(2_000)
    expect(seen.usedBytes).toBeGreaterThan(0)
  })

  test('nobody answers, or not as a server that can be used: said in words that tell what to do', async () => {
    await expect(describeRedis('redis://127.0.0.1:1')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('REDIS_URL'),
    })
    const full = await ownRedis('--maxmemory', '10mb', '--maxmemory-policy', 'noeviction')
    try {
      const { advice } = await describeRedis(full.url)
      expect(advice.join()).toContain('allkeys-lru')
    } finally {
      await full.remove()
    }
  })
})
