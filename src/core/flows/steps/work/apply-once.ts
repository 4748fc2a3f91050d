import { ShelftalkError } from '../../../domain/errors.ts'
import type { ShelftalkEvent } from '../../../domain/events.ts'
import type { Core } from '../../../ports/core.ts'
import type { Outcome } from '../../../ports/runtime.ts'
import type { ReaderVersion, SchoolRows } from '../../../ports/store.ts'
import type { Taken } from '../../../ports/work/messages.ts'
import { announceLists } from './announce.ts'
import type { Written } from './group-commit.ts'

/** What applying events changed: whose lists are stale, which events follow, and what to tell of it. */
export interface Applied {
  versions: readonly ReaderVersion[]
  events?: readonly ShelftalkEvent[]
  done: string
}

type Applying = Pick<Core, 'store' | 'cache' | 'live' | 'clock' | 'wakeRelay'>

const skipped: Readonly<Record<Exclude<Taken, 'due'>, string>> = {
  applied: 'applied before',
  overtaken: 'the next event of the same reader does it',
  erased: 'its reader was erased',
}

/**
 * Applies an event in one transaction, once: its id is claimed there, and a second delivery changes nothing. What
 * consumers derive, they derive from the whole history, so an event with a later one of the same reader behind it
 * has nothing to add: a file of a reader's hundred loans is worked out once, not a hundred times.
 */
export async function applyOnce(
  core: Applying,
  consumer: string,
  event: ShelftalkEvent,
  apply: (rows: SchoolRows) => Promise<Applied>,
): Promise<Outcome> {
  const [outcome] = await applyInOne(core, { consumer, school: event.school }, [event], (rows) => apply(rows))
  if (outcome === undefined) throw new Error('an event was given no outcome')
  return outcome
}

/** Who applies events together, and for which school. */
interface Place {
  consumer: string
  school: string
}
type ApplyAll = (rows: SchoolRows, due: readonly ShelftalkEvent[]) => Promise<Applied>

/**
 * The same for events of different readers in one transaction; `apply` is given those that are due. Should that fail, each
 * is applied alone, so that none fails for another's sake. Answers by position.
 */
export async function applyTogether(
  core: Applying,
  place: Place,
  events: readonly ShelftalkEvent[],
  apply: ApplyAll,
): Promise<Written<Outcome>[]> {
  try {
    return (await applyInOne(core, place, events, apply)).map((value) => ({ value }))
  } catch (error) {
    const isAway = error instanceof ShelftalkError && error.code === 'unavailable'
    if (isAway || events.length === 1) throw error
  }
  const outcomes: Written<Outcome>[] = []
  for (const event of events) {
    outcomes.push(
      await applyInOne(core, place, [event], apply).then(
        ([value]) => ({ value: value as Outcome }),
        (error: unknown) => ({ error }),
      ),
    )
  }
  return outcomes
}

async function applyInOne(
  core: Applying,
  { consumer, school }: Place,
  events: readonly ShelftalkEvent[],
  apply: ApplyAll,
): Promise<Outcome[]> {
  const { taken, applied } = await core.store.background.school(school, async (rows) => {
    const taken = await rows.inbox.take(consumer, events)
    const due = events.filter((event) => taken.get(event.id) === 'due')
    return { taken, applied: due.length === 0 ? null : await apply(rows, due) }
  })
  if (applied !== null) {
    const { versions, events = [] } = applied
    await announceLists(core, school, versions, events)
    if (events.length > 0) core.wakeRelay()
  }
  return events.map((event) => {
    const became = taken.get(event.id) ?? 'due'
    return became === 'due' ? { done: applied?.done ?? '' } : { skipped: skipped[became] }
  })
}
