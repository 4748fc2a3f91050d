import { notFound, ShelftalkError } from '../../domain/errors.ts'
import type { StoredBook } from '../../domain/lists/book.ts'
import type { ModelFactName, ToldFact } from '../../domain/lists/enrichment.ts'
import { type Caller, mayHide, requirePermission } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import type { Visibility } from '../../ports/store.ts'
import { gradeOfCaller, knownBook } from '../steps/lists/known-books.ts'
import { wordsOf } from '../steps/people/words-of.ts'
import { announceSchoolForSure, raiseSchool } from '../steps/work/school-version.ts'

type Needs = Pick<Core, 'store'>

/** A book with those of its facts that a model told. */
export type SourcedBook = StoredBook & { told: Partial<Record<ModelFactName, ToldFact>> }

/** The catalogue's books that hold every word of `query`, a page at a time: for readers, those of their grade. */
export async function searchBooks(
  core: Needs,
  caller: Caller,
  wanted: { query: string; limit: number; after: string | null },
): Promise<StoredBook[]> {
  requirePermission(caller, 'catalogue.read')
  const words = wordsOf(wanted.query)
  return core.store.school(caller.school_id, async (rows) => {
    const grade = await gradeOfCaller(rows, caller)
    return rows.books.search(words, {
      limit: wanted.limit,
      after: wanted.after,
      hidden: mayHide(caller),
      grade,
    })
  })
}

/** One book that the caller may know of: the catalogue's, or a reader's own for that reader. */
export async function readBook(core: Needs, caller: Caller, bookId: string): Promise<SourcedBook> {
  requirePermission(caller, 'catalogue.read')
  return core.store.school(caller.school_id, async (rows) => ({
    ...(await knownBook(rows, caller, bookId)),
    told: await rows.enrichment.told(bookId),
  }))
}

/**
 * Hides a book or shows it again, and sets the lowest and the highest grade that may see it. Every cached list of the
 * school is stale before this answers.
 */
export async function setVisibility(
  core: Pick<Core, 'store' | 'cache' | 'newId' | 'clock' | 'wakeRelay'>,
  caller: Caller,
  bookId: string,
  gate: Visibility,
): Promise<void> {
  requirePermission(caller, 'catalogue.write')
  const { minimum_grade: lowest, maximum_grade: highest } = gate
  if (lowest != null && highest != null && lowest > highest) {
    const reason = `is below the minimum_grade of ${lowest}, which would leave no grade: hide the book instead`
    throw new ShelftalkError('invalid_input', `maximum_grade ${reason}.`, {
      fields: [{ field: 'maximum_grade', reason }],
    })
  }
  const version = await core.store.school(caller.school_id, async (rows) => {
    if (!(await rows.books.setVisibility(bookId, gate))) throw notFound('book')
    return raiseSchool(core, rows, caller.school_id)
  })
  await announceSchoolForSure(core, caller.school_id, version)
}
