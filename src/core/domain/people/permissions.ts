import type { LtiRole } from '../courses/lti.ts'
import { notFound, ShelftalkError } from '../errors.ts'

export const roles = ['service', 'admin', 'librarian', 'teacher', 'student', 'reader'] as const
export type Role = (typeof roles)[number]

/**
 * Who asks: one key or session of one school. `reader_id` is set for students and readers, `person_id` for whoever signed
 * in as a person.
 */
export interface Caller {
  caller_id: string
  school_id: string
  role: Role
  reader_id: string | null
  person_id: string | null
  /** Somebody else acts as this reader, as the platform told. */
  acted?: true
}

/**
 * How far a permission reaches among a school's students: to all of them; to all if the school's policy lets librarians
 * see single students; to those who are in a class of the teacher's now; to the student who asks.
 */
export type Reach = 'school' | 'school_if_policy' | 'own_classes' | 'self'

const staff = { service: 'school', admin: 'school', librarian: 'school' } as const
const everybody = { ...staff, teacher: 'school', student: 'school', reader: 'school' } as const
const readers = { service: 'school', student: 'self', reader: 'self' } as const

/** What may be asked of the core, by whom, and how far it reaches. Whatever is not listed is not allowed. */
const allowed = {
  'lists.read': { ...readers, librarian: 'school', teacher: 'own_classes' },
  /** The whole sum behind a place on a list, which names what was read. */
  'lists.explain': { ...readers, librarian: 'school' },
  'votes.give': { ...readers, teacher: 'own_classes' },
  'reader_books.write': readers,
  'catalogue.read': everybody,
  'catalogue.write': staff,
  'overrides.decide': staff,
  'students.read': {
    ...readers,
    admin: 'school',
    librarian: 'school_if_policy',
    teacher: 'own_classes',
  },
  'students.list': {
    service: 'school',
    admin: 'school',
    librarian: 'school_if_policy',
    teacher: 'own_classes',
  },
  'students.export': { ...readers, admin: 'school' },
  'students.erase': { service: 'school', admin: 'school' },
  'classes.list': { ...staff, teacher: 'own_classes' },
  'loans.write': staff,
  'imports.run': staff,
  'links.own': { admin: 'self', librarian: 'self', teacher: 'self', student: 'self' },
  'digests.own': { teacher: 'self' },
  'spaces.bind': { admin: 'school' },
  'connections.read': { admin: 'school' },
  'channels.bind': { admin: 'school', teacher: 'own_classes' },
  /** Saying that people who are missing in the school's file have left. */
  'rosters.end': { admin: 'school' },
  'jobs.run': { service: 'school', admin: 'school' },
  'keys.manage': { service: 'school', admin: 'school' },
  'live.school': staff,
  'live.classes': { teacher: 'own_classes' },
} as const satisfies Record<string, Partial<Record<Role, Reach>>>
export type Permission = keyof typeof allowed

/** How far the permission reaches for the caller. Throws `forbidden` when it does not reach anywhere. */
export function reachOf(caller: Caller, permission: Permission): Reach {
  const reach = (allowed[permission] as Partial<Record<Role, Reach>>)[caller.role]
  if (reach === undefined) throw notAllowed(caller, permission)
  return reach
}

/** Throws `forbidden` unless the caller's role has the permission. */
export const requirePermission = (caller: Caller, permission: Permission): void =>
  void reachOf(caller, permission)

export const may = (caller: Caller, permission: Permission): boolean => caller.role in allowed[permission]

/** The person whom the caller's session is of. Throws `forbidden` for a key, which is nobody, and without the permission. */
export function requirePerson(caller: Caller, permission: Permission): string {
  requirePermission(caller, permission)
  if (caller.person_id !== null) return caller.person_id
  throw new ShelftalkError('forbidden', 'A key is nobody who could do this. Sign in and do it yourself.')
}

/**
 * Lets a caller through to a student where nothing has to be looked up: who reaches the whole school, and who asks about
 * oneself. Anybody else gets the refusal of an unknown id.
 */
export function requireReader(caller: Caller, permission: Permission, readerId: string): void {
  const reach = reachOf(caller, permission)
  if (reach === 'school' || (reach === 'self' && caller.reader_id === readerId)) return
  throw notFound('student')
}

export const notAllowed = ({ role }: Caller, permission: Permission): ShelftalkError =>
  new ShelftalkError(
    'forbidden',
    `The role ${role} may not do this (${permission}). Use a key or an account with a role that may.`,
  )

/** What may be asked within a course of a learning platform, by the roles that the platform gives in that course alone. */
const allowedInCourse = {
  'course.totals': ['instructor'],
  'course.shelf': ['instructor', 'student', 'observer', 'visitor'],
  'course.lists.read': ['instructor', 'student', 'observer', 'visitor'],
  'course.lists.write': ['instructor'],
} as const satisfies Record<string, readonly LtiRole[]>

/** Throws `forbidden` unless the role in the course has the permission. */
export function requireInCourse({ role }: { role: LtiRole }, permission: keyof typeof allowedInCourse): void {
  const allowed: readonly LtiRole[] = allowedInCourse[permission]
  if (!allowed.includes(role))
    throw new ShelftalkError('forbidden', `The role ${role} in a course may not do this (${permission}).`)
}

/**
 * Whether a list that the caller asks for comes before the reader's eyes: it does for the reader, and for a service key,
 * by which a page or a bot of the school asks on the reader's behalf. Staff looks at it without the reader, and so does who
 * acts as the reader.
 */
export const showsReader = ({ role, acted }: Caller): boolean =>
  acted !== true && (role === 'student' || role === 'reader' || role === 'service')

/** Whether a reader's list is told to the caller as somebody else's; who acts as the reader is told what the reader is. */
export const speaksOfReader = (caller: Caller): boolean => !showsReader(caller) && caller.acted !== true

/** Whether the caller decides what is shown, and so sees what is hidden. */
export const mayHide = (caller: Caller): boolean => may(caller, 'catalogue.write')
