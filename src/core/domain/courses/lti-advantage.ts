import type { LtiRegistration, LtiRole } from './lti.ts'

/** What a school lets the tool ask of a platform, beside launches. */
export interface LtiServices {
  /** Read who is in a course. */
  roster: boolean
  /** Have the platform keep the score of completed work. */
  scores: boolean
  /** Whom a request for an access token is addressed to; null: the address that it is sent to. */
  token_audience: string | null
  /** Origins that an access token may be sent to, beside that of the token's address. */
  origins: string[]
}

/** What a school may turn on. */
export type LtiServiceChoice = Pick<LtiServices, 'roster' | 'scores'>

/** What holds until a school decides. */
export const noLtiServices: LtiServices = { roster: false, scores: false, token_audience: null, origins: [] }

/** A platform, and what its school lets the tool ask of it. */
export interface LtiService {
  registration: LtiRegistration
  services: LtiServices
}

/** A course whose roster is to be read. */
export interface LtiCourse {
  registration_id: string
  context_id: string
  members_url: string
}

/** Somebody in a roster, as far as anything of it is kept. */
export interface LtiRosterMember {
  /** The platform's own id. */
  sub: string
  roles: readonly string[]
  isActive: boolean
}

/** A roster as it was read. */
export interface LtiRoster {
  /** Each person once. */
  members: readonly LtiRosterMember[]
  /** Whether it was read to its end: then whoever is not in it has left. */
  isWhole: boolean
  /** When its reading began. */
  began: Date
}

/** Somebody of a course, by the keyed digest; role null: not in it any more. */
export interface LtiMember {
  account_id: string
  role: Exclude<LtiRole, 'visitor'> | null
}

/** What came of reading rosters, of one registration. */
export interface LtiRosterCounts {
  courses: number
  /** ISO date in UTC of the last one that was read; null for none. */
  read_at: string | null
  failures: Record<string, number>
}

/** The score of one person for one link. */
export interface LtiScoreKey {
  registration_id: string
  account_id: string
  line_item: string
}

export interface StoredLtiScore extends LtiScoreKey {
  sealed_user: string
  /** What the platform allows, of the launch. */
  scopes: string[]
  /** ISO date in UTC. */
  scored_at: string
  /** How often it was tried before. */
  attempts: number
}

/** How scores stand, of one registration: how many in each state, and why some never arrived. */
export interface LtiScoreCounts {
  states: Record<string, number>
  failures: Record<string, number>
}

const minuteMs = 60_000
/** A score that was not delivered until then never is, and who it is of is forgotten. */
export const ltiScoreLifeMs = 24 * 60 * minuteMs
/** Whoever took a score to send it has so long; then another may. */
export const ltiScoreLeaseMs = 2 * minuteMs
/** A roster is read so often. */
export const ltiRosterMs = 60 * minuteMs
/** A course that nobody opened for so long is not read. */
export const ltiCourseRestMs = 30 * 24 * 60 * minuteMs

/** How long a score waits after so many tries that came to nothing. */
export const scorePauseMs = (attempts: number): number =>
  Math.min(2 ** Math.max(0, attempts - 1), 60) * minuteMs

/** Platforms compare whole seconds, and take no score that is not later than the one before. */
export const laterThan = (before: string, now: Date): Date =>
  new Date(Math.max(now.getTime(), (Math.floor(Date.parse(before) / 1000) + 1) * 1000))
