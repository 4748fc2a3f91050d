import { notFound, type ShelftalkError } from '../domain/errors.ts'
import type { ShelftalkEvent } from '../domain/events.ts'
import { gradeOf, keptFrom } from '../domain/gates.ts'
import type { VoteKind } from '../domain/interaction.ts'
import { type Caller, requireReader } from '../domain/permissions.ts'
import type { Core } from '../ports/core.ts'
import type { Outcome, Subscription } from '../ports/runtime.ts'
import type { ReaderVersion, SchoolRows } from '../ports/store.ts'
import { announceReaders, newEvent } from './steps/announce.ts'
import { applyOnce } from './steps/apply-once.ts'
import { createGroupCommit, type Written } from './steps/group-commit.ts'
import { type IdempotencyKey, sameBody } from './steps/idempotency.ts'
import { refreshPreferences } from './steps/reader-taste.ts'

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
  /** A reader's own key: gates hold for what may be voted on. A service key answers for what it names. */
  byReader: boolean
  once: IdempotencyKey | null
}

/** The voter of a reader's own vote; a service key votes as the student it names. */
const ownVoter = 'self'
const bounds = { maxBatch: 500, maxWaiting: 10_000 }

/**
 * A thumb up, a thumb down, "already read", or one taken back. `give` answers once the vote is durable and the
 * reader's cached lists are stale; `preferences` is the consumer that keeps what is derived from votes.
 */
export function createFeedback(core: Core): {
  give(caller: Caller, vote: Vote, once: IdempotencyKey | null): Promise<Acknowledged>
  preferences: Subscription
} {
  const commit = createGroupCommit<Command, Acknowledged>(
    (schoolId, commands) => writeVotes(core, schoolId, commands),
    bounds,
  )
  return {
    async give(caller, vote, once) {
      requireReader(caller, 'votes.give', vote.student_id)
      await core.checkRoom()
      return commit(caller.school_id, { vote, once, byReader: caller.reader_id !== null })
    },
    preferences: {
      consumer: 'preferences',
      topic: 'feedback',
      handle: (event) => applyFeedback(core, event as ShelftalkEvent<'shelftalk.feedback.given'>),
    },
  }
}

async function writeVotes(
  core: Core,
  schoolId: string,
  commands: readonly Command[],
): Promise<Written<Acknowledged>[]> {
  const { outcomes, events, versions } = await core.store.school(schoolId, async (rows) => {
    const { outcomes, sameAs } = await checkVotes(rows, commands)
    const fresh = commands.filter((command, at) => outcomes[at] === undefined && !sameAs.has(command))
    const events = new Map(fresh.map((command) => [command, feedbackEvent(core, schoolId, command.vote)]))
    commands.forEach((command, at) => {
      const event = events.get(sameAs.get(command) ?? command)
      if (event !== undefined) outcomes[at] = { value: { event_id: event.id } }
    })
    const versions = events.size === 0 ? [] : await storeVotes(rows, events)
    return { outcomes, events: [...events.values()], versions }
  })
  if (events.length > 0) await announceReaders(core, schoolId, versions, events)
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
  const grades = await rows.readers.grades(commands.map((c) => c.vote.student_id))
  const { policy } = await rows.school.read()
  const books = new Map(
    (await rows.books.gatesOf(commands.map((c) => c.vote.book_id))).map((book) => [book.book_id, book]),
  )
  const answered = await answers(rows, commands)
  const first = new Map<string, { command: Command; body_hash: string }>()
  const sameAs = new Map<Command, Command>()
  const outcomes = commands.map((command) => {
    const { vote, once, byReader } = command
    const book = books.get(vote.book_id)
    const grade_level = grades.get(vote.student_id)
    if (grade_level === undefined) return { error: notFound('student') }
    const kept = book && keptFrom(book, vote.student_id, gradeOf({ grade_level }, policy))
    const isGated = byReader ? kept !== null && vote.vote !== 'none' : kept === 'not_yours'
    if (book === undefined || isGated) return { error: notFound('book') }
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
  for (const [caller, keys] of keysByCaller) {
    for (const row of await rows.idempotency.find(caller, keys)) found.set(`${caller}\n${row.key}`, row)
  }
  return found
}

async function storeVotes(
  rows: SchoolRows,
  events: ReadonlyMap<Command, ShelftalkEvent<'shelftalk.feedback.given'>>,
): Promise<ReaderVersion[]> {
  const versions = await rows.readers.raiseVersions([
    ...new Set([...events.keys()].map((c) => c.vote.student_id)),
  ])
  const last = new Map(
    [...events].map((pair) => [`${pair[0].vote.student_id}\n${pair[0].vote.book_id}`, pair]),
  )
  await rows.history.putVotes(
    [...last.values()].map(([{ vote }, event]) => ({
      reader_id: vote.student_id,
      book_id: vote.book_id,
      voter: ownVoter,
      vote: vote.vote,
      slate_id: vote.slate_id,
      event_id: event.id,
      voted_at: event.time,
    })),
  )
  await rows.outbox.add([...events.values()])
  for (const [{ once }, event] of events) {
    if (once !== null) await rows.idempotency.put(once.caller, [{ ...once, answer: { event_id: event.id } }])
  }
  return versions
}

const feedbackEvent = (core: Core, school: string, vote: Vote): ShelftalkEvent<'shelftalk.feedback.given'> =>
  newEvent(
    core,
    'shelftalk.feedback.given',
    { school, subject: vote.student_id },
    { reader_id: vote.student_id, book_id: vote.book_id, vote: vote.vote, voter: ownVoter },
  )

/** Derives the reader's preferences from the whole history: the same event twice ends in the same preferences. */
function applyFeedback(core: Core, event: ShelftalkEvent<'shelftalk.feedback.given'>): Promise<Outcome> {
  const readerId = event.data.reader_id
  return applyOnce(core, 'preferences', event, async (rows) => {
    const versions = await rows.readers.raiseVersions([readerId])
    await refreshPreferences(rows, readerId)
    return { versions, done: 'what the reader likes is worked out anew' }
  })
}

function attempt<T>(work: () => T): Written<T> {
  try {
    return { value: work() }
  } catch (error) {
    return { error: error as ShelftalkError }
  }
}
