import { uuidv7 } from 'uuidv7'
import { beforeEach, expect, test } from 'vitest'
import type { ShelftalkEvent } from '../../../src/core/domain/events.ts'
import type { Store } from '../../../src/core/ports/store.ts'
import type { Ground } from '../../support/a-school.ts'
import { aStore, given } from './a-store.ts'

/** Outbox, inbox and dead letters. */
export function messagesSuite(on: Ground): void {
  let store: Store
  let id: string
  let other: string
  const { inSchool, inOther, opened } = aStore(on)
  beforeEach(async () => {
    ;({ store, id, other } = await opened())
  })

  test('the outbox keeps events until they are applied, and publishes again what the bus lost; the inbox claims once a consumer', async () => {
    await on.driver.asOwner((sql) => sql.script('truncate outbox'))
    const events = ['ada', 'bo', 'ada'].map((reader) => given(reader, id))
    await inSchool((rows) => rows.outbox.add(events))
    await inOther((rows) => rows.outbox.add([given('cy', other)]))
    const next = (limit: number, onePerKey = false) =>
      store.system((rows) => rows.outbox.next('feedback', { limit, onePerKey }))
    expect((await next(2)).map((row) => [row.key, row.event])).toEqual(
      events.slice(0, 2).map((e) => [e.subject, e]),
    )
    expect((await next(9, true)).map((row) => row.key)).toEqual(['ada', 'bo', 'cy'])
    expect(await store.system((rows) => rows.outbox.dueTopics())).toEqual(new Set(['feedback']))
    expect(
      await store.system((rows) => rows.outbox.next('checkouts', { limit: 9, onePerKey: false })),
    ).toEqual([])
    const pending = (school: string | null) => store.system((rows) => rows.outbox.pending(school))
    expect(await pending(null)).toMatchObject({ pending_events: 4 })
    expect((await pending(id)).pending_events).toBe(3)
    expect((await pending(id)).oldest_pending_ms).toBeGreaterThanOrEqual(0)
    const isAtLeast = (count: number) => store.system((rows) => rows.outbox.isAtLeast(count))
    expect([await isAtLeast(4), await isAtLeast(5)]).toEqual([true, false])
    const all = await next(9)
    await store.system((rows) => rows.outbox.published(all.slice(0, 2).map((row) => row.outbox_id)))
    expect((await next(9)).map((row) => row.event)).toEqual([
      events[2],
      expect.objectContaining({ subject: 'cy' }),
    ])
    expect((await pending(null)).pending_events, 'published is not applied').toBe(4)
    await store.system((rows) => rows.outbox.published(all.map((row) => row.outbox_id)))
    expect(await store.system((rows) => rows.outbox.dueTopics())).toEqual(new Set())
    await store.system((rows) => rows.outbox.publishAgain('feedback', new Date(Date.now() + 60_000)))
    await store.system((rows) => rows.outbox.published(all.slice(0, 2).map((row) => row.outbox_id)))
    await inSchool((rows) => rows.outbox.applied(events[0]!.id))
    expect((await pending(id)).pending_events).toBe(2)
    const again = (before: Date) => store.system((rows) => rows.outbox.publishAgain('feedback', before))
    expect(await again(new Date(0))).toBe(0)
    expect(await again(new Date(Date.now() + 60_000))).toBe(1)
    expect((await next(9)).map((row) => row.key)).toEqual(['bo', 'ada', 'cy'])
    await inOther((rows) => rows.outbox.applied(events[1]!.id))
    expect((await pending(id)).pending_events, "another school's event").toBe(2)
    await store.system((rows) => rows.outbox.remove(all.map((row) => row.event.id)))
    expect(await pending(null)).toEqual({ pending_events: 0, oldest_pending_ms: 0 })
    await store.system((rows) => rows.outbox.restore('feedback', [events[0]!, events[0]!]))
    await store.system((rows) => rows.outbox.restore('feedback', [events[0]!]))
    expect((await next(9)).map((row) => row.event)).toEqual([events[0]])
    await store.system((rows) => rows.outbox.remove([events[0]!.id]))

    const eventId = uuidv7()
    expect(await inSchool((rows) => rows.inbox.claim('preferences', eventId))).toBe(true)
    expect(await inSchool((rows) => rows.inbox.claim('preferences', eventId))).toBe(false)
    expect(await inSchool((rows) => rows.inbox.claim('profile', eventId))).toBe(true)
    expect(await inOther((rows) => rows.inbox.claim('preferences', eventId))).toBe(true)
    await expect(
      inSchool(async (rows) => {
        await rows.inbox.claim('similarity', eventId)
        throw new Error('not applied')
      }),
    ).rejects.toThrow('not applied')
    expect(await inSchool((rows) => rows.inbox.claim('similarity', eventId))).toBe(true)
  })

  test('events are taken once a consumer, and those with a later one of the same key behind them are left to it', async () => {
    await on.driver.asOwner((sql) => sql.script('truncate outbox'))
    const [first, of, last] = ['ada', 'bo', 'ada'].map((reader) => given(reader, id)) as [
      ShelftalkEvent,
      ShelftalkEvent,
      ShelftalkEvent,
    ]
    await inSchool(async (rows) => {
      for (const reader of ['ada', 'bo']) await rows.readers.ensure(reader)
      await rows.outbox.add([first, of, last])
    })
    await inOther((rows) => rows.outbox.add([given('bo', other)]))
    const take = (...events: ShelftalkEvent[]) =>
      inSchool(async (rows) => Object.fromEntries(await rows.inbox.take('preferences', events)))
    expect(await take(first, of)).toEqual({ [first.id]: 'overtaken', [of.id]: 'due' })
    expect(await take(last, of)).toEqual({ [last.id]: 'due', [of.id]: 'applied' })
    expect(await store.system((rows) => rows.outbox.pending(id))).toMatchObject({ pending_events: 0 })
    expect(await store.system((rows) => rows.outbox.pending(other))).toMatchObject({ pending_events: 1 })
    expect(await inSchool((rows) => rows.inbox.claim('profile', of.id)), 'by another consumer').toBe(true)
  })

  test('[T-20] an event about a reader who is gone is taken and left, and pending no longer', async () => {
    const event = given('never-here', id)
    await inSchool((rows) => rows.outbox.add([event]))
    const take = () => inSchool((rows) => rows.inbox.take('preferences', [event]))
    expect([...(await take()).values()]).toEqual(['erased'])
    expect(await store.system((rows) => rows.outbox.pending(id))).toMatchObject({ pending_events: 0 })
  })

  test('dead letters are kept and counted', async () => {
    const count = () => store.system((rows) => rows.deadLetters.count())
    const before = await count()
    const letter = {
      topic: 'feedback',
      consumer: 'c',
      event: { a: 1 },
      school_id: id,
      reason: 'r',
      tries: 5,
    } as const
    await store.system((rows) => rows.deadLetters.put(letter))
    expect(await count()).toBe(before + 1)
  })
}
