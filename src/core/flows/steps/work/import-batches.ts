import { maxIdsAnEvent } from '../../../domain/events.ts'
import type { RowRefusal } from '../../../domain/files/refusal.ts'
import { type Book, embeddingText, matchKey, type StoredBook } from '../../../domain/lists/book.ts'
import type { Loan } from '../../../domain/lists/interaction.ts'
import type { Teacher } from '../../../domain/people/person.ts'
import type { SchoolClass, Student } from '../../../domain/people/reader.ts'
import type { Core } from '../../../ports/core.ts'
import type { ReaderVersion, SchoolRows } from '../../../ports/store.ts'
import { endUnfitLinks } from '../people/unfit-links.ts'
import { newEvent } from './announce.ts'
import { partsOf, recordLoans } from './loans.ts'
import { raiseSchool } from './school-version.ts'

/** What one batch of rows did. Refusals by position in the batch. */
export interface BatchResult {
  refused: (RowRefusal & { at: number })[]
  versions: ReaderVersion[]
  schoolVersion: number | null
  /** Students among them whom the school had erased and takes up again. */
  takenUp?: number
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
export function studentsBatch(
  core: Pick<Core, 'clock' | 'erasedIds'>,
  school: string,
  { header, invented }: { header: readonly string[]; invented: boolean },
): Apply<Student> {
  return async (rows, batch) => {
    const taken = await rows.readers.withoutSchool(batch.map((student) => student.student_id))
    const roles = await rows.people.roles(batch.map((student) => student.student_id))
    const refused = batch.flatMap(({ student_id }, at): BatchResult['refused'] => {
      const role = roles.get(student_id) ?? 'student'
      const whose = taken.has(student_id) ? 'a reader without a school' : `a member of staff (${role})`
      const isFree = role === 'student' && !taken.has(student_id)
      return isFree
        ? []
        : [{ at, field: 'student_id', code: 'taken', reason: `is the id of ${whose}: choose another` }]
    })
    const isRefused = new Set(refused.map(({ at }) => batch[at]))
    const students = lastOfEach(
      batch.filter((student) => !isRefused.has(student)),
      (student) => student.student_id,
    )
    const takenUp = await takeUp(
      core,
      rows,
      school,
      students.map((student) => student.student_id),
    )
    const changed = await rows.readers.upsertStudents(students, invented, header)
    await endUnfitLinks(rows, core.clock())
    return { ...nothing, refused, versions: await rows.readers.raiseVersions(changed), takenUp }
  }
}

/** A file that names somebody who was erased is the school's own decision: they begin anew, and the report says so. */
async function takeUp(
  { erasedIds }: Pick<Core, 'erasedIds'>,
  rows: SchoolRows,
  school: string,
  ids: readonly string[],
): Promise<number> {
  const known = await rows.readers.known(ids)
  const erased = await erasedIds.among(
    rows,
    school,
    ids.filter((id) => !known.has(id)),
  )
  if (erased.size > 0) await rows.erasures.takeUp(await erasedIds.hash(rows, school, [...erased.keys()]))
  return erased.size
}

/** Teachers, and which classes they teach. Whoever has another role keeps it, and an address is one person's. */
export function teachersBatch(header: readonly string[]): Apply<Teacher> {
  return async (rows, batch) => {
    const teachers = lastOfEach(batch, (teacher) => teacher.teacher_id)
    const roles = await rows.people.roles(teachers.map((teacher) => teacher.teacher_id))
    const emails = teachers.flatMap(({ email }) => email ?? [])
    const taken = takenAddresses(
      teachers.filter(({ teacher_id }) => (roles.get(teacher_id) ?? 'teacher') === 'teacher'),
      await rows.people.holders(emails),
    )
    const refused = batch.flatMap(({ teacher_id }, at): BatchResult['refused'] => {
      const role = roles.get(teacher_id) ?? 'teacher'
      if (role !== 'teacher')
        return [{ at, field: 'teacher_id', code: 'other_role', reason: `has the role ${role} already` }]
      return taken.has(teacher_id)
        ? [{ at, field: 'email', code: 'taken', reason: 'is the address of somebody else' }]
        : []
    })
    const isRefused = new Set(refused.map(({ at }) => batch[at]?.teacher_id))
    await rows.people.putTeachers(
      teachers.filter((teacher) => !isRefused.has(teacher.teacher_id)),
      header,
    )
    return { ...nothing, refused }
  }
}

/** Ids of those whose address is somebody else's, now and when all others have got theirs. */
function takenAddresses(
  teachers: readonly Teacher[],
  holders: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const taken = new Set<string>()
  const wanted = new Map(teachers.map(({ teacher_id, email }) => [teacher_id, email]))
  const first = new Map<string, string>()
  for (const { teacher_id, email } of teachers)
    if (email !== null && !first.has(email)) first.set(email, teacher_id)
  const isTaken = ({ teacher_id, email }: Teacher): boolean => {
    const holder = holders.get(email ?? '') ?? teacher_id
    const givesItUp = wanted.has(holder) && wanted.get(holder) !== email && !taken.has(holder)
    return email !== null && (first.get(email) !== teacher_id || !(holder === teacher_id || givesItUp))
  }
  for (let before = -1; before < taken.size; ) {
    before = taken.size
    for (const teacher of teachers) if (isTaken(teacher)) taken.add(teacher.teacher_id)
  }
  return taken
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
