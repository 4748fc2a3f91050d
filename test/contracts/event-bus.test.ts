import { describe, expect, test } from 'vitest'
import { createMemoryEventBus, type MemoryBusOptions } from '../../src/core/adapters/memory/event-bus.ts'
import type { ShelftalkEvent } from '../../src/core/domain/events.ts'
import {
  anEvent,
  type BusGround,
  consumerHere,
  type DeadLetter,
  eventBusSuite,
  triesHere,
} from './event-bus.ts'

type Bury = MemoryBusOptions['bury']

/** Buses in the process share what stands in for the table of dead letters. */
function inProcess(): BusGround {
  let dead: { letter: DeadLetter; event: ShelftalkEvent; topic: string }[] = []
  const bury: Bury = async ({ consumer, topic }, event, death) =>
    void dead.push({ letter: { consumer, event_id: event.id, ...death }, event, topic })
  return {
    bus: (restore) =>
      aBus(bury, {
        count: async () => dead.length,
        async replay(topic) {
          const taken = dead.filter((one) => topic === null || one.topic === topic)
          dead = dead.filter((one) => !taken.includes(one))
          restore(taken.map(({ event }) => event))
          return taken.length
        },
      }),
    letters: async () => dead.map(({ letter }) => letter),
  }
}

const aBus = (bury: Bury, dead: MemoryBusOptions['dead']) =>
  createMemoryEventBus({
    keysAtOnce: 4,
    maxTries: triesHere,
    retryMs: () => 10,
    bury,
    watch: () => {},
    dead,
  })

describe('the bus in the process', () => {
  eventBusSuite(inProcess)

  const noLetters = { count: async () => 0, replay: async () => 0 }

  test('keeps nothing: an event that could not even be buried stays with whoever published it', async () => {
    const bus = aBus(() => Promise.reject(new Error('the disk is full')), noLetters)
    const handle = () => Promise.reject(new Error('no'))
    bus.subscribe({ consumer: consumerHere, topic: 'feedback', handle })
    await bus.start()
    await expect(bus.publish('feedback', [anEvent('ada')])).rejects.toThrow('the disk is full')
  })

  test('keeps nothing: an event that has no consumer here stays with whoever published it', async () => {
    const bus = aBus(async () => {}, noLetters)
    await bus.start()
    await expect(bus.publish('feedback', [anEvent('ada')])).rejects.toMatchObject({ code: 'unavailable' })
  })
})
