import { z } from 'zod'
import type { RefusalCode, RowRefusal } from '../files/refusal.ts'
import { Text } from '../text.ts'
import { Id } from './book.ts'

const voteKinds = ['up', 'down', 'read', 'none'] as const
export const VoteKind = z.enum(voteKinds)
export type VoteKind = z.infer<typeof VoteKind>

const noSuchDate = 'must be a date that exists, as YYYY-MM-DD'
// The calendar begins with the year 1: the database refuses a year 0.
const isoDate = z.iso.date({ error: noSuchDate }).refine((day) => !day.startsWith('0000'), {
  error: noSuchDate,
  params: { refusal: 'no_such_date' satisfies RefusalCode },
})

/** A loan of one book by one student. Dates are calendar days in the school's own time. Ratings run from 1 to 5. */
export const Loan = z.strictObject({
  checkout_id: Id,
  student_id: Id,
  book_id: Id,
  checkout_date: isoDate,
  return_date: isoDate.nullish().transform((d) => d ?? null),
  student_rating: z
    .number()
    .min(1)
    .max(5)
    .nullish()
    .transform((r) => r ?? null),
})
export type Loan = z.infer<typeof Loan>

/** Why a loan that is well formed is refused all the same, or null. */
export function loanProblem(loan: Loan): RowRefusal | null {
  if (loan.return_date !== null && loan.return_date < loan.checkout_date) {
    return { field: 'return_date', code: 'before_checkout', reason: 'lies before checkout_date' }
  }
  return null
}

/** One line of a reader's own list. */
export const ListedBook = z.strictObject({
  title: Text.trim().min(1).max(500),
  author: Text.trim().max(300).nullish(),
  isbn: z.string().trim().max(40).nullish(),
  rating: z.number().min(0).max(5).nullish(),
  finished_on: isoDate.nullish(),
})
export type ListedBook = z.infer<typeof ListedBook>

/** The voter of a reader's own vote. */
export const ownVoter = 'self'

/** A teacher's votes are the teacher's own: they hide a book, suggest it or say that it was read, and are never taken for the student's. */
export const teacherVoter = (personId: string): string => `teacher:${personId}`

/** Who acts as a reader gives votes of nobody's own: they weigh as a teacher's. */
export const standInVoter = 'stand-in'

/** A current vote about a book, as the reader's export shows it. */
export interface StoredVote {
  reader_id: string
  book_id: string
  voter: string
  vote: VoteKind
  voted_at: string
}

/** Everything that counts as a reader's history, as rows. */
export interface HistoryRows {
  loans: {
    book_id: string
    book_no: number
    checkout_date: string
    return_date: string | null
    student_rating: number | null
  }[]
  votes: { book_id: string; book_no: number; voter: string; vote: VoteKind }[]
  listed: { book_id: string; book_no: number; rating: number | null }[]
}
