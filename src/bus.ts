import type { Connections } from './connections.ts'
import { createMemoryEventBus } from './core/adapters/memory/event-bus.ts'
import type { ShelftalkEvent, Topic } from './core/domain/events.ts'
import type { EventBus, Step } from './core/ports/runtime.ts'
import type { Store } from './core/ports/store.ts'
import type { Log } from './log.ts'

const delivery = { keysAtOnce: 4, maxTries: 5, retryMs: (tries: number) => 50 * 4 ** (tries - 1) }
const lettersAtOnce = 100
const longestReason = 2000

/** Which consumer applies the events of a topic: one each, since what it applied is pending no longer. */
export const consumerOf: Readonly<Record<Topic, string>> = {
  feedback: 'preferences',
  checkouts: 'profile',
  books: 'vector-index',
  'reader-embeddings': 'similarity',
  schools: 'school-lists',
  jobs: 'jobs',
}

/** Tells what was sent: of a bus that keeps events when it has them, of one that has them applied before that. */
export const announcing = (bus: EventBus, told: (event: ShelftalkEvent, topic: Topic) => void): EventBus => ({
  ...bus,
  async publish(topic, events) {
    const tellAll = (): void => {
      for (const event of events) told(event, topic)
    }
    if (!bus.keeps) tellAll()
    await bus.publish(topic, events)
    if (bus.keeps) tellAll()
  },
})

/** The bus that the settings name, with what it needs of the database around it. */
export function createBus(
  { kafka }: Pick<Connections, 'kafka'>,
  deps: {
    store: Store
    log: Log
    live(schoolId: string, eventId: string, steps: [Step['step'], string][]): void
  },
): EventBus {
  const { store } = deps
  const watched = {
    ...delivery,
    watch: (
      { consumer }: { consumer: string },
      event: { school: string; id: string },
      outcome: string,
    ): void => deps.live(event.school, event.id, [['consumer', `${consumer}: ${outcome}`]]),
  }
  if (kafka !== null) {
    return kafka({
      ...watched,
      consumers: consumerOf,
      log: deps.log.child({ part: 'bus' }),
      onBuried: (eventId) => store.background.system((rows) => rows.outbox.remove([eventId])),
      restore: (topic, events) => store.background.system((rows) => rows.outbox.restore(topic, events)),
    })
  }
  return createMemoryEventBus({
    ...watched,
    bury: ({ topic, consumer }, event, { reason, tries }) =>
      store.background.system(async (rows) => {
        await rows.deadLetters.put({
          topic,
          consumer,
          event,
          school_id: event.school,
          reason: reason.slice(0, longestReason),
          tries,
        })
        await rows.outbox.remove([event.id])
      }),
    dead: {
      count: () => store.background.system((rows) => rows.deadLetters.count()),
      replay: (topic) => replayLetters(store, topic),
    },
  })
}

/** Letters go back to the outbox in the transaction that takes them out. */
async function replayLetters(store: Store, topic: Topic | null): Promise<number> {
  for (let replayed = 0; ; ) {
    const now = await store.background.system(async (rows) => {
      const letters = await rows.deadLetters.take(topic, lettersAtOnce)
      for (const letter of letters) await rows.outbox.restore(letter.topic, [letter.event])
      return letters.length
    })
    replayed += now
    if (now < lettersAtOnce) return replayed
  }
}
