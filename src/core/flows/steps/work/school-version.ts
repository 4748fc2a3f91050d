import { ShelftalkError } from '../../../domain/errors.ts'
import type { ShelftalkEvent } from '../../../domain/events.ts'
import type { Core } from '../../../ports/core.ts'
import type { Outcome, Subscription } from '../../../ports/runtime.ts'
import type { SchoolRows } from '../../../ports/store.ts'
import { newEvent } from './announce.ts'

/** How long somebody waits until all processes have heard that what may be shown has changed. */
const tellWithinMs = 3_000
const tellAgainMs = 200

/**
 * Raises the school's version, which ends every list of it that is cached, with the event by which the cache hears of
 * it whatever is killed or away after the commit. Part of the transaction that changes what lists may hold.
 */
export async function raiseSchool(
  core: Pick<Core, 'newId' | 'clock'>,
  rows: Pick<SchoolRows, 'school' | 'outbox'>,
  school: string,
): Promise<number> {
  const version = await rows.school.raiseVersion()
  await rows.outbox.add([
    newEvent(core, 'shelftalk.school.changed', { school, subject: school }, { version }),
  ])
  return version
}

/** After the commit: tells the cache; whether all processes hear of it. If not, the event's consumer goes on trying. */
export async function announceSchool(
  core: Pick<Core, 'cache' | 'wakeRelay'>,
  school: string,
  version: number,
): Promise<boolean> {
  core.wakeRelay()
  return core.cache.raiseSchool(school, version)
}

/**
 * The same for what must hold everywhere before anybody is answered, such as a book that is hidden. Throws `unavailable`
 * when the cache does not hear of it: the change is stored, but lists made before may still be shown for a while.
 */
export async function announceSchoolForSure(
  core: Pick<Core, 'cache' | 'wakeRelay'>,
  school: string,
  version: number,
): Promise<void> {
  const until = performance.now() + tellWithinMs
  while (!(await announceSchool(core, school, version))) {
    if (performance.now() > until) {
      throw new ShelftalkError(
        'unavailable',
        'It is stored, but not all parts of the service could be told: lists made before may still be shown. Send it again to be sure.',
        { retryAfterSeconds: 5 },
      )
    }
    await new Promise((resolve) => setTimeout(resolve, tellAgainMs))
  }
}

/** Tells the cache of every version of a school, for as long as that takes. */
export function createSchoolLists(core: Core): Subscription {
  return {
    consumer: 'school-lists',
    topic: 'schools',
    handle: (event) => tellCache(core, event as ShelftalkEvent<'shelftalk.school.changed'>),
  }
}

async function tellCache(core: Core, event: ShelftalkEvent<'shelftalk.school.changed'>): Promise<Outcome> {
  const { school, id, data } = event
  if (!(await core.cache.raiseSchool(school, data.version)))
    throw new ShelftalkError('unavailable', 'The cache is away; it is told when it is back.')
  const isNew = await core.store.background.school(school, async (rows) => {
    await rows.outbox.applied(id)
    return rows.inbox.claim('school-lists', id)
  })
  return isNew
    ? { done: `lists made before version ${data.version} are no longer served` }
    : { skipped: 'applied before' }
}
