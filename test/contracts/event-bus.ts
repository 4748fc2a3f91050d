import { uuidv7 } from 'uuidv7'
import { afterEach, expect, test, vi } from 'vitest'
import { makeEvent, type ShelftalkEvent } from '../../src/core/domain/events.ts'
import type { EventBus, Outcome, Subscription } from '../../src/core/ports/runtime.ts'

export interface Buried {
  consumer: string
  event_id: string
  reason: string
  tries: number
}

/** A bus of the adapter under test that tries three times without much waiting, and tells what it buried. */
export type MakeBus = (hooks: { bury(buried: Buried): Promise<void> }) => EventBus

export const triesHere = 3

const event = (reader: string, school = 'school'): ShelftalkEvent =>
  makeEvent(
    'shelftalk.feedback.given',
    { id: uuidv7(), school, subject: reader, time: new Date() },
    { reader_id: reader, book_id: 'b', vote: 'up', voter: 'self' },
  )

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const done: Outcome = { done: 'done' }

/** What every event bus promises, wherever it keeps its events. */
export function eventBusSuite(make: MakeBus): void {
  let bus: EventBus | undefined
  let buried: Buried[] = []
  afterEach(() => bus?.stop())

  async function running(...subscriptions: Subscription[]): Promise<EventBus> {
    buried = []
    bus = make({ bury: async (one) => void buried.push(one) })
    for (const subscription of subscriptions) bus.subscribe(subscription)
    await bus.start()
    return bus
  }

  const consumer = (
    handle: (event: ShelftalkEvent) => Promise<Outcome>,
    name = 'consumer',
  ): Subscription => ({
    consumer: name,
    topic: 'feedback',
    handle,
  })

  test('each consumer of the topic gets each event, others get none', async () => {
    const seen: string[] = []
    const note = (name: string) => async (one: ShelftalkEvent) => {
      seen.push(`${name} ${one.id}`)
      return done
    }
    const elsewhere = { ...consumer(note('elsewhere')), topic: 'checkouts' } as const
    const running2 = await running(consumer(note('a'), 'a'), consumer(note('b'), 'b'), elsewhere)
    const events = [event('ada'), event('bo')]
    await running2.publish('feedback', events)
    await vi.waitFor(() => expect(seen).toHaveLength(4))
    expect(seen.sort()).toEqual(events.flatMap((e) => [`a ${e.id}`, `b ${e.id}`]).sort())
  })

  test('the events of one key come one after the other, in order, also when one has to be tried again', async () => {
    const seen: string[] = []
    let inHand = 0
    let failed = false
    const events = Array.from({ length: 8 }, () => event('ada'))
    const slow = async (one: ShelftalkEvent): Promise<Outcome> => {
      expect(++inHand).toBe(1)
      await pause(2)
      inHand--
      if (one.id === events[2]?.id && !failed) {
        failed = true
        throw new Error('once')
      }
      seen.push(one.id)
      return done
    }
    const one = await running(consumer(slow))
    await one.publish('feedback', events.slice(0, 5))
    await one.publish('feedback', events.slice(5))
    await vi.waitFor(() => expect(seen).toHaveLength(8))
    expect(seen).toEqual(events.map((e) => e.id))
    expect(buried).toEqual([])
  })

  test('a slow key holds up no other; the same reader id in two schools is two keys', async () => {
    const seen: string[] = []
    let free = (): void => {}
    const held = new Promise<void>((resolve) => {
      free = resolve
    })
    const one = await running(
      consumer(async (e) => {
        if (e.school === 'slow') await held
        seen.push(e.school)
        return done
      }),
    )
    const published = one.publish('feedback', [
      event('ada', 'slow'),
      event('ada', 'quick'),
      event('bo', 'quick'),
    ])
    await vi.waitFor(() => expect(seen).toEqual(['quick', 'quick']))
    free()
    await published
    await vi.waitFor(() => expect(seen).toHaveLength(3))
  })

  test('an event that fails is tried again until it is applied', async () => {
    let tries = 0
    const one = await running(
      consumer(async () => {
        if (++tries < triesHere) throw new Error(`try ${tries}`)
        return done
      }),
    )
    await one.publish('feedback', [event('ada')])
    await vi.waitFor(() => expect(tries).toBe(triesHere))
    expect(buried).toEqual([])
  })

  test('[T-45] a poison message is buried after bounded tries with its reason, and those behind it go on', async () => {
    const poison = event('ada')
    const behind = [event('ada'), event('bo'), event('ada')]
    const seen: string[] = []
    let tries = 0
    const one = await running(
      consumer(async (e) => {
        if (e.id === poison.id) {
          tries++
          throw new Error('cannot be applied')
        }
        seen.push(e.id)
        return done
      }),
      consumer(async () => done, 'well'),
    )
    await one.publish('feedback', [poison, ...behind])
    await vi.waitFor(() => expect(seen).toHaveLength(3))
    expect(tries).toBe(triesHere)
    expect(buried).toEqual([
      { consumer: 'consumer', event_id: poison.id, reason: 'cannot be applied', tries: triesHere },
    ])
  })

  test('while it stops, nothing that failed is buried: it stays with whoever published it', async () => {
    let tried = (): void => {}
    const firstTry = new Promise<void>((resolve) => {
      tried = resolve
    })
    const one = await running(
      consumer(async () => {
        tried()
        throw new Error('the database is closing')
      }),
    )
    const published = one.publish('feedback', [event('ada')])
    const refused = expect(published).rejects.toThrow('the database is closing')
    await firstTry
    await one.stop()
    await one.stop()
    await refused
    expect(buried).toEqual([])
  })
}
