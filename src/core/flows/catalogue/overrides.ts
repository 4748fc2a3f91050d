import { notFound, ShelftalkError } from '../../domain/errors.ts'
import type { OverrideChange, OverrideGrade, OverrideKind } from '../../domain/lists/override.ts'
import { type Caller, requirePermission } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import type { SchoolRows } from '../../ports/store.ts'
import { announceSchoolForSure, raiseSchool } from '../steps/work/school-version.ts'

type Needs = Pick<Core, 'store' | 'cache' | 'newId' | 'clock' | 'wakeRelay'>

/** The book and the grade that a librarian speaks of, and why. */
export interface OverrideAsk {
  book_id: string
  grade: OverrideGrade
  why: string
}

export interface BookOverrides {
  in_force: (OverrideChange & { kind: OverrideKind })[]
  /** Every change, newest first. */
  changes: OverrideChange[]
}

/** Books pinned for one grade, at most: each is read for every list of that grade. */
const maxPinsAGrade = 50

/**
 * Pins a book for a grade or blocks it, over every score. Every cached list of the school is stale before this answers.
 * A block wins over a pin, and so does every other gate.
 */
export async function setOverride(
  core: Needs,
  caller: Caller,
  ask: OverrideAsk,
  kind: OverrideKind,
): Promise<void> {
  await change(core, caller, async (rows) => {
    if (kind === 'pin') await checkRoomForPin(rows, ask)
    if (!(await rows.overrides.decide(ask.book_id, decision(core, caller, ask, kind)))) throw notFound('book')
  })
}

/** Takes back what was decided about a book for a grade. */
export async function removeOverride(core: Needs, caller: Caller, ask: OverrideAsk): Promise<void> {
  await change(core, caller, async (rows) => {
    if (!(await rows.overrides.decide(ask.book_id, decision(core, caller, ask, 'none'))))
      throw notFound('override')
  })
}

/** What holds for a book, and who decided it when and why, a page of the log at a time. */
export async function listOverrides(
  core: Pick<Core, 'store'>,
  caller: Caller,
  bookId: string,
  page: { limit: number; before: number | null },
): Promise<BookOverrides> {
  requirePermission(caller, 'overrides.decide')
  return core.store.school(caller.school_id, async (rows) => {
    const [books, in_force, changes] = await Promise.all([
      rows.books.gatesOf([bookId]),
      rows.overrides.inForce(bookId),
      rows.overrides.log(bookId, page),
    ])
    if (books.every((book) => book.owner_reader_id !== null)) throw notFound('book')
    return { in_force, changes }
  })
}

async function change(
  core: Needs,
  caller: Caller,
  decide: (rows: SchoolRows) => Promise<void>,
): Promise<void> {
  requirePermission(caller, 'overrides.decide')
  const version = await core.store.school(caller.school_id, async (rows) => {
    await decide(rows)
    return raiseSchool(core, rows, caller.school_id)
  })
  await announceSchoolForSure(core, caller.school_id, version)
}

const decision = (
  core: Needs,
  caller: Caller,
  { grade, why }: OverrideAsk,
  kind: OverrideKind | 'none',
): Parameters<SchoolRows['overrides']['decide']>[1] => ({
  ...{ grade, kind, why },
  decided_by: caller.person_id ?? caller.caller_id,
  at: core.clock(),
})

async function checkRoomForPin(rows: SchoolRows, { book_id, grade }: OverrideAsk): Promise<void> {
  const pinned = await rows.overrides.pinned(grade)
  if (pinned.length < maxPinsAGrade) return
  const [book] = await rows.books.byIds([book_id])
  if (book !== undefined && pinned.includes(book.book_no)) return
  throw new ShelftalkError(
    'conflict',
    `${maxPinsAGrade} books are pinned for this grade already. Take one of them back first.`,
  )
}
