import { ShelftalkError } from '../../domain/errors.ts'
import type { Caller } from '../../domain/people/permissions.ts'
import { isOver, isRenewalDue, isSeenDue, renewalOverlapMs } from '../../domain/people/session.ts'
import type { Core } from '../../ports/core.ts'

/** A session that holds now: who asks, and the token that writes of it must bring. */
export interface SignedIn {
  caller: Caller
  csrf_token: string
  /** Whether it is to be kept (see `keep`). */
  is_due: boolean
}

/** Who the caller is, as the caller's own page needs it. */
export interface Me {
  role: Caller['role']
  school_name: string
  /** Nobody of the demo school is real. */
  invented: boolean
  /** Null with a key that stands for nobody. */
  person_id: string | null
  name: string | null
  student_id: string | null
  class_ids: string[]
}

export interface SessionFlow {
  /**
   * Whose session this is, asked of the database each time: who signed out, left or was given another role is refused
   * with the next request. Throws `unauthenticated` in the same words for whatever is wrong with it.
   */
  find(secret: string): Promise<SignedIn>
  /** Notes that the session was used; answers a new secret for it when it is time for one. */
  keep(signedIn: SignedIn, secret: string): Promise<string | null>
  /** Ends the caller's session. With a key there is none, and nothing happens. */
  signOut(caller: Caller): Promise<void>
  me(caller: Caller): Promise<Me>
}

type Needs = Pick<Core, 'store' | 'clock' | 'digest' | 'newSecret'>

/** Sessions of people who signed in. Their secrets are kept as digests and changed every quarter of an hour. */
export function createSessions(core: Needs): SessionFlow {
  const look = async (secret: string) => {
    const now = core.clock()
    const found = await core.store.system((rows) => rows.sessions.bySecret(core.digest(secret), now))
    if (found === null || found.role !== found.person_role || isOver(found, found.person_role, now))
      throw noSession()
    return { found, now }
  }
  return {
    async find(secret) {
      const { found, now } = await look(secret)
      return {
        caller: {
          caller_id: found.session_id,
          school_id: found.school_id,
          role: found.person_role,
          reader_id: found.reader_id,
          person_id: found.person_id,
        },
        csrf_token: found.csrf_token,
        is_due: !found.is_previous && isSeenDue(found, now),
      }
    },
    async keep({ caller }, secret) {
      const { found, now } = await look(secret)
      return core.store.school(caller.school_id, async (rows) => {
        if (!isRenewalDue(found, now)) {
          await rows.sessions.see(found.session_id, now)
          return null
        }
        const renewed = core.newSecret()
        const hashes = { from_hash: core.digest(secret), to_hash: core.digest(renewed) }
        const previousUntil = new Date(now.getTime() + renewalOverlapMs)
        const isOurs = await rows.sessions.renew(found.session_id, hashes, { at: now, previousUntil })
        return isOurs ? renewed : null
      })
    },
    async signOut(caller) {
      if (caller.person_id === null) return
      await core.store.school(caller.school_id, (rows) =>
        rows.sessions.revoke(caller.caller_id, core.clock()),
      )
    },
    me: ({ school_id, role, person_id, reader_id }) =>
      core.store.school(school_id, async (rows) => {
        const school = await rows.school.read()
        const person = person_id === null ? null : await rows.people.get(person_id)
        const reader = reader_id === null ? null : await rows.readers.get(reader_id)
        return {
          ...{ role, person_id, student_id: reader_id },
          school_name: school.name,
          invented: school.invented,
          name: person?.name ?? reader?.first_name ?? null,
          class_ids:
            role === 'teacher' && person_id !== null
              ? await rows.classTeachers.of(person_id)
              : (reader?.class_ids ?? []),
        }
      }),
  }
}

const noSession = (): ShelftalkError =>
  new ShelftalkError('unauthenticated', 'You are not signed in (any more). Sign in again.')
