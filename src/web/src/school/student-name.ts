import type { Student } from '../api/types.ts'

/** What a student is called on the page: the first name, else the school's own id. */
export const nameOf = (student: Student): string => student.first_name ?? student.student_id
