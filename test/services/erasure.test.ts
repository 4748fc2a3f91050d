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
import { aCaller, rowsOf } from '../support/builders.ts'
import { newPrefix, redisAddress, redisUp } from '../support/redis-server.ts'
import { tablesWith } from '../support/search-tables.ts'

const on = ground()

function aSignal(): { given: Promise<void>; give(): void } {
  let give = (): void => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { given, give }
}

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

test('[T-20] on a real server: who uploads a list while the erasure ends is not made anew', async () => {
  const school = await aSchool(on, { running: false })
  const { app, id, service } = school
  const { core, flows } = app
  await core.store.school(id, (rows) => rows.readers.ensure('guest'))
  const [deleted, mayEnd] = [aSignal(), aSignal()]
  const erasing = core.store.school(id, async (rows) => {
    const subject = await rows.erasures.subjectOf('guest')
    if (subject === null) throw new Error('nobody to erase')
    const id_hashes = await core.erasedIds.hash(rows, id, subject.reader_ids)
    const removed = await rows.erasures.removeRows(subject)
    const asked = { erasure_id: core.newId(), asked_by: 'admin' as const, asked_at: core.clock() }
    await rows.erasures.put({ ...asked, id_hashes, removed, subject })
    deleted.give()
    await mayEnd.given
  })
  const waiting = () =>
    school.sql(
      `select from pg_locks l where not granted and exists (select from pg_locks h where h.pid = l.pid
         and h.relation = 'reader'::regclass and h.database = (select oid from pg_database where datname = current_database()))`,
    )
  await deleted.given
  const uploading = flows
    .addReaderBooks(service, 'guest', rowsOf([{ title: 'Holes' }]))
    .catch((error) => error)
  await vi.waitFor(async () => expect(await waiting()).toHaveLength(1))
  mayEnd.give()
  await erasing
  expect(await uploading).toMatchObject({ code: 'not_found' })
  expect(await school.sql('select from reader')).toEqual([])
})
