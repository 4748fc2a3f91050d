import type { StoredBook } from '../domain/book.ts'
import { notFound } from '../domain/errors.ts'
import { type Caller, mayHide, mayKnow, requirePermission } from '../domain/permissions.ts'
import type { Core } from '../ports/core.ts'

type Needs = Pick<Core, 'store'>

/** The catalogue's books that hold every word of `query`, a page at a time. Hidden ones only for those who may hide. */
export async function searchBooks(
  core: Needs,
  caller: Caller,
  wanted: { query: string; limit: number; after: string | null },
): Promise<StoredBook[]> {
  requirePermission(caller, 'catalogue.read')
  const words = wanted.query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 20)
  const books = await core.store.school(caller.school_id, (rows) =>
    rows.books.search(words, { limit: wanted.limit, after: wanted.after, hidden: mayHide(caller) }),
  )
  return books
}

/** One book that the caller may know of: the catalogue's, or a reader's own for that reader and for staff. */
export async function readBook(core: Needs, caller: Caller, bookId: string): Promise<StoredBook> {
  requirePermission(caller, 'catalogue.read')
  const [book] = await core.store.school(caller.school_id, (rows) => rows.books.byIds([bookId]))
  if (book === undefined || !mayKnow(caller, book)) throw notFound('book')
  return book
}

/**
 * Hides a book or shows it again, and sets the lowest grade that may see it. Every cached list of the school is
 * stale before this answers.
 */
export async function setVisibility(
  core: Pick<Core, 'store' | 'cache'>,
  caller: Caller,
  bookId: string,
  gate: { hidden: boolean; minimum_grade?: number | null },
): Promise<void> {
  requirePermission(caller, 'catalogue.write')
  const version = await core.store.school(caller.school_id, async (rows) => {
    if (!(await rows.books.setVisibility(bookId, gate))) throw notFound('book')
    return rows.school.raiseVersion()
  })
  await core.cache.raiseSchool(caller.school_id, version)
}
