import { notFound } from '../../domain/errors.ts'
import type { ShelftalkEvent } from '../../domain/events.ts'
import { gradeOf, keptFrom } from '../../domain/lists/gates.ts'
import { ownVoter, standInVoter, teacherVoter, type VoteKind } from '../../domain/lists/interaction.ts'
import { type Caller, reachOf, requireReader } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import { lastly } from '../../ports/lastly.ts'
import type { Outcome, Subscription } from '../../ports/runtime.ts'
import type { ReaderVersion, SchoolRows } from '../../ports/store.ts'
import { refreshPreferences } from '../steps/learning/reader-taste.ts'
import { teaches } from '../steps/people/reach.ts'
import { announceReaders, newEvent } from '../steps/work/announce.ts'
import { applyTogether } from '../steps/work/apply-once.ts'
import { createGroupCommit, type Written } from '../steps/work/group-commit.ts'
import { type IdempotencyKey, sameBody } from '../steps/work/idempotency.ts'

export interface Vote {
  student_id: string
  book_id: string
  vote: VoteKind
  slate_id: string | null
}
export interface Acknowledged {
  event_id: string
}
interface Command {
  vote: Vote
  voter: string
  /** Who must still be teaching the student when the vote is written; null when it is the student's own. */
  teacher: Caller | null
  /** Gates hold for what may be voted on; only a service key answers for what it names. */
  isGated: boolean
  once: IdempotencyKey | null
}

const consumer = 'preferences'
const bounds = { maxBatch: 500, maxWaiting: 10_000, besides: 16 }
/** Large enough that most of a transaction's cost is shared, and over in some hundredths of a second. */
const appliedTogether = { maxBatch: 32, maxWaiting: 10_000, besides: 32 }

/**
 * A thumb up, a thumb down, "already read", or one taken back. `give` answers once the vote is durable and the
 * reader's cached lists are stale; `preferences` is the consumer that keeps what is derived from votes.
 */
export function createFeedback(core: Core): {
  give(caller: Caller, vote: Vote, once: IdempotencyKey | null): Promise<Acknowledged>
  preferences: Subscription
} {
  const commit = createGroupCommit<Command, Acknowledged>(
    {
      keyOf: ({ vote }) => vote.student_id,
      write: (schoolId, commands) => writeVotes(core, schoolId, commands),
    },
    bounds,
  )
  const apply = createGroupCommit<ShelftalkEvent, Outcome>(
    { keyOf: (event) => event.subject, write: (schoolId, events) => applyVotes(core, schoolId, events) },
    appliedTogether,
  )
  return {
    async give(caller, vote, once) {
      const command = commandOf(caller, vote, once)
      await core.checkRoom()
      return commit(caller.school_id, command)
    },
    preferences: {
      consumer,
      topic: 'feedback',
      atOnce: appliedTogether.maxBatch * 2,
      handle: (event) => apply(event.school, event),
    },
  }
}

/** A service key votes as the student it names; a teacher has votes of her own, and so has who acts as a student. */
function commandOf(caller: Caller, vote: Vote, once: IdempotencyKey | null): Command {
  if (reachOf(caller, 'votes.give') !== 'own_classes') {
    requireReader(caller, 'votes.give', vote.student_id)
    const voter = caller.acted === true ? standInVoter : ownVoter
    return { vote, once, voter, teacher: null, isGated: caller.reader_id !== null }
  }
  return { vote, once, voter: teacherVoter(caller.person_id ?? ''), teacher: caller, isGated: true }
}

async function writeVotes(
  core: Core,
  schoolId: string,
  commands: readonly Command[],
): Promise<Written<Acknowledged>[]> {
  const { outcomes, events, versions } = await core.store.school(schoolId, async (rows) => {
    const { outcomes, sameAs } = await checkVotes(rows, commands)
    // Who was given this answer before may have lost the process that gave it before it told the cache.
    const repeated = commands.filter((_, at) => outcomes[at] !== undefined && 'value' in outcomes[at])
    const fresh = commands.filter((command, at) => outcomes[at] === undefined && !sameAs.has(command))
    const events = new Map(fresh.map((command) => [command, feedbackEvent(core, schoolId, command)]))
    commands.forEach((command, at) => {
      const event = events.get(sameAs.get(command) ?? command)
      if (event !== undefined) outcomes[at] = { value: { event_id: event.id } }
    })
    const written = { outcomes, events: [...events.values()] }
    const readers = new Set([...repeated, ...fresh].map((command) => command.vote.student_id))
    if (readers.size === 0) return { ...written, versions: [] }
    return lastly(storeVotes(rows, [...readers], events).then((versions) => ({ ...written, versions })))
  })
  if (versions.length > 0) await announceReaders(core, schoolId, versions, events)
  return outcomes as Written<Acknowledged>[]
}

/**
 * By position: a refusal, the answer given before, or undefined for a vote that is to be stored. `sameAs` names the
 * command of this very batch that another one repeats under its Idempotency-Key.
 */
async function checkVotes(
  rows: SchoolRows,
  commands: readonly Command[],
): Promise<{ outcomes: (Written<Acknowledged> | undefined)[]; sameAs: Map<Command, Command> }> {
  const [grades, { policy }, named, answered, taught] = await Promise.all([
    rows.readers.heldGrades(commands.map((c) => c.vote.student_id)),
    rows.school.read(),
    rows.books.gatesOf(commands.map((c) => c.vote.book_id)),
    answers(rows, commands),
    Promise.all(
      commands.map(({ teacher, vote }) => teacher === null || teaches(rows, teacher, vote.student_id)),
    ),
  ])
  const books = new Map(named.map((book) => [book.book_id, book]))
  const first = new Map<string, { command: Command; body_hash: string }>()
  const sameAs = new Map<Command, Command>()
  const outcomes = commands.map((command, at) => {
    const { vote, once } = command
    const book = books.get(vote.book_id)
    const grade_level = grades.get(vote.student_id)
    if (grade_level === undefined || !taught[at]) return { error: notFound('student') }
    const kept = book && keptFrom(book, vote.student_id, gradeOf({ grade_level }, policy))
    const isKept = command.isGated ? kept !== null && vote.vote !== 'none' : kept === 'not_yours'
    if (book === undefined || isKept) return { error: notFound('book') }
    if (once === null) return undefined
    const id = `${once.caller}\n${once.key}`
    const before = answered.get(id)
    if (before !== undefined) return attempt(() => sameBody<Acknowledged>(before, once))
    const earlier = first.get(id)
    first.set(id, earlier ?? { command, body_hash: once.body_hash })
    if (earlier === undefined) return undefined
    const repeated = attempt(() => sameBody<null>({ body_hash: earlier.body_hash, answer: null }, once))
    if ('error' in repeated) return repeated
    sameAs.set(command, earlier.command)
    return undefined
  })
  return { outcomes, sameAs }
}

async function answers(
  rows: SchoolRows,
  commands: readonly Command[],
): Promise<Map<string, { body_hash: string; answer: unknown }>> {
  const keysByCaller = new Map<string, string[]>()
  for (const { once } of commands) {
    if (once !== null) keysByCaller.set(once.caller, [...(keysByCaller.get(once.caller) ?? []), once.key])
  }
  const found = new Map<string, { body_hash: string; answer: unknown }>()
  // In one order everywhere: two batches that wait for each other's keys would wait for ever.
  for (const [caller, keys] of [...keysByCaller].sort()) {
    for (const row of await rows.idempotency.find(caller, keys)) found.set(`${caller}\n${row.key}`, row)
  }
  return found
}

/** The readers' versions come first: they lock the readers, so that another process writes after us, and later in the outbox. */
async function storeVotes(
  rows: SchoolRows,
  readers: readonly string[],
  events: ReadonlyMap<Command, ShelftalkEvent<'shelftalk.feedback.given'>>,
): Promise<ReaderVersion[]> {
  const last = new Map(
    [...events].map((pair) => [
      `${pair[0].vote.student_id}\n${pair[0].vote.book_id}\n${pair[0].voter}`,
      pair,
    ]),
  )
  const votes = [...last.values()].map(([{ vote, voter }, event]) => ({
    reader_id: vote.student_id,
    book_id: vote.book_id,
    voter,
    vote: vote.vote,
    slate_id: vote.slate_id,
    event_id: event.id,
    voted_at: event.time,
  }))
  const [versions] = await Promise.all([
    rows.readers.raiseVersions(readers),
    ...(events.size === 0 ? [] : [rows.history.putVotes(votes), rows.outbox.add([...events.values()])]),
    ...[...events].map(([{ once }, event]) =>
      once === null ? null : rows.idempotency.put(once.caller, [{ ...once, answer: { event_id: event.id } }]),
    ),
  ])
  return versions
}

const feedbackEvent = (
  core: Core,
  school: string,
  { vote, voter }: Command,
): ShelftalkEvent<'shelftalk.feedback.given'> =>
  newEvent(
    core,
    'shelftalk.feedback.given',
    { school, subject: vote.student_id },
    { reader_id: vote.student_id, book_id: vote.book_id, vote: vote.vote, voter },
  )

/** Derives the readers' preferences from the whole history: the same event twice ends in the same preferences. */
const applyVotes = (
  core: Core,
  school: string,
  events: readonly ShelftalkEvent[],
): Promise<Written<Outcome>[]> =>
  applyTogether(core, { consumer, school }, events, async (rows, due) => {
    const readerIds = due.map((event) => event.subject)
    const versions = await rows.readers.raiseVersions(readerIds)
    await refreshPreferences(rows, readerIds)
    return { versions, done: 'what the reader likes is worked out anew' }
  })

function attempt<T>(work: () => T): Written<T> {
  try {
    return { value: work() }
  } catch (error) {
    return { error }
  }
}
