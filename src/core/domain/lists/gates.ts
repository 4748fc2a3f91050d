import type { Reader } from '../people/reader.ts'
import type { SchoolPolicy } from '../school.ts'
import { holdsFor, type OverrideGrade } from './override.ts'

/** The facts about a book that gates look at. */
export interface GatedBook {
  book_id: string
  hidden: boolean
  owner_reader_id: string | null
  minimum_grade: number | null
  gate_grade: number | null
  gate_highest_grade: number | null
  blocked_grades: readonly OverrideGrade[]
  copies_available: number | null
  language: string | null
}

export const gateNames = [
  'hidden',
  'not_yours',
  'blocked',
  'maturity',
  'outgrown',
  'not_available',
  'language',
  'already_read',
] as const
export type GateName = (typeof gateNames)[number]

/** For whom the gates decide: the reader, the school's policy, and the books not to be listed (again). */
export interface GateContext {
  reader: Pick<Reader, 'reader_id' | 'grade_level'>
  policy: SchoolPolicy
  read: ReadonlySet<string>
}

/** The grade as which the gates see a reader. */
export const gradeOf = (reader: Pick<Reader, 'grade_level'>, policy: SchoolPolicy): number =>
  reader.grade_level ?? policy.unknown_grade_counts_as

/**
 * Why a reader may not even know of a book: it is hidden, somebody else's own, blocked for the grade by a librarian, for a
 * higher grade, or for lower ones only. A catalogue's own highest grade is advice and keeps nobody out.
 */
export function keptFrom(book: GatedBook, readerId: string, grade: number): GateName | null {
  if (book.hidden) return 'hidden'
  if (book.owner_reader_id !== null && book.owner_reader_id !== readerId) return 'not_yours'
  if (holdsFor(book.blocked_grades, grade)) return 'blocked'
  if (Math.max(book.minimum_grade ?? grade, book.gate_grade ?? grade) > grade) return 'maturity'
  return (book.gate_highest_grade ?? grade) < grade ? 'outgrown' : null
}

/**
 * The first gate that keeps a book off a reader's list, or null when it may be shown. Hard: no score opens a gate.
 * A reader's own uploaded book is never listed to anybody else, and to its owner it is already read.
 */
export function refusedBy(book: GatedBook, { reader, policy, read }: GateContext): GateName | null {
  const kept = keptFrom(book, reader.reader_id, gradeOf(reader, policy))
  if (kept !== null) return kept
  if (policy.available_only && book.copies_available === 0) return 'not_available'
  if (policy.languages.length > 0 && book.language !== null && !speaks(policy.languages, book.language))
    return 'language'
  return read.has(book.book_id) ? 'already_read' : null
}

const speaks = (languages: readonly string[], language: string): boolean =>
  languages.some((l) => l.toLowerCase() === language.toLowerCase().split('-')[0])
