import { uuidv7 } from 'uuidv7'
import { afterEach, expect, test, vi } from 'vitest'
import { ShelftalkError } from '../../src/core/domain/errors.ts'
import { makeEvent, type ShelftalkEvent } from '../../src/core/domain/events.ts'
import type { EventBus, Outcome, Subscription } from '../../src/core/ports/runtime.ts'

/** Where buses under test keep their events: all that are made on one ground carry the same ones. */
export interface BusGround {
  /**
   * A bus that tries three times without much waiting, works on four keys at once, and hands what is replayed to
   * `restore`, as if to the outbox.
   */
  bus(restore: (events: readonly ShelftalkEvent[]) => void): EventBus
  /** What was buried and not replayed. */
  letters(): Promise<DeadLetter[]>
}

export interface DeadLetter {
  consumer: string
  event_id: string
  reason: string
  tries: number
}

export const triesHere = 3
/** Who consumes the topic that these tests publish on. */
export const consumerHere = 'preferences'

type Handle = (event: ShelftalkEvent) => Promise<Outcome>

export const anEvent = (reader: string, school = 'school'): ShelftalkEvent =>
  makeEvent(
    'shelftalk.feedback.given',
    { id: uuidv7(), school, subject: reader, time: new Date() },
    { reader_id: reader, book_id: 'b', vote: 'up', voter: 'self' },
  )

/** Publishes as the relay does: what is refused for now is tried again. */
export async function carry(bus: EventBus, events: readonly ShelftalkEvent[]): Promise<void> {
  for (;;) {
    try {
      return await bus.publish('feedback', events)
    } catch (error) {
      expect(error).toMatchObject({ code: 'unavailable' })
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

const done: Outcome = { done: 'done' }
const idsOf = (events: readonly ShelftalkEvent[]): string[] => events.map(({ id }) => id)
const waitFor = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 15_000, interval: 10 })

/** Something that a test lets go when it has seen enough. */
export function aGate(): { open(): void; opened: Promise<void> } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

/** What every event bus promises, wherever it keeps its events. */
export function eventBusSuite(makeGround: () => BusGround): void {
  const running: EventBus[] = []
  afterEach(() => Promise.all(running.splice(0).map((bus) => bus.stop())))

  /** A running bus whose consumer is `handle`, and what was replayed on it. */
  async function aBus(
    ground: BusGround,
    handle: Handle,
    ...others: Subscription[]
  ): Promise<{ bus: EventBus; restored: ShelftalkEvent[] }> {
    const restored: ShelftalkEvent[] = []
    const bus = ground.bus((events) => void restored.push(...events))
    running.push(bus)
    bus.subscribe({ consumer: consumerHere, topic: 'feedback', handle })
    for (const other of others) bus.subscribe(other)
    await bus.start()
    return { bus, restored }
  }

  test('a consumer gets each event of its topic, and none of another', async () => {
    const seen: string[] = []
    const note = (name: string) => async (event: ShelftalkEvent) => {
      seen.push(`${name} ${event.id}`)
      return done
    }
    const other = { consumer: 'profile', topic: 'checkouts', handle: note('profile') } as const
    const { bus } = await aBus(makeGround(), note('preferences'), other)
    const events = [anEvent('ada'), anEvent('bo')]
    await bus.publish('feedback', events)
    const expected = events.map(({ id }) => `preferences ${id}`).sort()
    await waitFor(() => expect(seen.sort()).toEqual(expected))
    expect(await bus.buried()).toBe(0)
  })

  test('a topic has one consumer', async () => {
    const { bus } = await aBus(makeGround(), async () => done)
    const another = { consumer: 'another', topic: 'feedback', handle: async () => done } as const
    expect(() => bus.subscribe(another)).toThrow(/preferences/)
  })

  test('the events of one key come one after the other, in order, also when one has to be tried again', async () => {
    const seen: string[] = []
    let inHand = 0
    let failed = false
    const events = Array.from({ length: 8 }, () => anEvent('ada'))
    const { bus } = await aBus(makeGround(), async ({ id }) => {
      expect(++inHand).toBe(1)
      await new Promise(setImmediate)
      inHand--
      if (id === events[2]?.id && !failed) {
        failed = true
        throw new Error('once')
      }
      seen.push(id)
      return done
    })
    await bus.publish('feedback', events.slice(0, 5))
    await bus.publish('feedback', events.slice(5))
    await waitFor(() => expect(seen).toEqual(idsOf(events)))
    expect(await bus.buried()).toBe(0)
  })

  test('two buses side by side: each event reaches one of them at least, and a key stays in order', async () => {
    const ground = makeGround()
    const seen: ShelftalkEvent[] = []
    const note: Handle = async (event) => {
      seen.push(event)
      return done
    }
    const readers = ['ada', 'bo', 'cy', 'di', 'eve', 'flo']
    const events = Array.from({ length: 60 }, (_, k) => anEvent(readers[k % readers.length] ?? ''))
    const { bus } = await aBus(ground, note)
    await bus.publish('feedback', events.slice(0, 30))
    // The second joins in the middle: what is under way may come twice, and never too late.
    await aBus(ground, note)
    await bus.publish('feedback', events.slice(30))
    await waitFor(() => expect(new Set(idsOf(seen)).size).toBe(events.length))
    for (const reader of readers) {
      const first = [...new Set(idsOf(seen.filter(({ subject }) => subject === reader)))]
      expect(first).toEqual(idsOf(events.filter(({ subject }) => subject === reader)))
    }
  })

  test('a slow key holds up no other; the same reader id in two schools is two keys', async () => {
    const seen: string[] = []
    const gate = aGate()
    const { bus } = await aBus(makeGround(), async ({ school }) => {
      if (school === 'slow') await gate.opened
      seen.push(school)
      return done
    })
    const published = bus.publish('feedback', [
      anEvent('ada', 'slow'),
      anEvent('ada', 'quick'),
      anEvent('bo', 'quick'),
    ])
    await waitFor(() => expect(seen).toEqual(['quick', 'quick']))
    gate.open()
    await published
    await waitFor(() => expect(seen).toHaveLength(3))
  })

  test('an event that fails is tried again until it is applied', async () => {
    let tries = 0
    const { bus } = await aBus(makeGround(), async () => {
      if (++tries < triesHere) throw new Error(`try ${tries}`)
      return done
    })
    await bus.publish('feedback', [anEvent('ada')])
    await waitFor(() => expect(tries).toBe(triesHere))
    expect(await bus.buried()).toBe(0)
  })

  test('[T-45] a poison message is buried after bounded tries with its reason, and those behind it go on', async () => {
    const ground = makeGround()
    const poison = anEvent('ada')
    const behind = [anEvent('ada'), anEvent('bo'), anEvent('ada')]
    const seen: string[] = []
    let tries = 0
    const { bus } = await aBus(ground, async ({ id }) => {
      if (id === poison.id) {
        tries++
        throw new Error('cannot be applied')
      }
      seen.push(id)
      return done
    })
    await bus.publish('feedback', [poison, ...behind])
    await waitFor(() => expect(seen.sort()).toEqual(idsOf(behind).sort()))
    expect(tries).toBe(triesHere)
    expect(await bus.buried()).toBe(1)
    expect(await ground.letters()).toEqual([
      { consumer: consumerHere, event_id: poison.id, reason: 'cannot be applied', tries: triesHere },
    ])
  })

  test('[T-45] what was buried is replayed by topic, once, and applied when its cause is gone', async () => {
    let isBroken = true
    const seen: string[] = []
    const { bus, restored } = await aBus(makeGround(), async ({ id }) => {
      if (isBroken) throw new Error('broken')
      seen.push(id)
      return done
    })
    const events = [anEvent('ada'), anEvent('bo')]
    await bus.publish('feedback', events)
    await waitFor(async () => expect(await bus.buried()).toBe(2))
    isBroken = false
    expect(await bus.replay('jobs')).toBe(0)
    expect(await bus.buried()).toBe(2)
    expect(await bus.replay(null)).toBe(2)
    expect(await bus.buried()).toBe(0)
    expect(await bus.replay('feedback')).toBe(0)
    expect(restored.map(({ id }) => id).sort()).toEqual(idsOf(events).sort())
    await bus.publish('feedback', restored)
    await waitFor(() => expect(seen.sort()).toEqual(idsOf(events).sort()))
  })

  test('while something is away, the event is tried for as long as it takes, and never buried', async () => {
    let tries = 0
    const { bus } = await aBus(makeGround(), async () => {
      if (++tries <= 2 * triesHere) throw new ShelftalkError('unavailable', 'the database is away')
      return done
    })
    await carry(bus, [anEvent('ada')])
    await waitFor(() => expect(tries).toBe(2 * triesHere + 1))
    expect(await bus.buried()).toBe(0)
  })

  test('[T-44] while it stops, nothing that failed is buried: it comes again after the next start', async () => {
    const ground = makeGround()
    const tried = aGate()
    const { bus } = await aBus(ground, async () => {
      tried.open()
      throw new Error('the database is closing')
    })
    const event = anEvent('ada')
    const published = bus.publish('feedback', [event]).then(
      () => true,
      () => false,
    )
    await tried.opened
    await bus.stop()
    await bus.stop()
    const isHeld = await published
    const seen: string[] = []
    const { bus: next } = await aBus(ground, async ({ id }) => {
      seen.push(id)
      return done
    })
    if (!isHeld) await next.publish('feedback', [event])
    await waitFor(() => expect(seen).toEqual([event.id]))
    expect(await next.buried()).toBe(0)
  })

  test('[T-44] what is begun when it stops may end, and does not come again', async () => {
    const ground = makeGround()
    const begun = aGate()
    const gate = aGate()
    const { bus } = await aBus(ground, async () => {
      begun.open()
      await gate.opened
      return done
    })
    const published = bus.publish('feedback', [anEvent('ada')])
    await begun.opened
    const stopped = bus.stop()
    gate.open()
    await Promise.all([published, stopped])
    const seen: string[] = []
    const { bus: next } = await aBus(ground, async ({ id }) => {
      seen.push(id)
      return done
    })
    const later = anEvent('ada')
    await next.publish('feedback', [later])
    await waitFor(() => expect(seen).toEqual([later.id]))
  })

  test('lag counts what it holds and nobody got through yet', async () => {
    const gate = aGate()
    const { bus } = await aBus(makeGround(), async () => {
      await gate.opened
      return done
    })
    expect(await bus.lag('feedback')).toBe(0)
    const published = bus.publish('feedback', [anEvent('ada'), anEvent('ada'), anEvent('bo')])
    if (bus.keeps) await published
    await waitFor(async () => expect(await bus.lag('feedback')).toBe(bus.keeps ? 3 : 0))
    gate.open()
    await published
    await waitFor(async () => expect(await bus.lag('feedback')).toBe(0))
  })
}
