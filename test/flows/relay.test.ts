import { uuidv7 } from 'uuidv7'
import { describe, expect, test, vi } from 'vitest'
import { createOwnSignals } from '../../src/core/adapters/memory/signals.ts'
import { makeEvent, type ShelftalkEvent } from '../../src/core/domain/events.ts'
import type { EventBus, Leases } from '../../src/core/ports/runtime.ts'
import type { Store, SystemRows } from '../../src/core/ports/store.ts'
import type { OutboxRow } from '../../src/core/ports/work/messages.ts'
import { createLog } from '../../src/log.ts'
import { createRelay } from '../../src/workers/relay.ts'
import { aSchool, ground } from '../support/a-school.ts'
import { aBook } from '../support/builders.ts'

const on = ground()

const vote = (school: string, book_id: string): ShelftalkEvent =>
  makeEvent(
    'shelftalk.feedback.given',
    { id: uuidv7(), school, subject: 'ada', time: new Date() },
    { reader_id: 'ada', book_id, vote: 'up', voter: 'self' },
  )

describe('the relay', () => {
  /** An outbox of a few rows, and what was published of it; `publish` may be made to fail. */
  function aLine() {
    const rows: OutboxRow[] = []
    const marked = new Set<number>()
    const published: string[] = []
    const wires = { publish: async (): Promise<void> => {}, looked: (): void => {} }
    const system = {
      outbox: {
        dueTopics: async () => {
          const due = rows.filter((row) => !marked.has(row.outbox_id)).map((row) => row.topic)
          wires.looked()
          return new Set(due)
        },
        next: async (topic: string) =>
          rows.filter((row) => row.topic === topic && !marked.has(row.outbox_id)),
        published: async (ids: readonly number[]) => {
          for (const id of ids) marked.add(id)
        },
        publishAgain: async () => 0,
      },
    } as unknown as SystemRows
    const store = { system: (work) => work(system) } as Pick<Store, 'system'>
    const bus = {
      keeps: true,
      lag: async () => 0,
      publish: async (_topic, events) => {
        await wires.publish()
        published.push(...events.map((event) => event.id))
      },
    } as Partial<EventBus> as EventBus
    const relay = (leases: Leases = createOwnSignals()) =>
      createRelay({
        ...{ store, bus, leases, log: createLog('silent') },
        clock: () => new Date(),
      })
    let number = 0
    const put = (event: ShelftalkEvent): void => {
      rows.push({ outbox_id: ++number, topic: 'feedback', key: event.subject, event })
    }
    return { relay, marked, published, wires, put }
  }

  test('misses no wake-up that comes while it looks', async () => {
    const line = aLine()
    const { published, wires, put } = line
    const relay = line.relay()
    const event = vote('school', 'b1')
    wires.looked = () => {
      wires.looked = () => {}
      put(event)
      relay.wake()
    }
    relay.start()
    await vi.waitFor(() => expect(published).toEqual([event.id]), { timeout: 500 })
    await relay.stop()
    await relay.stop()
  })

  test('marks a row only when the bus has answered for it', async () => {
    const line = aLine()
    const { marked, published, wires, put } = line
    const relay = line.relay()
    let failures = 0
    wires.publish = async () => {
      if (failures++ === 0) throw new Error('the bus is away')
    }
    put(vote('school', 'b1'))
    relay.start()
    await vi.waitFor(() => expect(failures).toBe(1))
    expect(marked.size).toBe(0)
    await vi.waitFor(() => expect(marked.size).toBe(1), { timeout: 5000 })
    expect(published).toHaveLength(1)
    await relay.stop()
  })

  test('[T-41] one relay a topic: another stands by, and takes over when the first one ends', async () => {
    const line = aLine()
    const leases = createOwnSignals()
    const first = line.relay(leases)
    const second = line.relay(leases)
    first.start()
    line.put(vote('school', 'b1'))
    await vi.waitFor(() => expect(line.published).toHaveLength(1))
    let looks = 0
    line.wires.looked = () => looks++
    second.start()
    second.wake()
    await first.stop()
    line.put(vote('school', 'b2'))
    await vi.waitFor(() => expect(line.published).toHaveLength(2), { timeout: 5000 })
    expect(looks).toBeGreaterThan(0)
    await second.stop()
  })
})

test('[T-45] an event that nobody can read is buried with its reason, and the reader’s next one is applied', async () => {
  const school = await aSchool(on)
  await school.books([aBook({ book_id: 'b1', themes: ['sea'] })])
  await school.students({ student_id: 'ada' })
  const poison = { ...vote(school.id, 'b1'), dataschema: 'shelftalk.feedback.given/v99' }
  await school.app.core.store.school(school.id, (rows) => rows.outbox.add([poison]))
  await school.give('ada', 'b1', 'up')
  await school.drain()
  const letters = await school.sql<{
    event: ShelftalkEvent
    consumer: string
    tries: number
    reason: string
  }>('select event, consumer, tries, reason from dead_letter')
  expect(letters).toEqual([
    { event: poison, consumer: 'preferences', tries: 5, reason: expect.stringMatching(/v1/) },
  ])
  const taste = await school.app.core.store.school(school.id, (rows) => rows.vectors.preferences('ada'))
  expect(taste?.themes).toEqual([['sea', 2]])
})

test('[T-45] what was buried is put back by a replay, pending again until it is applied', async () => {
  const school = await aSchool(on)
  await on.driver.asOwner((sql) => sql.script('truncate dead_letter'))
  await school.books([aBook({ book_id: 'b1', themes: ['sea'] })])
  await school.students({ student_id: 'ada' })
  const { store } = school.app.core
  const poison = { ...vote(school.id, 'b1'), dataschema: 'shelftalk.feedback.given/v99' }
  await store.school(school.id, (rows) => rows.outbox.add([poison]))
  school.app.core.wakeRelay()
  await school.drain()
  expect(await school.app.bus.buried()).toBe(1)
  // The mended program knows what it did not know before.
  await school.sql(
    "update dead_letter set event = jsonb_set(event, '{dataschema}', '\"shelftalk.feedback.given/v1\"')",
  )
  expect(await school.app.bus.replay('checkouts')).toBe(0)
  expect(await school.app.bus.replay('feedback')).toBe(1)
  await school.drain()
  expect(await school.app.bus.buried()).toBe(0)
  expect(await school.sql('select 1 from inbox where event_id = $1', [poison.id])).toHaveLength(1)
})
