import type { PersonRole } from './person.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** A session that nobody used for so long is over: sooner for students, who leave the library's computer to the next. */
const idleMs = { student: hourMs, staff: 2 * hourMs }
/** However busily it is used. */
const longestMs = 12 * hourMs
/** Its secret is changed this often. */
const renewedEveryMs = 15 * minuteMs
/** The secret before works on for requests that were on their way when it was changed. */
export const renewalOverlapMs = minuteMs
/** That a session was used is written down this often, and no more. */
const seenEveryMs = minuteMs

/** The moments of a session, ISO dates in UTC. */
export interface SessionTimes {
  created_at: string
  renewed_at: string
  seen_at: string
}

/** Whether a session has ended by itself. One from further ahead than now is none: the clock was set back. */
export function isOver(times: SessionTimes, role: PersonRole, now: Date): boolean {
  const age = (moment: string): number => now.getTime() - Date.parse(moment)
  const idle = role === 'student' ? idleMs.student : idleMs.staff
  return age(times.created_at) >= longestMs || age(times.seen_at) >= idle || age(times.created_at) < -minuteMs
}

export const isSeenDue = ({ seen_at }: SessionTimes, now: Date): boolean =>
  now.getTime() - Date.parse(seen_at) >= seenEveryMs

export const isRenewalDue = ({ renewed_at }: SessionTimes, now: Date): boolean =>
  now.getTime() - Date.parse(renewed_at) >= renewedEveryMs
