import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { expect, onTestFinished, test, vi } from 'vitest'
import { consumerOf } from '../../src/bus.ts'
import type { KafkaHooks } from '../../src/connections.ts'
import { createKafkaEventBus } from '../../src/core/adapters/kafka/event-bus.ts'
import { migrateKafka } from '../../src/core/adapters/kafka/topics.ts'
import { createRedisListCache } from '../../src/core/adapters/redis/list-cache.ts'
import { eventTypes, topics } from '../../src/core/domain/events.ts'
import { createLog } from '../../src/log.ts'
import { aSchool, ground } from '../support/a-school.ts'
import { aWholeStudent, lateEvents, trace } from '../support/a-whole-student.ts'
import { aCaller } from '../support/builders.ts'
import { newPrefix, redisAddress, redisUp } from '../support/redis-server.ts'
import { tablesWith } from '../support/search-tables.ts'

const on = ground()

test('[T-20] on real servers: no key of Redis names the student, and events that Kafka still held bring nobody back', async () => {
  const prefix = newPrefix()
  const connection = await redisUp(redisAddress(), { prefix })
  const redis = new Redis(redisAddress())
  onTestFinished(async () => {
    redis.disconnect()
    await connection.close()
  })
  const kafka = {
    ...{ brokers: (process.env.KAFKA_BROKERS ?? '').split(','), clientId: 'shelftalk-test' },
    ...{ topicPrefix: `erasure-${randomUUID().slice(0, 8)}.`, partitions: 1, replicationFactor: null },
    ...{ ssl: false, sasl: null },
  }
  await migrateKafka({ ...kafka, consumers: consumerOf, log: createLog('silent') })
  const school = await aSchool(on, {
    cache: createRedisListCache(connection),
    around: { kafka: (hooks: KafkaHooks) => createKafkaEventBus({ ...kafka, ...hooks }) },
  })
  await aWholeStudent(school)
  await school.list(trace.studentId)
  const words = Object.values(trace)
  const keysWithIt = async () =>
    (await redis.keys(`${prefix}*`)).filter((key) => words.some((word) => key.includes(word)))
  expect((await keysWithIt()).length).toBeGreaterThan(1)

  const { app, id } = school
  const admin = aCaller({ school_id: id, role: 'admin' })
  const { erasure_id } = await app.flows.privacy.erase(admin, trace.studentId)
  await school.drain()
  for (const event of lateEvents(school)) await app.bus.publish(eventTypes[event.type].topic, [event])
  await vi.waitFor(
    async () => {
      for (const topic of topics) expect([topic, await app.bus.lag(topic)]).toEqual([topic, 0])
    },
    { timeout: 20_000, interval: 50 },
  )
  expect(await app.bus.buried()).toBe(0)
  expect(await keysWithIt()).toEqual([])
  expect(await tablesWith(on.driver, id, words)).toEqual([])
  expect(await app.flows.privacy.receipt(admin, erasure_id)).toMatchObject({
    ...{ finished_at: expect.any(String), rewritten: false },
    removed: { cached_list: expect.any(Number) },
  })
})
