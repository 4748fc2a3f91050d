import { z } from 'zod'

/** What a school decides about lists. Every field has a default that protects the student. */
export const SchoolPolicy = z.object({
  /** Offer only books of which a copy is on the shelf now. */
  available_only: z.boolean().default(false),
  /** Offer only books in these languages (BCP 47 primary tags); books of unknown language stay. Empty: all. */
  languages: z.array(z.string()).default([]),
  /** The grade that a reader of unknown grade is treated as by the maturity gate. */
  unknown_grade_counts_as: z.number().int().default(4),
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
