import { type Topic, topics } from '../core/domain/events.ts'
import type { Clock, EventBus, Leases } from '../core/ports/runtime.ts'
import type { Store } from '../core/ports/store.ts'
import type { Log } from '../log.ts'

const rowsAtOnce = 500
/** A poll in case that a wake-up was missed; events normally leave at once. */
const pollMs = 1_000
const pauseAfterFailureMs = 500
/** How often a process asks whether it may take over a topic from another one. */
const standByMs = 1_000
/** How often it is looked whether the bus lost something, and how long an event may be on its way before. */
const lostCheckMs = 30_000
const lostAfterMs = 60_000

export interface Relay {
  start(): void
  /** The outbox holds something: look now. */
  wake(): void
  /** Resolves when the batch under way is done. Safe to call twice. */
  stop(): Promise<void>
}

interface Deps {
  store: Pick<Store, 'system'>
  bus: EventBus
  leases: Leases
  clock: Clock
  log: Log
}

/**
 * Moves events from the outbox to the bus, a loop for each topic so that a slow topic holds up no other, and one
 * process a topic so that a reader's events leave in order. A row is marked when the bus answered for it and stays
 * until a consumer applied the event: it may travel twice, never not at all.
 */
export function createRelay(deps: Deps): Relay {
  const naps = createNaps()
  let stopping = false
  let loops: Promise<void>[] = []
  let asked: { waking: number; due: Promise<Set<Topic>> } | null = null

  /** One question for all loops that were woken at once, and never an answer from before their waking. */
  const isDue = async (topic: Topic, waking: number): Promise<boolean> => {
    if (asked?.waking !== waking) {
      const due = deps.store.system((system) => system.outbox.dueTopics())
      asked = { waking, due }
      due.catch(() => {
        asked = null
      })
    }
    return (await asked.due).has(topic)
  }

  const moveSome = async (topic: Topic): Promise<number> => {
    const wanted = { limit: rowsAtOnce, onePerKey: !deps.bus.keeps }
    const rows = await deps.store.system((system) => system.outbox.next(topic, wanted))
    if (rows.length === 0) return 0
    await deps.bus.publish(
      topic,
      rows.map((row) => row.event),
    )
    await deps.store.system((system) => system.outbox.published(rows.map((row) => row.outbox_id)))
    return rows.length
  }

  /** What was published a while ago and is neither on the bus nor applied was lost with the bus. */
  const findLost = async (topic: Topic): Promise<void> => {
    if (!deps.bus.keeps || (await deps.bus.lag(topic)) > 0) return
    const before = new Date(deps.clock().getTime() - lostAfterMs)
    const again = await deps.store.system((system) => system.outbox.publishAgain(topic, before))
    if (again > 0) deps.log.warn({ topic, events: again }, 'the bus lost events; they are published again')
  }

  const lead = async (topic: Topic, lease: string): Promise<void> => {
    let lostCheckedAt = performance.now()
    asked = null // what came while another process led was never asked for
    while (!stopping && deps.leases.isHeld(lease)) {
      const wakings = naps.wakings()
      const moved = (await isDue(topic, wakings)) ? await moveSome(topic) : 0
      if (performance.now() - lostCheckedAt > lostCheckMs) {
        await findLost(topic)
        lostCheckedAt = performance.now()
      }
      const isMore = moved === rowsAtOnce || (moved > 0 && !deps.bus.keeps)
      // Woken while it looked: what was committed meanwhile may not have been seen.
      if (!isMore && naps.wakings() === wakings && !stopping) await naps.nap(pollMs)
    }
  }

  const loop = async (topic: Topic): Promise<void> => {
    const lease = `relay/${topic}`
    while (!stopping) {
      const release = await deps.leases.hold(lease)
      if (release === null) {
        await naps.rest(standByMs)
        continue
      }
      try {
        await lead(topic, lease)
      } catch (error) {
        if (!stopping) {
          deps.log.warn({ topic, err: error }, 'events could not be moved; trying again')
          await naps.rest(pauseAfterFailureMs)
        }
      } finally {
        await release()
      }
    }
  }

  return {
    start() {
      stopping = false
      loops = topics.map(loop)
    },
    wake: naps.wake,
    async stop() {
      stopping = true
      naps.end()
      await Promise.all(loops)
    },
  }
}

interface Naps {
  /** How often somebody woke the sleepers, or one awoke by itself. */
  wakings(): number
  /** Waits until woken, at most so long. */
  nap(ms: number): Promise<void>
  /** Waits so long whoever wakes, but not beyond the end. */
  rest(ms: number): Promise<void>
  wake(): void
  end(): void
}

function createNaps(): Naps {
  let count = 0
  const napping = new Set<() => void>()
  const resting = new Set<() => void>()
  const wait = (ms: number, among: Set<() => void>): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        among.delete(done)
        resolve()
      }
      const timer = setTimeout(() => {
        count++
        done()
      }, ms)
      among.add(done)
    })
  const wake = (): void => {
    count++
    for (const go of [...napping]) go()
  }
  return {
    wakings: () => count,
    nap: (ms) => wait(ms, napping),
    rest: (ms) => wait(ms, resting),
    wake,
    end() {
      wake()
      for (const go of [...resting]) go()
    },
  }
}
