/** A platform (a Canvas or Moodle) that a school registered. */
export interface LtiRegistration {
  registration_id: string
  school_id: string
  issuer: string
  client_id: string
  family: 'canvas' | 'moodle' | 'other'
  auth_url: string
  token_url: string
  jwks_url: string
  /** Who may frame our pages. */
  frame_origins: string[]
  /** Whether visitors without an account are refused. */
  require_sub: boolean
  state: 'waiting' | 'active' | 'off'
  /** Sealed: by it a platform's ids of people become ids of ours, which nobody can turn back. */
  account_key: string
}

/** What the account key of a registration is sealed with. */
export const ltiAccountKeyContext = (registrationId: string): string => `lti account key of ${registrationId}`

export interface LtiDeployment {
  deployment_id: string
  state: 'waiting' | 'approved'
}

/** A launch between its login and its token. */
export interface LtiTransaction {
  state_hash: string
  /** Stands in the names of cookies and in addresses; opens nothing. */
  public_id: string
  school_id: string
  registration_id: string
  state: string
  nonce: string
  /** As it was sent with the login. */
  deployment_id: string | null
  target: string
  login_hint: string
  message_hint: string | null
  /** The frame of the platform that keeps things for tools; null when it has none. */
  storage_target: string | null
  /** Of the secret that only the browser holds. */
  proof_hash: string
  /** ISO date in UTC. */
  expires_at: string
}

export type LtiRole = 'instructor' | 'student' | 'observer' | 'visitor'

/** What one launch opened. */
export interface LtiSession {
  session_hash: string
  proof_hash: string
  school_id: string
  registration_id: string
  /** A keyed digest of who launched; null for a visitor. */
  account_id: string | null
  role: LtiRole
  context_id: string | null
  custom: Readonly<Record<string, string>>
  locale: string | null
  csrf_token: string
  /** Whether the platform says that somebody else acts as this person, or that it is nobody but a try. */
  acted: boolean
  /** What it may answer, once; null when it is for no deep linking, or was answered. */
  deep_linking: LtiDeepLinking | null
  /** ISO date in UTC. */
  opened_at: string
  /** Where the platform keeps the score of the link that was launched; null when it keeps none. */
  line_item: string | null
}

/** A platform's wish for a link into a course, as far as it is kept. */
export interface LtiDeepLinking {
  deployment_id: string
  return_url: string
  /** Whether the platform takes links that launch the tool. */
  takes_links: boolean
  /** The platform's own, which goes back as it came; null when there was none. */
  data: string | null
}

/** A pair of keys of the tool; all schools and platforms see the same. */
export interface LtiKey {
  kid: string
  public_jwk: Readonly<Record<string, unknown>>
  /** Sealed. */
  private_key: string
  /** ISO date in UTC. */
  created_at: string
}

/** A session as it is found: with those who may frame its pages. */
export interface FoundLtiSession extends LtiSession {
  frame_origins: string[]
}

const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership'
/** Context roles by their short names, which some platforms send alone; roles in an institution or system give no right. */
const contextRoles: Readonly<Record<string, LtiRole>> = {
  Instructor: 'instructor',
  ContentDeveloper: 'instructor',
  Learner: 'student',
  Mentor: 'observer',
}

/**
 * What a person is in the course: teaching speaks before learning, that before looking on. Without a role that we know it
 * is a student, with a student's rights and no more.
 */
export function ltiRole(roles: readonly string[], sub: string | null): LtiRole {
  if (sub === null) return 'visitor'
  const known = roles.map((role) => {
    const [vocabulary, name] = role.startsWith(`${membership}#`)
      ? [membership, role.slice(membership.length + 1)]
      : ['', role]
    return vocabulary === membership || !role.includes(':') ? contextRoles[name] : undefined
  })
  const order: readonly LtiRole[] = ['instructor', 'student', 'observer']
  return order.find((role) => known.includes(role)) ?? 'student'
}

/** The reader of an account that nobody linked: the digest that stands for it, and nothing of a person. */
export const anonymousReaderOf = (accountId: string): string => `${anonymousPrefix}${accountId}`
export const anonymousPrefix = 'lti-'

const dayMs = 86_400_000
/** A pair of keys signs for so long; then another is made. */
export const ltiKeyMs = 90 * dayMs
/** It is published for so long before it signs, so that platforms have it by then, and after it signed. */
export const ltiKeyRestMs = dayMs

/** For so long a launch may take from login to token. */
export const launchMs = 600_000
/** A session rests so long at most. */
export const ltiSessionMs = 1_800_000
/** A session ends after so long however busy it is, so that a role that was taken away does not outlive the day. */
export const ltiSessionWholeMs = 8 * 3_600_000
/** Launches on their way at once: of all platforms together, and of one, so that nobody fills the room of the others. */
export const maxLaunches = { all: 20_000, ofOne: 4_000 }
/** Deployments of a registration that wait to be approved. */
export const maxWaitingDeployments = 200
/** An invite to register a platform is good for so long. */
export const ltiInviteMs = 3_600_000
/** Invites of one school that are open at once. */
export const maxLtiInvites = 20
/** Clocks that are further apart are worth a word to whoever keeps them; what a token may be off is as much. */
export const maxClockApartSeconds = 60
/** In whole seconds. */
export const clockApartSeconds = (theirs: Date, ours: Date): number =>
  Math.round(Math.abs(theirs.getTime() - ours.getTime()) / 1000)
