import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createMemoryRateCounter } from '../../src/core/adapters/memory/rate-counter.ts'
import type { RedisConnection } from '../../src/core/adapters/redis/connection.ts'
import { createRedisListCache } from '../../src/core/adapters/redis/list-cache.ts'
import { createRedisLive } from '../../src/core/adapters/redis/live.ts'
import { createRedisRateCounter } from '../../src/core/adapters/redis/rate-counter.ts'
import type { ListCache } from '../../src/core/ports/runtime.ts'
import {
  isUp,
  newPrefix,
  type OwnRedis,
  ownRedis,
  redisMaybe,
  type Told,
  type Wire,
  wireTo,
} from '../support/redis-server.ts'

/** No command takes longer, with room for a busy machine. */
const boundMs = 600
/** A server that says nothing for so long is taken for dead. */
const deadMs = 2_000

let server: OwnRedis
let prefix: string
const closing: (() => Promise<void>)[] = []
beforeAll(async () => {
  server = await ownRedis()
})
beforeEach(() => {
  prefix = newPrefix()
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
afterAll(() => server.remove())

/** A process: its connection and what it holds on it. */
async function aProcess(url = server.url, bounds?: Parameters<typeof createRedisListCache>[1]) {
  const told: Told[] = []
  const connection = redisMaybe(url, { prefix, told })
  closing.push(() => connection.close())
  const cache = createRedisListCache(connection, bounds)
  await isUp(connection)
  return { connection, cache, told }
}

const isAway = (connection: RedisConnection): Promise<void> =>
  vi.waitFor(() => expect(connection.isUp()).toBe(false), { timeout: 5_000, interval: 2 })

async function aWire(hidden: readonly string[] = [], port = server.port): Promise<Wire> {
  const wire = await wireTo(port, hidden)
  closing.push(() => wire.close())
  return wire
}

const put = (cache: ListCache, reader: number, school = 1, readerId = 'ada'): Promise<boolean> =>
  cache.put('s', readerId, 'v', {
    body: Buffer.from(`${reader}/${school}`),
    bookIds: [],
    versions: { reader, school },
  })
const read = async (cache: ListCache, readerId = 'ada'): Promise<string | undefined> =>
  (await cache.get('s', readerId, 'v'))?.body.toString()
const raise = (cache: ListCache, version: number, ...readers: string[]): Promise<void> =>
  cache.raiseReaders(
    's',
    (readers.length === 0 ? ['ada'] : readers).map((reader_id) => ({ reader_id, version })),
  )

/** What `work` answers, which must be soon. */
async function soon<T>(work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  const answer = await work()
  expect(performance.now() - startedAt).toBeLessThan(boundMs)
  return answer
}

/** Reads until `until` holds; everything that was read on the way. */
async function readUntil(cache: ListCache, until: () => boolean): Promise<Set<string | undefined>> {
  const seen = new Set<string | undefined>()
  await vi.waitFor(
    async () => {
      seen.add(await read(cache))
      expect(until()).toBe(true)
    },
    { timeout: 10_000, interval: 1 },
  )
  for (let more = 0; more < 20; more++) seen.add(await read(cache))
  return seen
}

describe('a server that was killed', () => {
  test('and comes back empty is cold, and no list of before comes back', async () => {
    const { cache, connection } = await aProcess()
    await put(cache, 1)
    expect(await read(cache)).toBe('1/1')
    await server.kill()
    await isAway(connection)
    expect(await soon(() => put(cache, 1))).toBe(true)
    expect(await soon(() => read(cache))).toBeUndefined()
    await server.start()
    expect(await readUntil(cache, () => connection.isUp())).toEqual(new Set([undefined]))
  })

  test('and comes back with an old snapshot serves no list that had been ended since, to nobody', async () => {
    const one = await aProcess()
    await put(one.cache, 1)
    const admin = new Redis(server.url)
    await admin.save()
    admin.disconnect()
    await raise(one.cache, 2)
    await server.kill()
    await server.start()
    const seen = await readUntil(one.cache, () => one.connection.isUp())
    expect(seen).toEqual(new Set([undefined]))
    const another = await aProcess()
    expect(await read(another.cache)).toBeUndefined()
    // The old list is there, under the name of a run that has ended.
    const again = new Redis(server.url)
    expect(await again.keys(`${prefix}:*:l:ada:v`)).toHaveLength(1)
    again.disconnect()
    // A process that knew no other run keeps lists at once.
    await put(another.cache, 2)
    expect(await read(another.cache)).toBe('2/1')
    expect(await read(one.cache)).toBe('2/1')
  })

  test('a list that was begun before and overtaken before does not get into the run that never heard of it', async () => {
    const bounds = {
      listHours: 12,
      versionHours: 24,
      listMinutesOnUnknown: 1,
      versionsAtOnce: 500,
      maxUntold: 10,
    }
    const { cache, connection } = await aProcess(server.url, { ...bounds, longestMakingSeconds: 1 })
    await put(cache, 1)
    await raise(cache, 2)
    await server.kill()
    await isAway(connection)
    await server.start()
    await isUp(connection)
    expect(await put(cache, 1)).toBe(true)
    expect(await read(cache)).toBeUndefined()
    await vi.waitFor(
      async () => {
        await put(cache, 2)
        expect(await read(cache)).toBe('2/1')
      },
      { timeout: 5_000, interval: 20 },
    )
  })

  test('is told of once when it goes and once when it is back, with how much it did not answer', async () => {
    const { cache, connection, told } = await aProcess()
    await server.kill()
    await isAway(connection)
    for (let at = 0; at < 50; at++) await read(cache)
    await server.start()
    await isUp(connection)
    expect(told.map(({ text }) => text)).toEqual([
      expect.stringContaining('Redis is away'),
      expect.stringContaining('Redis is back'),
    ])
    expect(told[1]?.about).toMatchObject({ not_answered: expect.toSatisfy((count: number) => count >= 50) })
  })
})

describe('a connection that is lost while the server goes on', () => {
  test('a version raised meanwhile is told before anything is read again', async () => {
    const wire = await aWire()
    const near = await aProcess(wire.url)
    const far = await aProcess()
    await put(near.cache, 1)
    wire.cut()
    await isAway(near.connection)
    await soon(() => raise(near.cache, 2))
    await soon(() => near.cache.raiseSchool('t', 5))
    expect(await soon(() => put(near.cache, 1))).toBe(false)
    expect(await soon(() => put(near.cache, 2))).toBe(true)
    wire.mend()
    expect(await readUntil(near.cache, () => near.connection.isUp())).toEqual(new Set([undefined]))
    expect(await read(far.cache)).toBeUndefined()
    expect(await put(far.cache, 1)).toBe(false)
    expect(await put(far.cache, 2)).toBe(true)
    expect(await read(near.cache)).toBe('2/1')
    const old = { body: Buffer.from(''), bookIds: [], versions: { reader: 1, school: 4 } }
    expect(await far.cache.put('t', 'ada', 'v', old)).toBe(false)
  })

  test('nobody hears that a version was raised while others are still served what it ended', async () => {
    const wire = await aWire()
    const near = await aProcess(wire.url)
    const far = await aProcess()
    await put(near.cache, 1)
    wire.hold()
    const raising = raise(near.cache, 2)
    await isAway(near.connection)
    expect(await read(far.cache)).toBe('1/1')
    await raising
    expect(await read(far.cache)).toBeUndefined()
  })

  test('of many versions raised for a reader the highest wins, whatever order they came in', async () => {
    const wire = await aWire()
    const { cache, connection } = await aProcess(wire.url)
    wire.cut()
    await isAway(connection)
    for (const version of [3, 7, 5]) await raise(cache, version)
    expect(await put(cache, 6)).toBe(false)
    wire.mend()
    await isUp(connection)
    expect(await put(cache, 6)).toBe(false)
    expect(await put(cache, 7)).toBe(true)
    expect(await read(cache)).toBe('7/1')
  })

  test('more versions than can be remembered end all lists', async () => {
    const wire = await aWire()
    const bounds = { listHours: 12, versionHours: 24, listMinutesOnUnknown: 1, longestMakingSeconds: 1 }
    const { cache, connection } = await aProcess(wire.url, { ...bounds, versionsAtOnce: 2, maxUntold: 3 })
    const readers = Array.from({ length: 10 }, (_, at) => `r${at}`)
    for (const reader of [...readers, 'other']) await put(cache, 1, 1, reader)
    wire.cut()
    await isAway(connection)
    await raise(cache, 2, ...readers)
    wire.mend()
    await isUp(connection)
    for (const reader of [...readers, 'other']) expect(await read(cache, reader)).toBeUndefined()
    await put(cache, 2, 1, 'r9')
    expect(await read(cache, 'r9')).toBe('2/1')
  })

  test('votes that come in without a pause do not keep the cache away', async () => {
    const wire = await aWire()
    const { cache, connection } = await aProcess(wire.url)
    let version = 1
    let isOver = false
    const voting = (async () => {
      while (!isOver) {
        await raise(cache, ++version)
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    wire.cut()
    await isAway(connection)
    wire.mend()
    await isUp(connection)
    isOver = true
    await voting
    expect(await put(cache, version - 1)).toBe(false)
    expect(await put(cache, version)).toBe(true)
    expect(await read(cache)).toBe(`${version}/1`)
  })
})

describe('a server that hangs', () => {
  test('costs each who reads no more than the bound, who raises a moment, and then nobody; what was raised holds', async () => {
    const { cache, connection } = await aProcess()
    const limits = createRedisRateCounter(connection, createMemoryRateCounter())
    const window = { points: 5, seconds: 60, wanted: 2 }
    await put(cache, 1)
    server.hold()
    const heldAt = performance.now()
    try {
      await Promise.all([
        soon(async () => expect(await read(cache)).toBeUndefined()),
        raise(cache, 2),
        soon(async () => expect(await limits.take('k', window)).toMatchObject({ taken: 2, used: 2 })),
      ])
      expect(performance.now() - heldAt).toBeLessThan(deadMs + boundMs)
      // From here on it is known, and nobody waits.
      const startedAt = performance.now()
      for (let at = 0; at < 100; at++) expect(await read(cache)).toBeUndefined()
      await raise(cache, 3)
      expect(await put(cache, 2)).toBe(false)
      expect(performance.now() - startedAt).toBeLessThan(boundMs)
    } finally {
      server.goOn()
    }
    expect(await readUntil(cache, () => connection.isUp())).toEqual(new Set([undefined]))
    expect(await put(cache, 2)).toBe(false)
    expect(await put(cache, 3)).toBe(true)
    expect(await read(cache)).toBe('3/1')
  })

  test('a process that was busy itself for longer than the bound takes no harm', async () => {
    const { cache, connection, told } = await aProcess()
    await put(cache, 1)
    const reading = read(cache)
    const until = performance.now() + 600
    while (performance.now() < until); // as a long calculation would
    await reading
    await isUp(connection)
    expect(await read(cache)).toBe('1/1')
    expect(told.map(({ text }) => text).filter((text) => text.includes('away'))).toEqual([])
  })
})

describe('a server that gave its part to another and got it back', () => {
  test('serves no list of its first time', async () => {
    const second = await ownRedis('--repl-diskless-sync-delay', '0')
    const admins = [new Redis(server.url), new Redis(second.url)] as const
    const follow = async (replica: Redis, master: OwnRedis): Promise<void> => {
      await replica.replicaof('127.0.0.1', master.port)
      await vi.waitFor(
        async () => expect(await replica.info('replication')).toContain('master_link_status:up'),
        {
          timeout: 20_000,
        },
      )
    }
    const [first, other] = admins
    try {
      const before = await aProcess()
      await put(before.cache, 1)
      await follow(other, second.port === server.port ? second : server)
      await before.connection.close()
      await other.replicaof('NO', 'ONE')
      const meanwhile = await aProcess(second.url)
      expect(await read(meanwhile.cache)).toBeUndefined()
      await raise(meanwhile.cache, 2)
      await follow(first, second)
      await meanwhile.connection.close()
      // Whoever comes to it now finds a server that takes no writes, and does not use it.
      const early = redisMaybe(server.url, { prefix })
      closing.push(() => early.close())
      const cache = createRedisListCache(early)
      expect(await read(cache)).toBeUndefined()
      await first.replicaof('NO', 'ONE')
      await isUp(early)
      expect(await first.keys(`${prefix}:*:l:ada:v`)).toHaveLength(1)
      expect(await read(cache)).toBeUndefined()
    } finally {
      for (const admin of admins) admin.disconnect()
      await second.remove()
    }
  })
})

describe('a server without memory left', () => {
  test('forgets what it cannot be told the version of, and goes on with the rest', async () => {
    const { cache, connection } = await aProcess()
    const admin = new Redis(server.url)
    await put(cache, 1, 1, 'ada')
    await put(cache, 1, 1, 'bo')
    try {
      await admin.config('SET', 'maxmemory', '1')
      await raise(cache, 2, 'ada')
      expect(await read(cache, 'ada')).toBeUndefined()
      expect(await read(cache, 'bo')).toBe('1/1')
      expect(await put(cache, 2, 1, 'ada')).toBe(true)
      expect(connection.isUp()).toBe(true)
    } finally {
      await admin.config('SET', 'maxmemory', '0')
      admin.disconnect()
    }
  })
})

describe('a server that takes no writes', () => {
  test('is as good as away: it may hold lists of which it could not be told that they are outdated', async () => {
    const { cache, connection } = await aProcess()
    const admin = new Redis(server.url)
    await put(cache, 1)
    try {
      await admin.config('SET', 'min-replicas-to-write', '1')
      await soon(() => raise(cache, 2))
      expect(await read(cache)).toBeUndefined()
      await isAway(connection)
      const another = redisMaybe(server.url, { prefix })
      closing.push(() => another.close())
      const other = createRedisListCache(another)
      for (let at = 0; at < 50; at++) {
        expect(await read(other)).toBeUndefined()
        await admin.ping()
      }
      expect([connection.isUp(), another.isUp()]).toEqual([false, false])
    } finally {
      await admin.config('SET', 'min-replicas-to-write', '0')
      admin.disconnect()
    }
    await isUp(connection)
    expect(await put(cache, 1)).toBe(false)
  })
})

describe('a server that does not tell which run it is', () => {
  const listSeconds = async (): Promise<number> => {
    const admin = new Redis(server.url)
    const [key] = await admin.keys(`${prefix}:*:l:ada:v`)
    const seconds = await admin.ttl(key!)
    admin.disconnect()
    return seconds
  }

  test('is told apart by its replication, if it shows that', async () => {
    const { cache, told } = await aProcess((await aWire(['run_id:'])).url)
    await put(cache, 1)
    expect(await read(cache)).toBe('1/1')
    expect(await listSeconds()).toBeGreaterThan(3_600)
    expect(told).toEqual([])
  })

  test('else keeps lists for a minute only, which is said once', async () => {
    const wire = await aWire(['run_id:', 'master_replid:'])
    const { cache, told, connection } = await aProcess(wire.url)
    await put(cache, 1)
    expect(await listSeconds()).toBeLessThanOrEqual(60)
    wire.cut()
    await isAway(connection)
    wire.mend()
    await isUp(connection)
    expect(told.filter(({ text }) => text.includes('run_id'))).toHaveLength(1)
  })
})

describe('live messages and limits', () => {
  test('go on within the process while Redis is away, and between processes once it is back', async () => {
    const [one, other] = [await aProcess(), await aProcess()]
    const lives = [createRedisLive(one.connection), createRedisLive(other.connection)] as const
    const heard: string[] = []
    lives[0].subscribe('s', (message) => void heard.push(message.kind))
    await server.kill()
    await isAway(one.connection)
    lives[0].publish('s', { kind: 'list.changed', student_id: 'ada' })
    expect(heard).toEqual(['list.changed'])
    const counters = [one, other].map(({ connection }) =>
      createRedisRateCounter(connection, createMemoryRateCounter()),
    )
    const window = { points: 5, seconds: 600, wanted: 3 }
    for (const counter of counters) expect(await counter.take('k', window)).toMatchObject({ taken: 3 })
    await server.start()
    await Promise.all([isUp(one.connection), isUp(other.connection)])
    await vi.waitFor(
      () => {
        lives[1].publish('s', { kind: 'import', import_id: 'i', state: 'running', accepted: 0, refused: 0 })
        expect(heard).toContain('import')
      },
      { timeout: 10_000 },
    )
    expect(await counters[0]?.take('k', window)).toMatchObject({ taken: 3, used: 3 })
    expect(await counters[1]?.take('k', window)).toMatchObject({ taken: 2, used: 5 })
  })

  test('a process starts without a Redis, and uses it as soon as there is one', async () => {
    await server.kill()
    const told: Told[] = []
    const connection = redisMaybe(server.url, { prefix, told })
    closing.push(() => connection.close())
    const cache = createRedisListCache(connection)
    createRedisLive(connection)
    expect(await soon(() => put(cache, 1))).toBe(true)
    await raise(cache, 2)
    await server.start()
    await isUp(connection)
    expect(await put(cache, 1)).toBe(false)
    await put(cache, 2)
    expect(await read(cache)).toBe('2/1')
  })
})
