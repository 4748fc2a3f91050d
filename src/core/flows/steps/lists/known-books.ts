import { notFound } from '../../../domain/errors.ts'
import type { StoredBook } from '../../../domain/lists/book.ts'
import { gradeOf, keptFrom } from '../../../domain/lists/gates.ts'
import { type Caller, mayHide } from '../../../domain/people/permissions.ts'
import type { SchoolRows } from '../../../ports/store.ts'

/** The grade that the gates see in a caller who is a reader; null for staff, whom no maturity gate keeps out. */
export async function gradeOfCaller(rows: SchoolRows, caller: Caller): Promise<number | null> {
  if (caller.reader_id === null) return null
  const reader = await rows.readers.get(caller.reader_id)
  if (reader === null) throw notFound('student')
  return gradeOf(reader, (await rows.school.read()).policy)
}

/** Whether the caller may know of a book; `grade` as `gradeOfCaller` answers it. */
export function mayKnow(caller: Caller, grade: number | null, book: StoredBook): boolean {
  if (grade !== null) return keptFrom(book, caller.reader_id ?? '', grade) === null
  if (book.owner_reader_id !== null) return caller.role === 'service'
  return !book.hidden || mayHide(caller)
}

/** The book, or the refusal that is the same for books that do not exist and books that the caller may not know of. */
export async function knownBook(rows: SchoolRows, caller: Caller, bookId: string): Promise<StoredBook> {
  const grade = await gradeOfCaller(rows, caller)
  const [book] = await rows.books.byIds([bookId])
  if (book === undefined || !mayKnow(caller, grade, book)) throw notFound('book')
  return book
}
