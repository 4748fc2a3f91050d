import { type Topic, topics } from '../core/domain/events.ts'
import type { EventBus } from '../core/ports/runtime.ts'
import type { Store } from '../core/ports/store.ts'
import type { Log } from '../log.ts'

const rowsAtOnce = 100
/** A poll in case that a wake-up was missed; events normally leave at once. */
const pollMs = 1_000
const pauseAfterFailureMs = 500

export interface Relay {
  start(): void
  /** The outbox holds something: look now. */
  wake(): void
  /** Resolves when the batch under way is done. Safe to call twice. */
  stop(): Promise<void>
}

/**
 * Moves events from the outbox to the bus, a loop for each topic so that a slow topic holds up no other. A row is
 * deleted only after the bus answered for it: an event may travel twice, never not at all.
 */
export function createRelay(deps: {
  store: Pick<Store, 'system'>
  bus: EventBus
  log: Log
  onPublished(event: { id: string; school: string }, topic: Topic): void
}): Relay {
  let stopping = false
  let wakings = 0
  const asleep = new Set<() => void>()
  let loops: Promise<void>[] = []

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        asleep.delete(done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      asleep.add(done)
    })

  const moveSome = async (topic: Topic): Promise<number> => {
    const rows = await deps.store.system((system) => system.outbox.next(topic, rowsAtOnce))
    if (rows.length === 0) return 0
    for (const { event } of rows) deps.onPublished(event, topic)
    await deps.bus.publish(
      topic,
      rows.map((row) => row.event),
    )
    await deps.store.system((system) => system.outbox.remove(rows.map((row) => row.outbox_id)))
    return rows.length
  }

  const loop = async (topic: Topic): Promise<void> => {
    while (!stopping) {
      try {
        const before = wakings
        // Woken while it looked: what was committed meanwhile may not have been seen.
        if ((await moveSome(topic)) === 0 && wakings === before && !stopping) await sleep(pollMs)
      } catch (error) {
        if (stopping) return
        deps.log.warn({ topic, err: error }, 'events could not be moved; trying again')
        await new Promise((resolve) => setTimeout(resolve, pauseAfterFailureMs))
      }
    }
  }

  const wake = (): void => {
    wakings++
    for (const go of [...asleep]) go()
  }

  return {
    start() {
      stopping = false
      loops = topics.map(loop)
    },
    wake,
    async stop() {
      stopping = true
      wake()
      await Promise.all(loops)
    },
  }
}
