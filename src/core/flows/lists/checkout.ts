import { ShelftalkError } from '../../domain/errors.ts'
import type { ShelftalkEvent } from '../../domain/events.ts'
import { type RowRefusal, refusalOf } from '../../domain/files/refusal.ts'
import { Loan, loanProblem } from '../../domain/lists/interaction.ts'
import { type Caller, requirePermission } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import type { Outcome, Subscription } from '../../ports/runtime.ts'
import { profileVector, refreshTaste } from '../steps/learning/reader-taste.ts'
import { similarReaders } from '../steps/learning/similar-readers.ts'
import { announceReaders } from '../steps/work/announce.ts'
import { applyOnce } from '../steps/work/apply-once.ts'
import { answeredBefore, type IdempotencyKey, rememberAnswer } from '../steps/work/idempotency.ts'
import { recordLoans } from '../steps/work/loans.ts'

export interface LoanRefusal extends RowRefusal {
  index: number
}
export interface LoansAccepted {
  accepted: number
  refused: LoanRefusal[]
}

/** Loans in one request; more belong into a file (POST /imports/checkouts). */
const maxLoansARequest = 1000

/**
 * Stores loans and their events in one transaction. Loans that are malformed, or name a student or book that the
 * school does not have, are refused one by one; the others count.
 */
export async function recordCheckouts(
  core: Core,
  caller: Caller,
  input: readonly unknown[],
  once: IdempotencyKey | null,
): Promise<LoansAccepted> {
  requirePermission(caller, 'loans.write')
  if (input.length > maxLoansARequest) {
    throw new ShelftalkError(
      'too_large',
      `At most ${maxLoansARequest} loans a request. Send more of them, or use POST /imports/checkouts.`,
    )
  }
  await core.checkRoom()
  const refused: LoanRefusal[] = []
  const loans = input.flatMap((value, index) => readLoan(value, index, refused))
  const { answer, events, versions } = await core.store.school(caller.school_id, async (rows) => {
    const before = await answeredBefore<LoansAccepted>(rows, once)
    if (before !== null) {
      // The process that gave this answer before may have ended before it told the cache.
      const readers = [...new Set(loans.map((loan) => loan.student_id))]
      return { answer: before, events: [], versions: await rows.readers.raiseVersions(readers) }
    }
    const stored = await recordLoans(core, rows, caller.school_id, loans)
    refused.push(...stored.refused.map(({ at, ...why }) => ({ index: loans[at]?.index ?? 0, ...why })))
    const answer = { accepted: stored.accepted, refused: refused.sort((a, b) => a.index - b.index) }
    await rememberAnswer(rows, once, answer)
    return { answer, events: stored.events, versions: stored.versions }
  })
  if (versions.length > 0) await announceReaders(core, caller.school_id, versions, events)
  return answer
}

function readLoan(value: unknown, index: number, refused: LoanRefusal[]): (Loan & { index: number })[] {
  const read = Loan.safeParse(value)
  if (!read.success) {
    refused.push(...read.error.issues.map((issue) => ({ index, ...refusalOf(issue) })))
    return []
  }
  const problem = loanProblem(read.data)
  if (problem !== null) {
    refused.push({ index, ...problem })
    return []
  }
  return [{ ...read.data, index }]
}

/** A loan changes what the student seems to like: preferences and vector are made anew from the whole history. */
export function createProfile(core: Core): Subscription {
  return {
    consumer: 'profile',
    topic: 'checkouts',
    handle: (event) => applyLoans(core, event as ShelftalkEvent<'shelftalk.loans.recorded'>),
  }
}

async function applyLoans(core: Core, event: ShelftalkEvent<'shelftalk.loans.recorded'>): Promise<Outcome> {
  const { reader_id, book_ids } = event.data
  await core.ensureBookVectors(event.school, book_ids)
  const profile = await profileVector(core, event.school, reader_id)
  return applyOnce(core, 'profile', event, async (rows) => ({
    ...(await refreshTaste(core, rows, { school: event.school, reader_id, profile })),
    done: 'what the reader likes is worked out anew, as preferences and as a vector',
  }))
}

/** A changed vector changes who is similar to whom, in both directions; the lists of all of them are stale. */
export function createSimilarity(core: Core): Subscription {
  return {
    consumer: 'similarity',
    topic: 'reader-embeddings',
    handle: (event) => applyEmbedding(core, event as ShelftalkEvent<'shelftalk.reader_embedding.changed'>),
  }
}

function applyEmbedding(
  core: Core,
  event: ShelftalkEvent<'shelftalk.reader_embedding.changed'>,
): Promise<Outcome> {
  const { reader_id, model_id } = event.data
  return applyOnce(core, 'similarity', event, async (rows) => {
    const near = await rows.vectors.nearestReaders(reader_id, model_id, similarReaders)
    const versions = await rows.readers.raiseVersions(await rows.vectors.putSimilar(reader_id, near))
    return { versions, done: `who reads alike is worked out anew for ${versions.length} readers` }
  })
}
