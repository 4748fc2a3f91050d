import type { EventData, EventType, ShelftalkEvent } from '../../../domain/events.ts'
import { makeEvent } from '../../../domain/events.ts'
import type { Core } from '../../../ports/core.ts'
import type { Step } from '../../../ports/runtime.ts'
import type { ReaderVersion } from '../../../ports/store.ts'

type Announcing = Pick<Core, 'cache' | 'live' | 'clock' | 'wakeRelay'>

/** An event about a reader (or, without one, about the first id it carries), with a new id and the time now. */
export function newEvent<T extends EventType>(
  core: Pick<Core, 'newId' | 'clock'>,
  type: T,
  about: { school: string; subject: string },
  data: EventData<T>,
): ShelftalkEvent<T> {
  return makeEvent(type, { id: core.newId(), time: core.clock(), ...about }, data)
}

/** Tells people who look on what happened to an event. Never part of what makes things right. */
export function tell(
  core: Pick<Core, 'live' | 'clock'>,
  schoolId: string,
  event_id: string,
  steps: [Step['step'], string][],
): void {
  const at = core.clock().toISOString()
  for (const [step, what] of steps)
    core.live.publish(schoolId, { kind: 'step', step: { event_id, step, what, at } })
}

/**
 * After a commit that raised readers' versions: the cache hears of them before anybody is answered, then those
 * who look on. `causes` are the events by which people follow what happened.
 */
export async function announceLists(
  core: Pick<Core, 'cache' | 'live' | 'clock'>,
  schoolId: string,
  versions: readonly ReaderVersion[],
  causes: readonly ShelftalkEvent[] = [],
): Promise<void> {
  await core.cache.raiseReaders(schoolId, versions)
  for (const event of causes) tell(core, schoolId, event.id, ripples(event, versions))
  for (const { reader_id } of versions)
    core.live.publish(schoolId, { kind: 'list.changed', student_id: reader_id })
}

/** The same after a commit that put events into the outbox, too: the relay hears of it last. */
export async function announceReaders(
  core: Announcing,
  schoolId: string,
  versions: readonly ReaderVersion[],
  causes: readonly ShelftalkEvent[] = [],
): Promise<void> {
  await announceLists(core, schoolId, versions, causes)
  core.wakeRelay()
}

function ripples(event: ShelftalkEvent, versions: readonly ReaderVersion[]): [Step['step'], string][] {
  const mine = versions.find((v) => v.reader_id === event.subject)
  const version: [Step['step'], string][] =
    mine === undefined ? [] : [['version', `the reader’s lists are now version ${mine.version}`]]
  return [
    ['stored', 'stored together with its event, in one transaction'],
    ['outbox', `the event ${event.type} waits for the relay`],
    ...version,
    [
      'cache',
      `older lists of ${versions.length === 1 ? 'one reader' : `${versions.length} readers`} are no longer served`,
    ],
  ]
}
