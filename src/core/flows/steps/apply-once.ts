import type { ShelftalkEvent } from '../../domain/events.ts'
import type { Core } from '../../ports/core.ts'
import type { Outcome } from '../../ports/runtime.ts'
import type { ReaderVersion, SchoolRows } from '../../ports/store.ts'
import { announceReaders } from './announce.ts'

/** What applying an event changed: whose lists are stale, which events follow, and what to tell of it. */
export interface Applied {
  versions: readonly ReaderVersion[]
  events?: readonly ShelftalkEvent[]
  done: string
}

/**
 * Applies an event in one transaction, once: its id is claimed there, and a second delivery changes nothing. What
 * consumers derive, they derive from the whole history, so an event with a later one of the same reader behind it
 * has nothing to add: a file of a reader's hundred loans is worked out once, not a hundred times.
 */
export async function applyOnce(
  core: Pick<Core, 'store' | 'cache' | 'live' | 'clock' | 'wakeRelay'>,
  consumer: string,
  event: ShelftalkEvent,
  apply: (rows: SchoolRows) => Promise<Applied>,
): Promise<Outcome> {
  const applied = await core.store.background.school(event.school, async (rows) => {
    await rows.outbox.applied(event.id)
    if (!(await rows.inbox.claim(consumer, event.id))) return 'applied before'
    if (await rows.outbox.hasLater(event)) return 'the next event of the same reader does it'
    return apply(rows)
  })
  if (typeof applied === 'string') return { skipped: applied }
  await announceReaders(core, event.school, applied.versions, applied.events ?? [])
  return { done: applied.done }
}
