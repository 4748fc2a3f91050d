import { z } from 'zod'
import { Book, ownBookPrefix } from '../lists/book.ts'
import { Loan, loanProblem } from '../lists/interaction.ts'
import { Teacher } from '../people/person.ts'
import { SchoolClass, Student } from '../people/reader.ts'
import { CellProblem, date, integer, isbn, list, number, required, type TextRow, text } from './columns.ts'
import { type RowRefusal, refusalOf } from './refusal.ts'

/** How one kind of file is read: its columns, and a row's meaning. `read` throws CellProblem or ZodError. */
export interface FileKind<Row> {
  required: readonly string[]
  optional: readonly string[]
  /** Known, read past and never stored. */
  dropped: readonly string[]
  read(row: TextRow): Row
}

export const catalogueFile: FileKind<Book> = {
  required: ['book_id', 'title'],
  optional: [
    ...['author', 'isbn', 'genre', 'difficulty_band', 'reading_level', 'publication_year', 'page_count'],
    ...['average_rating', 'series', 'series_number', 'language', 'themes', 'description', 'minimum_grade'],
    ...['maximum_grade', 'copies', 'copies_available'],
  ],
  dropped: [],
  read: (row) =>
    Book.parse({
      book_id: catalogueId(row),
      title: required(row, 'title'),
      authors: list(row, 'author'),
      isbn: isbn(row, 'isbn'),
      genre: text(row, 'genre'),
      difficulty_band: text(row, 'difficulty_band'),
      reading_level: number(row, 'reading_level'),
      publication_year: integer(row, 'publication_year'),
      page_count: integer(row, 'page_count'),
      average_rating: number(row, 'average_rating'),
      series: text(row, 'series'),
      series_number: number(row, 'series_number'),
      language: text(row, 'language'),
      themes: list(row, 'themes').map((theme) => theme.toLowerCase()),
      description: text(row, 'description'),
      minimum_grade: integer(row, 'minimum_grade'),
      maximum_grade: integer(row, 'maximum_grade'),
      copies: integer(row, 'copies'),
      copies_available: integer(row, 'copies_available'),
    }),
}

/** Ids that begin like those of readers' own books could not be told apart from them. */
function catalogueId(row: TextRow): string {
  const id = required(row, 'book_id')
  if (id.startsWith(ownBookPrefix))
    throw new CellProblem('book_id', 'reserved', `must not begin with "${ownBookPrefix}"`)
  return id
}

export const studentsFile: FileKind<Student> = {
  required: ['student_id'],
  optional: [
    ...['grade_level', 'age', 'homeroom_teacher', 'prior_year_reading_score'],
    ...['first_name', 'class_ids', 'birth_year'],
  ],
  dropped: ['lunch_period'],
  read: (row) =>
    Student.parse({
      student_id: required(row, 'student_id'),
      first_name: text(row, 'first_name'),
      grade_level: integer(row, 'grade_level'),
      age: integer(row, 'age'),
      birth_year: integer(row, 'birth_year'),
      homeroom_teacher: text(row, 'homeroom_teacher'),
      prior_year_reading_score: number(row, 'prior_year_reading_score'),
      class_ids: list(row, 'class_ids'),
    }),
}

export const teachersFile: FileKind<Teacher> = {
  required: ['teacher_id', 'name'],
  optional: ['email', 'class_ids'],
  dropped: [],
  read: (row) =>
    Teacher.parse({
      teacher_id: required(row, 'teacher_id'),
      name: required(row, 'name'),
      email: text(row, 'email'),
      class_ids: list(row, 'class_ids'),
    }),
}

export const classesFile: FileKind<SchoolClass> = {
  required: ['class_id', 'name'],
  optional: ['grade_level'],
  dropped: [],
  read: (row) =>
    SchoolClass.parse({
      class_id: required(row, 'class_id'),
      name: required(row, 'name'),
      grade_level: integer(row, 'grade_level'),
    }),
}

/** A missing checkout_id is derived from the row, so that the same file twice changes nothing. */
export const checkoutsFile: FileKind<Loan> = {
  required: ['student_id', 'book_id', 'checkout_date'],
  optional: ['checkout_id', 'return_date', 'student_rating'],
  dropped: [],
  read: (row) => {
    const [student, book] = [required(row, 'student_id'), required(row, 'book_id')]
    const day = date(row, 'checkout_date')
    if (day === null) throw new CellProblem('checkout_date', 'missing', 'is required and is empty')
    const loan = Loan.parse({
      checkout_id: text(row, 'checkout_id') ?? derivedId(day, student, book),
      student_id: student,
      book_id: book,
      checkout_date: day,
      return_date: date(row, 'return_date'),
      student_rating: number(row, 'student_rating'),
    })
    const problem = loanProblem(loan)
    if (problem !== null) throw new CellProblem(problem.field, problem.code, problem.reason)
    return loan
  },
}

function derivedId(day: string, student: string, book: string): string {
  const id = `${day}/${student}/${book}`
  if (id.length <= 200) return id
  throw new CellProblem(
    'checkout_id',
    'missing',
    'is empty, and the other ids are too long to make one from them',
  )
}

/** What is wrong with a row, one entry a field. */
export function rowProblems(error: unknown): RowRefusal[] | null {
  if (error instanceof CellProblem) return [{ field: error.field, code: error.code, reason: error.message }]
  if (error instanceof z.ZodError) {
    return error.issues.map(refusalOf)
  }
  return null
}
