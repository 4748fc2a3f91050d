import { describe, expect, test } from 'vitest'
import { createMemoryEventBus } from '../../src/core/adapters/memory/event-bus.ts'
import { makeEvent } from '../../src/core/domain/events.ts'
import { eventBusSuite, type MakeBus, triesHere } from './event-bus.ts'

const inProcess: MakeBus = ({ bury }) =>
  createMemoryEventBus({
    keysAtOnce: 4,
    maxTries: triesHere,
    retryMs: () => 10,
    bury: ({ consumer }, event, death) => bury({ consumer, event_id: event.id, ...death }),
    watch: () => {},
  })

describe('the bus in the process', () => {
  eventBusSuite(inProcess)

  test('keeps nothing: an event that could not even be buried stays with whoever published it', async () => {
    const bus = inProcess({ bury: () => Promise.reject(new Error('the disk is full')) })
    const handle = () => Promise.reject(new Error('no'))
    bus.subscribe({ consumer: 'consumer', topic: 'feedback', handle })
    await bus.start()
    const about = {
      id: '0190a0a0-0000-7000-8000-000000000000',
      school: 's',
      subject: 'ada',
      time: new Date(),
    }
    const data = { reader_id: 'ada', book_id: 'b', vote: 'up', voter: 'self' } as const
    const published = bus.publish('feedback', [makeEvent('shelftalk.feedback.given', about, data)])
    await expect(published).rejects.toThrow('the disk is full')
  })
})
