import { notFound } from '../domain/errors.ts'
import { type Caller, may, requirePermission } from '../domain/permissions.ts'
import type { Reader, SchoolClass } from '../domain/reader.ts'
import type { Core } from '../ports/core.ts'

type Needs = Pick<Core, 'store'>

/** Students by words of their first name or id, and by class, a page at a time. */
export async function listStudents(
  core: Needs,
  caller: Caller,
  wanted: { query: string; class_id: string | null; limit: number; after: string | null },
): Promise<Reader[]> {
  requirePermission(caller, 'students.list')
  const words = wanted.query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 20)
  return core.store.school(caller.school_id, (rows) =>
    rows.readers.list({ words, class_id: wanted.class_id, limit: wanted.limit, after: wanted.after }),
  )
}

/** The school's classes with the number of their students. */
export async function listClasses(
  core: Needs,
  caller: Caller,
  page: { limit: number; after: string | null },
): Promise<(SchoolClass & { students: number })[]> {
  requirePermission(caller, 'students.list')
  return core.store.school(caller.school_id, (rows) => rows.classes.list(page))
}

/** One reader, for staff, or for the reader in person. */
export async function readStudent(core: Needs, caller: Caller, studentId: string): Promise<Reader> {
  if (!may(caller, 'students.list') && caller.reader_id !== studentId) throw notFound('student')
  const reader = await core.store.school(caller.school_id, (rows) => rows.readers.get(studentId))
  if (reader === null) throw notFound('student')
  return reader
}
