import type { StoredBook } from '../domain/book.ts'
import { notFound } from '../domain/errors.ts'
import { gradeOf, refusedBy } from '../domain/gates.ts'
import type { Caller } from '../domain/permissions.ts'
import type { Reader } from '../domain/reader.ts'
import type { SchoolPolicy } from '../domain/school.ts'
import type { Core } from '../ports/core.ts'
import type { SchoolRows } from '../ports/store.ts'
import { onlyTaughtBy } from './steps/reach.ts'

/** Books for a whole class: chosen by the library's gates for each of its students, never by what one of them read. */
export interface ClassShelf {
  class_id: string
  class_name: string
  books: StoredBook[]
}

export interface ShelfWanted {
  class_id: string
  limit: number
  /** Only of these; null for the best rated that all may see. */
  book_ids: readonly string[] | null
  /** None of these. */
  but?: readonly string[]
}

const studentsAPage = 500
const classesAPage = 200
/** Of the best rated books of the lowest grade some are for none of the higher ones. */
const candidatesAtOnce = 200
const nothingRead: ReadonlySet<string> = new Set()

/** A shelf for a class of the caller's. Throws `not_found` for any other class. */
export async function classShelf(
  core: Pick<Core, 'store'>,
  caller: Caller,
  { class_id, limit, book_ids, but = [] }: ShelfWanted,
): Promise<ClassShelf> {
  return core.store.school(caller.school_id, async (rows) => {
    const taught_by = await onlyTaughtBy(rows, caller, 'channels.bind')
    const classes = await rows.classes.list({ taught_by, limit: classesAPage, after: null })
    const found = classes.find((one) => one.class_id === class_id)
    if (found === undefined) throw notFound('class')
    const { policy } = await rows.school.read()
    const students = await studentsOf(rows, class_id)
    const candidates =
      book_ids === null ? await wellRated(rows, students, policy, but) : await rows.books.byIds(book_ids)
    const inOrder =
      book_ids === null ? candidates : book_ids.flatMap((id) => candidates.filter((b) => b.book_id === id))
    const books = inOrder.filter((book) => isForAll(book, students, policy)).slice(0, limit)
    return { class_id, class_name: found.name, books }
  })
}

async function studentsOf(rows: SchoolRows, class_id: string): Promise<Reader[]> {
  const all: Reader[] = []
  for (let after: string | null = null; ; ) {
    const page: Reader[] = await rows.readers.list({
      ...{ words: [], class_id, taught_by: null, limit: studentsAPage, after },
    })
    all.push(...page)
    if (page.length < studentsAPage) return all
    after = page.at(-1)?.reader_id ?? null
  }
}

const wellRated = async (
  rows: SchoolRows,
  students: readonly Reader[],
  policy: SchoolPolicy,
  but: readonly string[],
): Promise<StoredBook[]> =>
  rows.books.wellRated(
    {
      grade: Math.min(...students.map((student) => gradeOf(student, policy)), policy.unknown_grade_counts_as),
      ...{ availableOnly: policy.available_only, theme: null, levels: null },
      languages: policy.languages.map((language) => language.toLowerCase()),
    },
    {
      but: but.length === 0 ? [] : (await rows.books.byIds(but)).map(({ book_no }) => book_no),
      limit: candidatesAtOnce,
    },
  )

/** Somebody's own book is for nobody else, so for no class. */
const isForAll = (book: StoredBook, students: readonly Reader[], policy: SchoolPolicy): boolean =>
  book.owner_reader_id === null &&
  !book.hidden &&
  students.every((reader) => refusedBy(book, { reader, policy, read: nothingRead }) === null)
