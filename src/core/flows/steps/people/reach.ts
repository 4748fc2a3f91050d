import { notFound } from '../../../domain/errors.ts'
import {
  type Caller,
  notAllowed,
  type Permission,
  reachOf,
  requireReader,
} from '../../../domain/people/permissions.ts'
import type { SchoolRows } from '../../../ports/store.ts'

type Rows = Pick<SchoolRows, 'classTeachers' | 'school'>

/**
 * Lets a caller through to a student, or refuses: in one way whether the student does not exist, is of another school or
 * is not (any more) the caller's. Asked in the transaction that then reads or writes, so that it is true now.
 */
export async function requireStudent(
  rows: Rows,
  caller: Caller,
  permission: Permission,
  studentId: string,
): Promise<void> {
  const reach = reachOf(caller, permission)
  if (reach === 'school_if_policy') await requirePolicy(rows, caller, permission)
  else if (reach !== 'own_classes') requireReader(caller, permission, studentId)
  else if (!(await teaches(rows, caller, studentId))) throw notFound('student')
}

/** The teacher whose students alone a list may hold; null when it may hold all. */
export async function onlyTaughtBy(
  rows: Rows,
  caller: Caller,
  permission: Permission,
): Promise<string | null> {
  const reach = reachOf(caller, permission)
  if (reach === 'school_if_policy') await requirePolicy(rows, caller, permission)
  // A key that stands for no person has no classes, as an id that nobody has.
  return reach === 'own_classes' ? (caller.person_id ?? '') : null
}

/** Whether the student is in a class of the caller's now. */
export const teaches = (
  rows: Pick<SchoolRows, 'classTeachers'>,
  { person_id }: Caller,
  studentId: string,
): Promise<boolean> => rows.classTeachers.teaches(person_id ?? '', studentId)

async function requirePolicy(rows: Rows, caller: Caller, permission: Permission): Promise<void> {
  const { policy } = await rows.school.read()
  if (!policy.librarians_see_students) throw notAllowed(caller, permission)
}
