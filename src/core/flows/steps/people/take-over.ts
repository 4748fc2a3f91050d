import type { ShelftalkEvent } from '../../../domain/events.ts'
import { ownVoter } from '../../../domain/lists/interaction.ts'
import type { Core } from '../../../ports/core.ts'
import type { ReaderVersion, SchoolRows } from '../../../ports/store.ts'
import { newEvent } from '../work/announce.ts'

export interface TakenOver {
  versions: ReaderVersion[]
  events: ShelftalkEvent[]
}

/**
 * What a reader without a name voted becomes a student's own, since it was the student. Each vote is moved, so that none
 * is lost and none counts twice, in a course's totals neither; on a book that both voted on, the later vote holds.
 */
export async function takeOver(
  core: Pick<Core, 'newId' | 'clock'>,
  rows: Pick<SchoolRows, 'readers' | 'history' | 'courseVotes' | 'outbox'>,
  school: string,
  { from, to }: { from: string; to: string },
): Promise<TakenOver> {
  // Both are locked first, so that a vote on its way comes before all of this or after it.
  const versions = await rows.readers.raiseVersions([from, to])
  const moved = await rows.history.moveVotes(from, to)
  await rows.courseVotes.move(from, to)
  const [last] = moved
  if (last === undefined) return { versions, events: [] }
  // What is derived is derived from the whole history, so that one event a reader is enough.
  const events = [to, from].map((reader_id) =>
    newEvent(
      core,
      'shelftalk.feedback.given',
      { school, subject: reader_id },
      { ...last, reader_id, voter: ownVoter },
    ),
  )
  await rows.outbox.add(events)
  return { versions, events }
}
