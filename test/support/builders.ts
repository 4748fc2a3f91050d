import type { TextRow } from '../../src/core/domain/files/columns.ts'
import type { RowSource } from '../../src/core/domain/files/source.ts'
import { type Book, bareBook } from '../../src/core/domain/lists/book.ts'
import type { Loan } from '../../src/core/domain/lists/interaction.ts'
import type { Caller } from '../../src/core/domain/people/permissions.ts'
import type { Student } from '../../src/core/domain/people/reader.ts'

let made = 0

/** A book with a title of its own; everything else as in `bareBook`. */
export function aBook(facts: Partial<Book> = {}): Book {
  const book_id = facts.book_id ?? `b${++made}`
  return bareBook({ title: `Title of ${book_id}`, authors: [`Author ${book_id}`], ...facts, book_id })
}

export function aStudent(facts: Partial<Student> = {}): Student {
  return {
    student_id: `s${++made}`,
    first_name: null,
    grade_level: 6,
    age: null,
    birth_year: null,
    homeroom_teacher: null,
    prior_year_reading_score: null,
    class_ids: [],
    ...facts,
  }
}

export function aLoan(facts: Partial<Loan> & { student_id: string; book_id: string }): Loan {
  return {
    checkout_id: `c${++made}`,
    checkout_date: '2026-02-02',
    return_date: null,
    student_rating: null,
    ...facts,
  }
}

export function aCaller(facts: Partial<Caller> & { school_id: string }): Caller {
  return { caller_id: 'test-key', role: 'service', reader_id: null, person_id: null, ...facts }
}

/** Records as a file with a header; the columns are those of all records, or those given. */
export function rowsOf(records: readonly TextRow[], header?: readonly string[]): RowSource {
  return {
    header: header ?? [...new Set(records.flatMap((record) => Object.keys(record)))],
    rows: (async function* () {
      for (const [at, row] of records.entries()) yield { line: at + 2, row }
    })(),
  }
}
