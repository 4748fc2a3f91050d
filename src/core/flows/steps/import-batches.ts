import { type Book, embeddingText, matchKey, type StoredBook } from '../../domain/book.ts'
import { maxIdsAnEvent } from '../../domain/events.ts'
import type { Loan } from '../../domain/interaction.ts'
import type { SchoolClass, Student } from '../../domain/reader.ts'
import type { Core } from '../../ports/core.ts'
import type { ReaderVersion, SchoolRows } from '../../ports/store.ts'
import { newEvent } from './announce.ts'
import { partsOf, recordLoans } from './loans.ts'
import { raiseSchool } from './school-version.ts'

/** What one batch of rows did. Refusals by position in the batch. */
export interface BatchResult {
  refused: { at: number; field: string; reason: string }[]
  versions: ReaderVersion[]
  schoolVersion: number | null
}

/** Stores one batch in the transaction given. */
export type Apply<Row> = (rows: SchoolRows, batch: readonly Row[]) => Promise<BatchResult>

const nothing: BatchResult = { refused: [], versions: [], schoolVersion: null }

/** The file's columns whose names differ from the fact's. */
const factsOfColumn: Readonly<Record<string, readonly string[]>> = { author: ['authors', 'match_key'] }
const lastOfEach = <T>(rows: readonly T[], idOf: (row: T) => string): T[] => [
  ...new Map(rows.map((row) => [idOf(row), row])).values(),
]

/** Books: what the file does not name stays as it was; books whose words changed get new vectors. */
export function catalogueBatch(core: Core, school: string, header: readonly string[]): Apply<Book> {
  const named = header.flatMap((column) => factsOfColumn[column] ?? [column])
  return async (rows, batch) => {
    const books = lastOfEach(batch, (book) => book.book_id)
    const ids = books.map((book) => book.book_id)
    const before = new Map((await rows.books.byIds(ids)).map((book) => [book.book_id, book]))
    const keys = books.map((book) => matchKey(book.title, book.authors[0]))
    const changed = await rows.books.upsert(books, keys, named)
    if (changed.length === 0) return nothing
    const after = await rows.books.byIds(changed)
    const reworded = after
      .filter((book) => hasNewWords(book, before.get(book.book_id)))
      .map((book) => book.book_id)
    await rows.vectors.forgetBooks(reworded)
    const events = partsOf(reworded, maxIdsAnEvent).map((book_ids) =>
      newEvent(
        core,
        'shelftalk.books.added',
        { school, subject: book_ids[0] ?? '' },
        { book_ids, reader_id: null },
      ),
    )
    if (events.length > 0) await rows.outbox.add(events)
    return { ...nothing, schoolVersion: await raiseSchool(core, rows, school) }
  }
}

const hasNewWords = (book: Book, before: StoredBook | undefined): boolean =>
  before === undefined || embeddingText(book) !== embeddingText(before)

/** Students; `invented` marks those that a program made up. A reader without a school is nobody's student. */
export function studentsBatch(header: readonly string[], invented: boolean): Apply<Student> {
  return async (rows, batch) => {
    const taken = await rows.readers.withoutSchool(batch.map((student) => student.student_id))
    const refused = batch.flatMap((student, at) =>
      taken.has(student.student_id)
        ? [{ at, field: 'student_id', reason: 'is the id of a reader without a school: choose another' }]
        : [],
    )
    const students = lastOfEach(
      batch.filter((student) => !taken.has(student.student_id)),
      (student) => student.student_id,
    )
    const changed = await rows.readers.upsertStudents(students, invented, header)
    return { ...nothing, refused, versions: await rows.readers.raiseVersions(changed) }
  }
}

export const classesBatch: Apply<SchoolClass> = async (rows, batch) => {
  await rows.classes.upsert(lastOfEach(batch, (row) => row.class_id))
  return nothing
}

export const checkoutsBatch =
  (core: Core, school: string): Apply<Loan> =>
  async (rows, batch) => {
    const { refused, versions } = await recordLoans(core, rows, school, batch)
    return { ...nothing, refused, versions }
  }
