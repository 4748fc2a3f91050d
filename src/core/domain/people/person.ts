import { z } from 'zod'
import { Id } from '../lists/book.ts'
import { Text } from '../text.ts'

export const personRoles = ['admin', 'librarian', 'teacher', 'student'] as const
export type PersonRole = (typeof personRoles)[number]

/** Whom a file of this kind is the whole list of. */
export const roleOfKind: Readonly<Partial<Record<string, PersonRole>>> = {
  students: 'student',
  teachers: 'teacher',
}

/** An e-mail address as it is compared: without blanks around it, in small letters. */
export const Email = z.string().trim().toLowerCase().pipe(z.email().max(254))

/** Somebody who works at the school. Students become people with their import. */
export const StaffMember = z.object({
  person_id: Id,
  role: z.enum(['admin', 'librarian', 'teacher']),
  name: Text.min(1).max(200),
  email: Email.nullable(),
})
export type StaffMember = z.infer<typeof StaffMember>

/** A teacher as the school's file describes one. */
export const Teacher = z.object({
  teacher_id: Id,
  name: Text.min(1).max(200),
  email: Email.nullable(),
  class_ids: z.array(Id).max(100),
})
export type Teacher = z.infer<typeof Teacher>

/** Somebody of a school who may sign in. A student's id is the reader's. */
export interface Person {
  person_id: string
  role: PersonRole
  /** Of a student: the first name, when the school told it. */
  name: string | null
  email: string | null
  reader_id: string | null
  /** Nobody of the demo school is real. */
  invented: boolean
  /** Set when the person left: then nobody signs in as this person. */
  ended_at: string | null
}

/** Where people of a school sign in. */
export interface IdentityProvider {
  provider_id: string
  /** What the choice of providers calls it. */
  label: string
  issuer: string
  client_id: string
  /** As `Sealed` keeps it; null for a client without one. */
  client_secret: string | null
  /** Domains whose verified addresses find a member of staff at the first sign-in. None when empty. */
  email_domains: string[]
  /** The claim that holds the student_id; null when students do not sign in here. */
  student_claim: string | null
}

/** What a sealed client secret is bound to. */
export const clientSecretOf = (schoolId: string, providerId: string): string =>
  `client secret of ${JSON.stringify([schoolId, providerId])}`
