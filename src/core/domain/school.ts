import { z } from 'zod'

/** Days from the first to the last, as `2026-12-21/2027-01-03`. */
const Holiday = z.string().regex(/^\d{4}-\d{2}-\d{2}\/\d{4}-\d{2}-\d{2}$/)

/** What a school decides about lists. Every field has a default that protects the student. */
export const SchoolPolicy = z.object({
  /** Offer only books of which a copy is on the shelf now. */
  available_only: z.boolean().default(false),
  /** Offer only books in these languages (BCP 47 primary tags); books of unknown language stay. Empty: all. */
  languages: z.array(z.string()).default([]),
  /** The grade that a reader of unknown grade is treated as by the maturity gate. */
  unknown_grade_counts_as: z.number().int().default(4),
  /** Facts about books may be sent to the model that is connected, if one is. */
  model_for_books: z.boolean().default(true),
  /** A student's vector may be made by that model from a bare list of titles and themes. */
  model_for_students: z.boolean().default(false),
  /** Librarians may look at single students, not only at counts. */
  librarians_see_students: z.boolean().default(false),
  /** What teachers see of a pick may name what the student read. */
  teachers_see_loans: z.boolean().default(false),
  /** Grades whose students may link their Discord accounts, if they are 13 for certain. */
  discord_grades: z.array(z.number().int()).default([]),
  /** Days without school, first and last of each: on them nothing is sent to people by itself. */
  holidays: z.array(Holiday).max(100).default([]),
  /** Tokens that the school may spend on that model a day (UTC); null: as many as the service allows each school. */
  model_tokens_a_day: z.number().int().min(0).nullable().default(null),
})
export type SchoolPolicy = z.infer<typeof SchoolPolicy>

export interface School {
  school_id: string
  name: string
  invented: boolean
  policy: SchoolPolicy
  version: number
  live_build: number | null
}
