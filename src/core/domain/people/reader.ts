import { z } from 'zod'
import { Id } from '../lists/book.ts'

/** A student as the school's file describes one. Only the id is required. */
export const Student = z.object({
  student_id: Id,
  first_name: z.string().max(100).nullable(),
  grade_level: z.number().int().min(-2).max(13).nullable(),
  age: z.number().int().min(3).max(120).nullable(),
  birth_year: z.number().int().min(1900).max(2200).nullable(),
  homeroom_teacher: z.string().max(200).nullable(),
  prior_year_reading_score: z.number().min(0).max(10_000).nullable(),
  class_ids: z.array(Id).max(50),
})
export type Student = z.infer<typeof Student>

export const SchoolClass = z.object({
  class_id: Id,
  name: z.string().min(1).max(100),
  grade_level: z.number().int().min(-2).max(13).nullable(),
})
export type SchoolClass = z.infer<typeof SchoolClass>

/** Anybody with a reading history: a school's student, or a reader without a school. */
export interface Reader {
  reader_id: string
  kind: 'student' | 'reader'
  first_name: string | null
  grade_level: number | null
  age: number | null
  birth_year: number | null
  prior_year_reading_score: number | null
  homeroom_teacher: string | null
  invented: boolean
  version: number
  class_ids: string[]
}
