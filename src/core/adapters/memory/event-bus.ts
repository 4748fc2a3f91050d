import { ShelftalkError } from '../../domain/errors.ts'
import type { ShelftalkEvent, Topic } from '../../domain/events.ts'
import type { EventBus, Subscription } from '../../ports/runtime.ts'

export interface MemoryBusOptions {
  /** How many readers' events are worked on at once; one reader's events always one after the other. */
  keysAtOnce: number
  maxTries: number
  /** The wait before try n + 1, in ms. */
  retryMs(triesSoFar: number): number
  /** Keeps an event that no try could apply, with the last reason. Its failure keeps the event in the outbox. */
  bury(
    subscription: Subscription,
    event: ShelftalkEvent,
    death: { reason: string; tries: number },
  ): Promise<void>
  /** Hears of every event handled. */
  watch(subscription: Subscription, event: ShelftalkEvent, outcome: string): void
  /** Where `bury` puts events. */
  dead: {
    count(): Promise<number>
    /** Puts them back to where the relay finds them, all topics or one; answers how many. */
    replay(topic: Topic | null): Promise<number>
  }
}

/**
 * The bus inside the process. It keeps nothing itself: `publish` resolves when the consumer has applied the events
 * (or they were buried), and a process that dies before repeats them.
 */
export function createMemoryEventBus(options: MemoryBusOptions): EventBus {
  const subscriptions = new Map<Topic, Subscription>()
  let stopping = false

  const deliver = async (subscription: Subscription, event: ShelftalkEvent): Promise<void> => {
    for (let tries = 1; ; tries++) {
      try {
        const outcome = await subscription.handle(event)
        options.watch(subscription, event, 'done' in outcome ? outcome.done : `skipped: ${outcome.skipped}`)
        return
      } catch (error) {
        // What is away comes back: the event stays in the outbox until then, however long that takes.
        const isAway = error instanceof ShelftalkError && error.code === 'unavailable'
        if (stopping || isAway) throw error
        const reason = error instanceof Error ? error.message : String(error)
        if (tries >= options.maxTries) return options.bury(subscription, event, { reason, tries })
        await new Promise((resolve) => setTimeout(resolve, options.retryMs(tries)))
      }
    }
  }

  const inOrder = async (topic: Topic, events: readonly ShelftalkEvent[]): Promise<void> => {
    for (const event of events) {
      const subscription = subscriptions.get(topic)
      // Without a consumer nobody has applied it: it waits in the outbox for a process that has one.
      if (stopping || subscription === undefined)
        throw new ShelftalkError('unavailable', `Nobody here consumes ${topic} now; it stays in the outbox.`)
      await deliver(subscription, event)
    }
  }

  return {
    keeps: false,
    subscribe(subscription) {
      const { topic, consumer } = subscription
      const other = subscriptions.get(topic)
      if (other !== undefined)
        throw new Error(`${topic} is consumed by ${other.consumer} alone, not by ${consumer}`)
      subscriptions.set(topic, subscription)
    },
    async start() {
      stopping = false
    },
    async publish(topic, events) {
      const byKey = groupByKey(events)
      const lane = async (): Promise<void> => {
        for (let next = byKey.shift(); next !== undefined; next = byKey.shift()) await inOrder(topic, next)
      }
      const lanes = await Promise.allSettled(
        Array.from({ length: Math.min(options.keysAtOnce, byKey.length) }, lane),
      )
      const failed = lanes.find((lane) => lane.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    },
    lag: async () => 0,
    buried: () => options.dead.count(),
    replay: (topic) => options.dead.replay(topic),
    async stop() {
      stopping = true
    },
  }
}

function groupByKey(events: readonly ShelftalkEvent[]): ShelftalkEvent[][] {
  const groups = new Map<string, ShelftalkEvent[]>()
  for (const event of events) {
    const key = `${event.school}\n${event.subject}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [event])
    else group.push(event)
  }
  return [...groups.values()]
}
