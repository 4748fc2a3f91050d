import type {
  IdentityProvider,
  Person,
  PersonRole,
  StaffMember,
  Teacher,
} from '../../domain/people/person.ts'
import type { SchoolClass } from '../../domain/people/reader.ts'

/** The people of a school. Students are made with their readers (`Readers.upsertStudents`). */
export interface People {
  /** Adds or changes staff, and brings back who had left; answers the ids that are new or differ. Who is a student stays one. */
  putStaff(staff: readonly StaffMember[], invented: boolean): Promise<string[]>
  /**
   * The same of teachers, with the classes that they teach, which are made if new. `named` are the columns that the
   * source tells. Whoever is no teacher stays as it was; an address must be nobody else's.
   */
  putTeachers(teachers: readonly Teacher[], named: readonly string[]): Promise<void>
  get(personId: string): Promise<Person | null>
  /** The roles of those of these people who exist, also of who left. */
  roles(personIds: readonly string[]): Promise<Map<string, PersonRole>>
  /** Whose these addresses are now. */
  holders(emails: readonly string[]): Promise<Map<string, string>>
  /** Notes that an import names these people; ids of imports grow with time. */
  named(importId: string, personIds: readonly string[]): Promise<void>
  /** People with this role who are here and whom the import does not name, of all or of these, by id. */
  missing(
    from: { import_id: string; role: PersonRole; among: readonly string[] | null },
    page: { limit: number; after: string | null },
  ): Promise<Person[]>
  countMissing(from: { import_id: string; role: PersonRole }): Promise<number>
  /** Whose address this is now, in small letters; nobody who left. */
  byEmail(email: string): Promise<Person | null>
  /**
   * Marks people as having left; their sessions, keys and links end for good, and they are in no class and teach
   * none, and their addresses are free for others. Answers the ids of those who had not left.
   */
  end(personIds: readonly string[], at: Date): Promise<string[]>
}

export interface Classes {
  upsert(classes: readonly SchoolClass[]): Promise<void>
  list(wanted: {
    taught_by: string | null
    limit: number
    after: string | null
  }): Promise<(SchoolClass & { students: number })[]>
}

/** Which classes a teacher teaches now. */
export interface ClassTeachers {
  /** The classes of a teacher are these and no others; classes that are not there are left out. */
  set(personId: string, classIds: readonly string[]): Promise<void>
  of(personId: string): Promise<string[]>
  /** Whether the student is in a class of the teacher's now; false as well for whoever does not exist. */
  teaches(personId: string, readerId: string): Promise<boolean>
  /** All who are in a class of the teacher's now. */
  students(personId: string): Promise<Set<string>>
}

/** Accounts of issuers, and whose they are. */
export interface Identities {
  /** The id of the person; null for an account that never signed in. */
  find(issuer: string, subject: string): Promise<string | null>
  /** False when the account is somebody else's, or the person has another one at this issuer. */
  bind(account: { issuer: string; subject: string }, personId: string): Promise<boolean>
}

export interface IdentityProviders {
  /** Adds a provider or changes it. False when another school has the id. */
  put(provider: IdentityProvider): Promise<boolean>
  remove(providerId: string): Promise<boolean>
  /** Puts the secret as it is sealed now in place of as it was. False when it is not that any more. */
  sealAnew(providerId: string, secret: { from: string; to: string }): Promise<boolean>
  list(): Promise<IdentityProvider[]>
}

/** Read before the school is known. */
export interface ProviderLookup {
  /** Providers of all schools, or of one, by label; at most 200. */
  list(schoolId: string | null): Promise<{ provider_id: string; label: string; school_name: string }[]>
  get(providerId: string): Promise<(IdentityProvider & { school_id: string }) | null>
}

/** A sign-in on its way through the provider. */
export interface PendingSignIn {
  school_id: string
  provider_id: string
  nonce: string
  code_verifier: string
  /** Where the person wanted to go. */
  return_path: string
}

/** Sign-ins on their way; the school is not known when they come back. */
export interface SignIns {
  /** Keeps one until `expiresAt`, and forgets those that are over. */
  begin(stateHash: string, pending: PendingSignIn, times: { now: Date; expiresAt: Date }): Promise<void>
  /** Takes it, once; null for one that is over, was taken or never was. */
  take(stateHash: string, now: Date): Promise<PendingSignIn | null>
}

/** A session of a signed-in person. Moments are ISO dates in UTC. */
export interface PersonSession {
  session_id: string
  person_id: string
  /** The person's role when the session began: another one today ends it. */
  role: string
  csrf_token: string
  created_at: string
  /** When its secret was last changed. */
  renewed_at: string
  seen_at: string
}

/** A session as its secret finds it, with what the person is now. */
export interface FoundSession extends PersonSession {
  school_id: string
  person_role: Person['role']
  reader_id: string | null
  /** Whether it was found by the secret before the last change. */
  is_previous: boolean
}

/** Read before the school is known. */
export interface SessionLookup {
  /** Null for a session that was revoked, or whose person left; how old it may be, the flow decides. */
  bySecret(secretHash: string, now: Date): Promise<FoundSession | null>
}

export interface Sessions {
  begin(session: PersonSession & { secret_hash: string }): Promise<void>
  see(sessionId: string, at: Date): Promise<void>
  /** Gives the session a new secret; the one before works until `previousUntil`. False when another request did so. */
  renew(
    sessionId: string,
    secret: { from_hash: string; to_hash: string },
    times: { at: Date; previousUntil: Date },
  ): Promise<boolean>
  revoke(sessionId: string, at: Date): Promise<void>
}
