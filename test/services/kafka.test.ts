import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { describeKafka } from '../../src/core/adapters/kafka/describe.ts'
import { createKafkaEventBus } from '../../src/core/adapters/kafka/event-bus.ts'
import type { KafkaBusOptions } from '../../src/core/adapters/kafka/options.ts'
import { migrateKafka } from '../../src/core/adapters/kafka/topics.ts'
import type { ShelftalkEvent } from '../../src/core/domain/events.ts'
import type { EventBus, Outcome } from '../../src/core/ports/runtime.ts'
import {
  aGate,
  anEvent,
  type BusGround,
  carry,
  consumerHere,
  type DeadLetter,
  eventBusSuite,
  triesHere,
} from '../contracts/event-bus.ts'

const brokers = (process.env.KAFKA_BROKERS ?? '').split(',')
const sessionTimeoutMs = 2_000
const done: Outcome = { done: 'done' }

/** A client that shares nothing with the adapter, to look from outside. */
const outside = new Kafka({ brokers, clientId: 'test', logLevel: logLevel.NOTHING })

const newPrefix = (): string => `test-${randomUUID().slice(0, 8)}.`
const prefixes: string[] = []

function optionsFor(prefix: string, more: Partial<KafkaBusOptions> = {}): KafkaBusOptions {
  if (!prefixes.includes(prefix)) prefixes.push(prefix)
  return {
    brokers,
    clientId: 'shelftalk-test',
    topicPrefix: prefix,
    ssl: false,
    sasl: null,
    partitions: 2,
    replicationFactor: null,
    consumers: {
      feedback: consumerHere,
      checkouts: 'profile',
      books: 'vector-index',
      'reader-embeddings': 'similarity',
      schools: 'school-lists',
      jobs: 'jobs',
    },
    keysAtOnce: 4,
    maxTries: triesHere,
    retryMs: () => 10,
    sessionTimeoutMs,
    watch: () => {},
    onBuried: async () => {},
    restore: async () => {},
    log: { debug: () => {}, info: () => {}, warn: () => {} },
    ...more,
  }
}

const waitFor = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 20_000, interval: 20 })

/** All messages of a topic, read by a client of our own. */
async function messagesOf(topic: string) {
  const admin = outside.admin()
  const consumer = outside.consumer({ groupId: `look-${randomUUID()}`, maxWaitTimeInMs: 100 })
  await Promise.all([admin.connect(), consumer.connect()])
  try {
    // A topic that was just made has no leader for a moment.
    const ranges = await vi.waitFor(() => admin.fetchTopicOffsets(topic), 10_000)
    const count = ranges.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0)
    const found: { key: string; value: string; headers: Record<string, string> }[] = []
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({
      eachMessage: async ({ message: { key, value, headers } }) => {
        const shown = Object.entries(headers ?? {}).map(([name, one]) => [name, String(one)])
        found.push({ key: String(key), value: String(value), headers: Object.fromEntries(shown) })
      },
    })
    await waitFor(() => expect(found).toHaveLength(count))
    return found
  } finally {
    await Promise.all([admin.disconnect(), consumer.disconnect()])
  }
}

function onKafka(): BusGround {
  const prefix = newPrefix()
  return {
    bus: (restore) =>
      createKafkaEventBus(optionsFor(prefix, { restore: async (_, events) => restore(events) })),
    async letters(): Promise<DeadLetter[]> {
      const messages = await messagesOf(`${prefix}feedback.dead-letters`)
      return messages.map(({ value, headers }) => ({
        consumer: headers['dead-consumer'] ?? '',
        event_id: (JSON.parse(value) as ShelftalkEvent).id,
        reason: headers['dead-reason'] ?? '',
        tries: Number(headers['dead-tries']),
      }))
    },
  }
}

afterAll(async () => {
  const admin = outside.admin()
  await admin.connect()
  const made = (await admin.listTopics()).filter((name) => prefixes.some((prefix) => name.startsWith(prefix)))
  await admin.deleteTopics({ topics: made })
  await admin.disconnect()
})

describe('the bus on Kafka', () => {
  eventBusSuite(onKafka)
})

describe('the bus on Kafka alone', () => {
  const running: EventBus[] = []
  afterEach(() => Promise.all(running.splice(0).map((bus) => bus.stop())))

  async function aBus(
    prefix: string,
    handle: (event: ShelftalkEvent) => Promise<Outcome>,
    more: Partial<KafkaBusOptions> = {},
  ): Promise<EventBus> {
    const bus = createKafkaEventBus(optionsFor(prefix, more))
    running.push(bus)
    bus.subscribe({ consumer: consumerHere, topic: 'feedback', handle })
    await bus.start()
    return bus
  }

  async function partitionsByMember(prefix: string): Promise<number[]> {
    const admin = outside.admin()
    await admin.connect()
    const { groups } = await admin.describeGroups([`${prefix}${consumerHere}`])
    await admin.disconnect()
    const members = groups[0]?.members ?? []
    return members.map(({ memberAssignment }) => (memberAssignment.length === 0 ? 0 : 1))
  }

  test('an event travels as a CloudEvent in structured mode, keyed by school and reader', async () => {
    const prefix = newPrefix()
    const bus = await aBus(prefix, async () => done)
    const event = anEvent('ada')
    await bus.publish('feedback', [event])
    const [message] = await messagesOf(`${prefix}feedback`)
    expect(message?.key).toBe('school/ada')
    expect(JSON.parse(message?.value ?? '')).toEqual(event)
    expect(message?.headers).toEqual({ 'content-type': 'application/cloudevents+json; charset=UTF-8' })
  })

  test('[T-45] a message that is no event is buried as it came, holds up nothing, and is replayed as it came', async () => {
    const prefix = newPrefix()
    const seen: string[] = []
    const bus = await aBus(prefix, async ({ id }) => {
      seen.push(id)
      return done
    })
    const producer = outside.producer()
    await producer.connect()
    const foreign = [
      { key: 'school/ada', value: '{"half":' },
      { key: 'school/ada', value: '{"type":"of somebody else"}' },
      { key: null, value: null },
    ]
    await producer.send({ topic: `${prefix}feedback`, messages: foreign })
    await producer.disconnect()
    const event = anEvent('ada')
    await bus.publish('feedback', [event])
    await waitFor(() => expect(seen).toEqual([event.id]))
    await waitFor(async () => expect(await bus.buried()).toBe(3))
    const letters = await messagesOf(`${prefix}feedback.dead-letters`)
    expect(letters.map(({ value }) => value).sort()).toEqual(foreign.map(({ value }) => String(value)).sort())
    expect(letters[0]?.headers).toMatchObject({ 'dead-consumer': consumerHere, 'dead-tries': '1' })
    expect(await bus.replay('feedback')).toBe(3)
    await waitFor(async () => expect(await bus.buried()).toBe(3))
    const sent = (await messagesOf(`${prefix}feedback`)).filter(({ value }) => value === foreign[0]?.value)
    expect(sent.map(({ headers }) => headers)).toEqual([{}, {}])
  })

  test('[T-45] a buried event is told to the outbox, again until the outbox has heard', async () => {
    const told: string[] = []
    const onBuried = async (id: string): Promise<void> => {
      told.push(id)
      if (told.length === 1) throw new Error('the database is away')
    }
    const bus = await aBus(newPrefix(), () => Promise.reject(new Error('no')), { onBuried })
    const event = anEvent('ada')
    await bus.publish('feedback', [event])
    await waitFor(() => expect(told).toEqual([event.id, event.id]))
    await waitFor(async () => expect(await bus.lag('feedback')).toBe(0))
    expect(await bus.buried()).toBe(1)
  })

  test('a process that consumes nothing publishes, and knows lag and dead letters', async () => {
    const prefix = newPrefix()
    const api = createKafkaEventBus(optionsFor(prefix))
    running.push(api)
    await api.publish('feedback', [anEvent('ada'), anEvent('bo')])
    expect(await api.lag('feedback')).toBe(2)
    await aBus(prefix, async ({ subject }) => {
      if (subject === 'bo') throw new Error('not bo')
      return done
    })
    await waitFor(async () => expect([await api.lag('feedback'), await api.buried()]).toEqual([0, 1]))
  })

  test('several processes make the topics at once, and a description says what is there', async () => {
    const options = optionsFor(newPrefix())
    expect(await describeKafka(options)).toMatchObject({ brokers: 1, topics: [], buried: 0 })
    await Promise.all([migrateKafka(options), migrateKafka(options), migrateKafka(options)])
    const seen = await describeKafka(options)
    expect(seen.missing).toEqual([])
    expect(seen.topics).toContainEqual({
      name: `${options.topicPrefix}feedback`,
      group: `${options.topicPrefix}preferences`,
      partitions: 2,
      copies: 1,
      lag: 0,
    })
  })

  test('two processes share the partitions, and a stop hands over in a moment', async () => {
    const prefix = newPrefix()
    const seenBy = { a: new Set<string>(), b: new Set<string>() }
    const note = (seen: Set<string>) => async (event: ShelftalkEvent) => {
      seen.add(event.id)
      return done
    }
    const a = await aBus(prefix, note(seenBy.a))
    const b = await aBus(prefix, note(seenBy.b))
    await waitFor(async () => expect(await partitionsByMember(prefix)).toEqual([1, 1]))
    const events = Array.from({ length: 40 }, (_, k) => anEvent(`reader-${k}`))
    await a.publish('feedback', events)
    await waitFor(() => expect(seenBy.a.size + seenBy.b.size).toBe(40))
    expect(Math.min(seenBy.a.size, seenBy.b.size)).toBeGreaterThan(5)
    const stoppedAt = performance.now()
    await a.stop()
    const later = Array.from({ length: 40 }, (_, k) => anEvent(`reader-${k}`))
    await b.publish('feedback', later)
    await waitFor(() => expect(later.every(({ id }) => seenBy.b.has(id))).toBe(true))
    expect(performance.now() - stoppedAt).toBeLessThan(4_000)
  })

  test('work that takes much longer than a silent process is waited for is not given to another one', async () => {
    const prefix = newPrefix()
    const gate = aGate()
    let begun = 0
    const seen: string[] = []
    const handle = async ({ subject, id }: ShelftalkEvent) => {
      if (subject === 'long') {
        begun++
        await gate.opened
      }
      seen.push(id)
      return done
    }
    const bus = await aBus(prefix, handle)
    await aBus(prefix, handle)
    const long = anEvent('long')
    await bus.publish('feedback', [long])
    await waitFor(() => expect(begun).toBe(1))
    const startedAt = performance.now()
    // Time itself is what this is about: others come and go on for three times as long as a silent process is waited for.
    while (performance.now() - startedAt < 3 * sessionTimeoutMs) {
      const event = anEvent('quick')
      await bus.publish('feedback', [event])
      await waitFor(() => expect(seen).toContain(event.id))
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    gate.open()
    await waitFor(async () => expect(await bus.lag('feedback')).toBe(0))
    expect(begun).toBe(1)
  })

  test('a backlog larger than what is taken in hand at once is worked off in order', async () => {
    const prefix = newPrefix()
    const api = createKafkaEventBus(optionsFor(prefix))
    running.push(api)
    const events = Array.from({ length: 3_000 }, (_, k) => anEvent(`reader-${k % 7}`))
    for (let at = 0; at < events.length; at += 500) await api.publish('feedback', events.slice(at, at + 500))
    const seen: ShelftalkEvent[] = []
    await aBus(prefix, async (event) => {
      await new Promise(setImmediate)
      seen.push(event)
      return done
    })
    await waitFor(() => expect(seen).toHaveLength(events.length))
    for (let k = 0; k < 7; k++) {
      const ofReader = (all: ShelftalkEvent[]) =>
        all.filter((e) => e.subject === `reader-${k}`).map((e) => e.id)
      expect(ofReader(seen)).toEqual(ofReader(events))
    }
    await waitFor(async () => expect(await api.lag('feedback')).toBe(0))
  })
})

/** A broker may take a while to start on a machine that does other things. */
describe('[T-41] brokers that are killed', { timeout: 180_000 }, () => {
  const server = (verb: 'kill9' | 'start') =>
    promisify(execFile)('bash', ['scripts/services.sh', verb, 'kafka'])
  const running: EventBus[] = []
  afterEach(async () => {
    await server('start')
    await Promise.all(running.splice(0).map((bus) => bus.stop()))
  })

  test('[T-41] while they are away a publish says so soon, and the next one works when they are back', async () => {
    const bus = createKafkaEventBus(optionsFor(newPrefix()))
    running.push(bus)
    await bus.publish('feedback', [anEvent('ada')])
    await server('kill9')
    for (const _ of ['known', 'unknown']) {
      const startedAt = performance.now()
      await expect(bus.publish('feedback', [anEvent('ada')])).rejects.toMatchObject({ code: 'unavailable' })
      expect(performance.now() - startedAt).toBeLessThan(7_000)
    }
    await expect(bus.lag('feedback')).rejects.toMatchObject({ code: 'unavailable' })
    await server('start')
    await carry(bus, [anEvent('ada')])
    expect(await bus.lag('feedback')).toBeGreaterThanOrEqual(2)
  })

  test('[T-41] a process that starts while they are away joins when they are back', async () => {
    const prefix = newPrefix()
    await migrateKafka(optionsFor(prefix))
    await server('kill9')
    const seen: string[] = []
    const bus = createKafkaEventBus(optionsFor(prefix))
    running.push(bus)
    bus.subscribe({
      consumer: consumerHere,
      topic: 'feedback',
      handle: async ({ id }) => {
        seen.push(id)
        return done
      },
    })
    const started = bus.start()
    await server('start')
    await started
    const event = anEvent('ada')
    await carry(bus, [event])
    await waitFor(() => expect(seen).toEqual([event.id]))
  })

  test('[T-41] two processes under a stream of events lose none and keep each key in order', async () => {
    const prefix = newPrefix()
    const seen: ShelftalkEvent[] = []
    for (let process = 0; process < 2; process++) {
      const bus = createKafkaEventBus(optionsFor(prefix))
      running.push(bus)
      bus.subscribe({
        consumer: consumerHere,
        topic: 'feedback',
        handle: async (event) => {
          await new Promise(setImmediate)
          seen.push(event)
          return done
        },
      })
      await bus.start()
    }
    const [relay] = running
    if (relay === undefined) throw new Error('no bus')
    const sent: ShelftalkEvent[] = []
    const stream = async (until: () => boolean): Promise<void> => {
      for (let k = 0; !until(); k++) {
        const some = Array.from({ length: 10 }, (_, n) => anEvent(`reader-${(k + n) % 12}`))
        sent.push(...some)
        await carry(relay, some)
      }
    }
    const isSeen = (event: ShelftalkEvent | undefined) => seen.some(({ id }) => id === event?.id)
    for (let kills = 0; kills < 2; kills++) {
      let isBack = false
      const streaming = stream(() => isBack)
      await waitFor(() => expect(isSeen(sent.at(-100))).toBe(true))
      await server('kill9')
      await server('start')
      isBack = true
      await streaming
      await waitFor(() => expect(isSeen(sent.at(-1))).toBe(true))
    }
    await waitFor(() => expect(new Set(seen.map(({ id }) => id)).size).toBe(sent.length))
    for (let k = 0; k < 12; k++) {
      const ofReader = (all: ShelftalkEvent[]) =>
        all.filter((e) => e.subject === `reader-${k}`).map((e) => e.id)
      expect([...new Set(ofReader(seen))]).toEqual(ofReader(sent))
    }
    await waitFor(async () => expect(await relay.lag('feedback')).toBe(0))
  })
})
