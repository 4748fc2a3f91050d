import { notFound } from '../../domain/errors.ts'
import { type Caller, requirePermission } from '../../domain/people/permissions.ts'
import type { Reader, SchoolClass } from '../../domain/people/reader.ts'
import type { Core } from '../../ports/core.ts'
import { onlyTaughtBy, requireStudent } from '../steps/people/reach.ts'
import { wordsOf } from '../steps/people/words-of.ts'

type Needs = Pick<Core, 'store'>

/** Students by words of their first name or id, and by class, a page at a time; a teacher's own students only. */
export async function listStudents(
  core: Needs,
  caller: Caller,
  wanted: { query: string; class_id: string | null; limit: number; after: string | null },
): Promise<Reader[]> {
  requirePermission(caller, 'students.list')
  const words = wordsOf(wanted.query)
  return core.store.school(caller.school_id, async (rows) => {
    const taught_by = await onlyTaughtBy(rows, caller, 'students.list')
    const { class_id, limit, after } = wanted
    return rows.readers.list({ words, class_id, taught_by, limit, after })
  })
}

/** The school's classes with the number of their students; of a teacher's, the teacher's own. */
export async function listClasses(
  core: Needs,
  caller: Caller,
  page: { limit: number; after: string | null },
): Promise<(SchoolClass & { students: number })[]> {
  requirePermission(caller, 'classes.list')
  return core.store.school(caller.school_id, async (rows) =>
    rows.classes.list({ ...page, taught_by: await onlyTaughtBy(rows, caller, 'classes.list') }),
  )
}

/** One student, for staff who may see that student, or for the student in person. */
export async function readStudent(core: Needs, caller: Caller, studentId: string): Promise<Reader> {
  requirePermission(caller, 'students.read')
  return core.store.school(caller.school_id, async (rows) => {
    await requireStudent(rows, caller, 'students.read', studentId)
    const reader = await rows.readers.get(studentId)
    if (reader === null) throw notFound('student')
    return reader
  })
}
