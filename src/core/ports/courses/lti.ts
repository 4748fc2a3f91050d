import type {
  FoundLtiSession,
  LtiDeployment,
  LtiKey,
  LtiRegistration,
  LtiSession,
  LtiTransaction,
} from '../../domain/courses/lti.ts'
import type { LtiServiceChoice } from '../../domain/courses/lti-advantage.ts'

/** A registration with what came of it. */
export interface StoredRegistration extends LtiRegistration {
  /** Services that were asked for and that the platform did not grant. */
  withheld: string[]
  /** ISO date in UTC; null before the first launch. */
  last_launch_at: string | null
  /** How far the platform's clock and ours were apart when it was last looked. */
  clock_apart_seconds: number
}

/** The platforms of a school. */
export interface LtiRegistrations {
  /** Adds a platform, waiting for approval. False when its client is registered already, here or in another school. */
  add(registration: Omit<LtiRegistration, 'school_id' | 'state'> & { withheld: string[] }): Promise<boolean>
  /** Answers the state before; null when there is no such registration. Without `frame_origins` they stay. */
  setState(
    registrationId: string,
    to: { state: LtiRegistration['state']; frame_origins: string[] | null },
  ): Promise<LtiRegistration['state'] | null>
  /** Ends it with its deployments, launches and sessions. False when there is no such registration. */
  remove(registrationId: string): Promise<boolean>
  list(): Promise<StoredRegistration[]>
  /** Those of each that launched or were approved: the waiting first, then the oldest; some hundreds of each. */
  deployments(registrationIds: readonly string[]): Promise<(LtiDeployment & { registration_id: string })[]>
  sealAnew(registrationId: string, accountKey: { from: string; to: string }): Promise<boolean>
  /** Lets launches of the deployment in, whether or not it was seen before. False when there is no such registration. */
  approve(registrationId: string, deploymentId: string, at: Date): Promise<boolean>
  /** Notes a deployment that the platform told when it was registered. */
  addWaiting(registrationId: string, deploymentId: string, at: Date): Promise<void>
  /** Lets launches of all deployments in that wait. */
  approveWaiting(registrationId: string): Promise<void>
  /** Keeps an invite to register a platform. False when so many are open. */
  invite(
    invite: { code_hash: string; invited_by: string } & LtiServiceChoice,
    times: { now: Date; expiresAt: Date; most: number },
  ): Promise<boolean>
}

/** A platform that may launch, as far as whoever runs the service looks at it. */
export type ActiveRegistration = Pick<
  StoredRegistration,
  'registration_id' | 'school_id' | 'jwks_url' | 'clock_apart_seconds'
>

/** What comes before the school is known: invites that are used, and news of launches. */
export interface LtiIntake {
  /** Takes an invite that is good, once, and tells whose it was and what is wanted of the platform. */
  takeInvite(
    codeHash: string,
    now: Date,
  ): Promise<({ school_id: string; invited_by: string } & LtiServiceChoice) | null>
  /** Those of all schools that may launch, some hundreds. */
  active(): Promise<ActiveRegistration[]>
  /** Notes how far the clocks were apart; `at`: when a launch opened, null when none did. */
  noteLaunch(registrationId: string, told: { at: Date | null; apartSeconds: number }): Promise<void>
}

/** Read and written before the school is known. */
export interface LtiLaunches {
  /** Of this issuer, of all schools: at most two, one client's if it is named. */
  registrations(issuer: string, clientId: string | null): Promise<LtiRegistration[]>
  registration(registrationId: string): Promise<LtiRegistration | null>
  /** How a deployment stands; one that was never seen is put on the waiting list, as long as that is not full. */
  deployment(of: LtiRegistration, deploymentId: string, at: Date): Promise<LtiDeployment['state']>
  /** Forgets launches that are over, and sessions that rest since a day. */
  forget(now: Date): Promise<void>
  /**
   * Keeps a launch that begins, and forgets those that are over, and sessions that rest since a day. Where so many are on
   * their way, the oldest make room: who really launches comes back within seconds.
   */
  begin(
    transaction: LtiTransaction,
    times: { now: Date; most: { all: number; ofOne: number } },
  ): Promise<void>
  byState(stateHash: string, now: Date): Promise<LtiTransaction | null>
  byPublicId(publicId: string, now: Date): Promise<LtiTransaction | null>
  /** Takes the launch if all of it is as it was read; true for one caller only. */
  consume(transaction: LtiTransaction, now: Date): Promise<boolean>
  putSession(session: LtiSession): Promise<void>
  /** Takes the session's right to answer its platform; true for one caller only. */
  takeDeepLinking(sessionHash: string): Promise<boolean>
  /** The session that both secrets open, unless it rests since before `since` or was opened before; notes that it was seen. */
  session(
    hashes: { session: string; proof: string },
    times: { now: Date; since: Date; openedSince: Date },
  ): Promise<FoundLtiSession | null>
}

/** Something that the library behind the tool keeps, in a collection of its own. */
export interface LtiItem {
  collection: string
  /** What tells it from the others of its collection. */
  identity: string
  fields: Readonly<Record<string, unknown>>
  /** Sealed; null when there is nothing to hide. */
  secret: string | null
  /** ISO date in UTC. */
  created_at: string
  /** ISO date in UTC; null for what stays. */
  expires_at: string | null
}

/** What the library behind the tool keeps. What has run out is not there any more. */
export interface LtiItems {
  /** Those of the collection that hold all of these fields, oldest first. */
  find(collection: string, fields: LtiItem['fields'], now: Date): Promise<LtiItem[]>
  /** False when there is one of this identity, or with the same key id. */
  add(item: LtiItem, now: Date): Promise<boolean>
  /** Adds it, or takes the place of the one of this identity. */
  put(item: LtiItem): Promise<void>
  /** Sets fields of those that hold all of `having`. */
  change(collection: string, having: LtiItem['fields'], to: LtiItem['fields']): Promise<void>
  remove(collection: string, having: LtiItem['fields']): Promise<void>
  /** Removes what has run out; tells how many. */
  sweep(now: Date): Promise<number>
}

/** A pair of keys as it was made: the public one as a JWK, the private one as PKCS #8 in PEM. */
export type KeyPair = Omit<LtiKey, 'created_at'>

/** The tool's own keys. */
export interface LtiKeys {
  /** Newest first. */
  list(): Promise<LtiKey[]>
  put(key: LtiKey): Promise<void>
  /** Forgets those made before. */
  forget(before: Date): Promise<void>
  sealAnew(kid: string, key: { from: string; to: string }): Promise<void>
}
