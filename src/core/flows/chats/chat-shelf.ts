import { notFound } from '../../domain/errors.ts'
import type { StoredBook } from '../../domain/lists/book.ts'
import { gradeOf, refusedBy } from '../../domain/lists/gates.ts'
import type { Caller } from '../../domain/people/permissions.ts'
import type { Reader } from '../../domain/people/reader.ts'
import type { SchoolPolicy } from '../../domain/school.ts'
import type { Core } from '../../ports/core.ts'
import type { OpenShelf, SchoolRows } from '../../ports/store.ts'
import { levelBounds } from '../../ranking/level-band.ts'
import { onlyTaughtBy } from '../steps/people/reach.ts'

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
    const forAll = (books: readonly StoredBook[]) =>
      books.filter((book) => isForAll(book, students, policy)).slice(0, limit)
    const books =
      book_ids === null
        ? await chosen({ rows, students, policy, but, limit }, forAll)
        : forAll(inOrder(book_ids, await rows.books.byIds(book_ids)))
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

const inOrder = (ids: readonly string[], books: readonly StoredBook[]): StoredBook[] =>
  ids.flatMap((id) => books.filter(({ book_id }) => book_id === id))

interface Choice {
  rows: SchoolRows
  students: readonly Reader[]
  policy: SchoolPolicy
  but: readonly string[]
  limit: number
}

/** The best rated at the level of the class; where these are too few, the best rated of any. */
async function chosen(
  { rows, students, policy, but, limit }: Choice,
  forAll: (books: readonly StoredBook[]) => StoredBook[],
): Promise<StoredBook[]> {
  const grades = students.map((student) => gradeOf(student, policy))
  const grade = grades.length === 0 ? policy.unknown_grade_counts_as : Math.min(...grades)
  const taken = but.length === 0 ? [] : (await rows.books.byIds(but)).map(({ book_no }) => book_no)
  const best = (levels: OpenShelf['levels'], more: readonly number[] = []) =>
    rows.books.wellRated(
      {
        ...{ grade, levels, theme: null, availableOnly: policy.available_only },
        languages: policy.languages.map((language) => language.toLowerCase()),
      },
      { but: [...taken, ...more], limit: candidatesAtOnce },
    )
  const fitting = forAll(await best(levelBounds('just-right', grade)))
  if (fitting.length === limit) return fitting
  const any = forAll(
    await best(
      null,
      fitting.map(({ book_no }) => book_no),
    ),
  )
  return [...fitting, ...any].slice(0, limit)
}

/** Somebody's own book is for nobody else, so for no class. */
const isForAll = (book: StoredBook, students: readonly Reader[], policy: SchoolPolicy): boolean =>
  book.owner_reader_id === null &&
  !book.hidden &&
  students.every((reader) => refusedBy(book, { reader, policy, read: nothingRead }) === null)
