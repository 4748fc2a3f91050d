import { notFound, ShelftalkError } from './errors.ts'

export const roles = ['service', 'admin', 'librarian', 'teacher', 'student', 'reader'] as const
export type Role = (typeof roles)[number]

/** Who asks: one key (or session) of one school. `reader_id` is set for students and readers. */
export interface Caller {
  caller_id: string
  school_id: string
  role: Role
  reader_id: string | null
}

/** What may be asked of the core, and by whom. Whatever is not listed is not allowed. */
const allowed = {
  'lists.read': ['service', 'librarian', 'student', 'reader'],
  'votes.give': ['service', 'student', 'reader'],
  'reader_books.write': ['service', 'student', 'reader'],
  'catalogue.read': ['service', 'admin', 'librarian', 'teacher', 'student', 'reader'],
  'catalogue.write': ['service', 'admin', 'librarian'],
  'overrides.decide': ['service', 'admin', 'librarian'],
  'students.list': ['service', 'admin', 'librarian'],
  'students.export': ['service', 'admin', 'student', 'reader'],
  'loans.write': ['service', 'admin', 'librarian'],
  'imports.run': ['service', 'admin', 'librarian'],
  'jobs.run': ['service', 'admin'],
  'keys.manage': ['service', 'admin'],
  'live.school': ['service', 'admin', 'librarian'],
} as const satisfies Record<string, readonly Role[]>
export type Permission = keyof typeof allowed

/** Throws `forbidden` unless the caller's role has the permission. */
export function requirePermission(caller: Caller, permission: Permission): void {
  if (!may(caller, permission)) {
    throw new ShelftalkError(
      'forbidden',
      `A ${caller.role} key may not do this (${permission}). Use a key with a role that may.`,
    )
  }
}

export function may(caller: Caller, permission: Permission): boolean {
  return (allowed[permission] as readonly Role[]).includes(caller.role)
}

/** As above, and for roles that stand for one person: only about that person, else the refusal of an unknown id. */
export function requireReader(caller: Caller, permission: Permission, readerId: string): void {
  requirePermission(caller, permission)
  if (caller.reader_id !== null && caller.reader_id !== readerId) throw notFound('student')
}

/**
 * Whether a list that the caller asks for comes before the reader's eyes: it does for the reader, and for a service key,
 * by which a page or a bot of the school asks on the reader's behalf. Staff looks at it without the reader.
 */
export const showsReader = ({ role }: Caller): boolean =>
  role === 'student' || role === 'reader' || role === 'service'

/** Whether the caller decides what is shown, and so sees what is hidden. */
export const mayHide = (caller: Caller): boolean => may(caller, 'catalogue.write')
