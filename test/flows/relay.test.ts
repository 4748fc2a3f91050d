import { uuidv7 } from 'uuidv7'
import { describe, expect, test, vi } from 'vitest'
import { makeEvent, type ShelftalkEvent } from '../../src/core/domain/events.ts'
import type { OutboxRow } from '../../src/core/ports/messages.ts'
import type { EventBus } from '../../src/core/ports/runtime.ts'
import type { Store, SystemRows } from '../../src/core/ports/store.ts'
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
    const published: string[] = []
    const wires = { publish: async (): Promise<void> => {}, looked: (): void => {} }
    const system = {
      outbox: {
        next: async (topic: string) => {
          const found = rows.filter((row) => row.topic === topic)
          if (topic === 'feedback') wires.looked()
          return found
        },
        remove: async (ids: readonly number[]) => {
          for (const id of ids)
            rows.splice(
              rows.findIndex((row) => row.outbox_id === id),
              1,
            )
        },
      },
    } as unknown as SystemRows
    const store = { system: (work) => work(system) } as Pick<Store, 'system'>
    const bus = {
      publish: async (_topic, events) => {
        await wires.publish()
        published.push(...events.map((event) => event.id))
      },
    } as Pick<EventBus, 'publish'> as EventBus
    const relay = createRelay({ store, bus, log: createLog('silent'), onPublished: () => {} })
    let number = 0
    const put = (event: ShelftalkEvent): void => {
      rows.push({ outbox_id: ++number, topic: 'feedback', key: event.subject, event })
    }
    return { relay, rows, published, wires, put }
  }

  test('misses no wake-up that comes while it looks', async () => {
    const { relay, published, wires, put } = aLine()
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

  test('takes a row out only when the bus has answered for it', async () => {
    const { relay, rows, published, wires, put } = aLine()
    let failures = 0
    wires.publish = async () => {
      if (failures++ === 0) throw new Error('the bus is away')
    }
    put(vote('school', 'b1'))
    relay.start()
    await vi.waitFor(() => expect(failures).toBe(1))
    expect(rows).toHaveLength(1)
    await vi.waitFor(() => expect(rows).toHaveLength(0), { timeout: 5000 })
    expect(published).toHaveLength(1)
    await relay.stop()
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
