import type { VoteKind } from '../core/domain/lists/interaction.ts'
import type { SchoolClass, Student } from '../core/domain/people/reader.ts'

/** For every page that shows the demo school. */
export const INVENTED_NOTICE =
  'The books are real; the students, their loans and their votes are invented, and any likeness to real people is chance.'

/** An invented class. */
export type DemoClass = SchoolClass & { grade_level: number }

/** An invented student; `age` is the age on the first day of the school year. */
export type DemoStudent = Student & {
  first_name: string
  grade_level: number
  age: number
  birth_year: number
}

/** An invented loan; dates are calendar days. A book that never came back has no `return_date`. */
export interface DemoCheckout {
  checkout_id: string
  student_id: string
  book_id: string
  checkout_date: string
  return_date?: string
  student_rating?: number
}

/** An invented vote, at most one by a student on a book; `at` is an ISO time. */
export interface DemoVote {
  student_id: string
  book_id: string
  vote: Exclude<VoteKind, 'none'>
  at: string
}

/** A whole invented school: its classes, and one school year of what their students did. */
export interface DemoSchool {
  classes: DemoClass[]
  students: DemoStudent[]
  checkouts: DemoCheckout[]
  votes: DemoVote[]
}
