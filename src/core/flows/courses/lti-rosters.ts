import { type LtiRegistration, type LtiRole, ltiRole } from '../../domain/courses/lti.ts'
import {
  type LtiCourse,
  type LtiMember,
  type LtiRoster,
  type LtiService,
  ltiCourseRestMs,
  ltiRosterMs,
} from '../../domain/courses/lti-advantage.ts'
import type { Core } from '../../ports/core.ts'
import type { KeyedHash, Sealed } from '../../ports/sealed.ts'
import { ltiAccounts } from '../steps/people/lti-account.ts'

export interface DueLtiCourse extends LtiService {
  course: LtiCourse
}

export interface LtiRosterFlow {
  /** A launch told where the roster of its course is; kept where the school turned rosters on. */
  note(of: LtiRegistration, course: Omit<LtiCourse, 'registration_id'>): Promise<void>
  /** Takes a course of the school whose roster is to be read now; of none of the registrations `but`. */
  take(schoolId: string, but: readonly string[]): Promise<DueLtiCourse | null>
  /**
   * A roster was read. Of it is kept who of those that opened the tool is in the course and in which role, by keyed
   * digests; sessions of those who left, or may less than before, end.
   */
  apply(due: DueLtiCourse, roster: LtiRoster): Promise<{ left: number; sessions: number }>
  /** A roster could not be read; nobody is taken for having left. */
  fail(due: DueLtiCourse, code: string): Promise<void>
}

type Needs = Pick<Core, 'store' | 'clock'> & { sealed: Sealed; keyedHash: KeyedHash }

export function createLtiRosters(core: Needs): LtiRosterFlow {
  const { store, clock } = core
  const { school, system } = store.background
  return {
    async note({ school_id, registration_id }, { context_id, members_url }) {
      await store.school(school_id, async (rows) => {
        if (!(await rows.ltiServices.of(registration_id)).roster) return
        await rows.ltiCourses.note({ registration_id, context_id, members_url }, clock())
      })
    },
    async take(schoolId, but) {
      const now = clock()
      const times = {
        now,
        again: new Date(now.getTime() + ltiRosterMs),
        openedSince: new Date(now.getTime() - ltiCourseRestMs),
      }
      const taken = await school(schoolId, async (rows) => {
        const course = await rows.ltiCourses.take(times, but)
        if (course === null) return null
        return { course, services: await rows.ltiServices.of(course.registration_id) }
      })
      if (taken === null) return null
      const registration = await system((rows) => rows.ltiLaunches.registration(taken.course.registration_id))
      return registration === null ? null : { ...taken, registration }
    },
    async apply({ registration, course }, { members, isWhole, began }) {
      const accountOf = ltiAccounts(core, registration)
      const told = members.map(({ sub, roles, isActive }): LtiMember => {
        const role = isActive ? memberRole(ltiRole(roles, sub)) : null
        return { account_id: accountOf(sub), role }
      })
      return school(registration.school_id, (rows) =>
        rows.ltiCourses.apply(course, { members: told, isWhole }, { began, now: clock() }),
      )
    },
    async fail({ registration, course }, code) {
      await school(registration.school_id, (rows) => rows.ltiCourses.fail(course, code))
    },
  }
}

const memberRole = (role: LtiRole): LtiMember['role'] => (role === 'visitor' ? null : role)
