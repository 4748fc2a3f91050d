import { z } from 'zod'

/** A librarian's word about a book and a grade: put it at the front of lists, or keep it off them. */
export const overrideKinds = ['pin', 'block'] as const
export type OverrideKind = (typeof overrideKinds)[number]

/** For whom a word holds: one grade as text, -2 to 13, or every grade, readers of unknown grade included. */
export const OverrideGrade = z
  .string()
  .regex(/^(all|-[12]|\d|1[0-3])$/, 'must be a grade from -2 to 13, or all')
export type OverrideGrade = z.infer<typeof OverrideGrade>

/** Whether what holds for `grades` holds for this one. */
export const holdsFor = (grades: readonly OverrideGrade[], grade: number): boolean =>
  grades.includes('all') || grades.includes(String(grade))

/** One line of the log, which only ever grows. `none` takes back what was decided before. */
export interface OverrideChange {
  change_no: number
  grade: OverrideGrade
  kind: OverrideKind | 'none'
  why: string
  /** Whose key it was. */
  decided_by: string
  decided_at: string
}
