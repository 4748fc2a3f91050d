import type {
  LtiCourse,
  LtiMember,
  LtiRosterCounts,
  LtiScoreCounts,
  LtiScoreKey,
  LtiServices,
  StoredLtiScore,
} from '../../domain/courses/lti-advantage.ts'

/** What a school lets the tool ask of its platforms. */
export interface LtiServiceSwitches {
  /** Of one registration; all off when nothing was decided. */
  of(registrationId: string): Promise<LtiServices>
  /** False when there is no such registration. */
  put(registrationId: string, services: LtiServices): Promise<boolean>
}

/** Read before the school is known. */
export type LtiServiceLookup = Pick<LtiServiceSwitches, 'of'>

/** Courses, and who of those that opened the tool is in them. */
export interface LtiCourses {
  /** A launch told of the course. */
  note(course: LtiCourse, at: Date): Promise<void>
  /** Takes a course that is due, of an active registration whose school lets rosters be read and that is not `but`; it is due again at `again`. */
  take(
    times: { now: Date; again: Date; openedSince: Date },
    but: readonly string[],
  ): Promise<LtiCourse | null>
  /**
   * Writes down how those who opened the tool stand in the course, and ends the sessions of `began` or before that allow
   * more than that. Of a whole roster, whoever is missing has left.
   */
  apply(
    course: LtiCourse,
    told: { members: readonly LtiMember[]; isWhole: boolean },
    times: { began: Date; now: Date },
  ): Promise<{ left: number; sessions: number }>
  fail(course: LtiCourse, code: string): Promise<void>
  /** Forgets all of a registration. */
  forget(registrationId: string): Promise<void>
  counts(registrationId: string): Promise<LtiRosterCounts>
}

/** Scores that are owed to platforms. */
export interface LtiScores {
  /** Somebody opened a link of which a score is kept; one that arrived, or is owed, stays as it is. */
  open(
    score: Pick<StoredLtiScore, keyof LtiScoreKey | 'sealed_user' | 'scopes'>,
    expiresAt: Date,
  ): Promise<void>
  /** The link's work was done: its score is owed from now on. False when none is open. */
  complete(score: LtiScoreKey, now: Date): Promise<boolean>
  /** Takes one that is owed, of an active registration whose school lets scores be sent and that is not `but`. */
  take(times: { now: Date; leaseUntil: Date }, but: readonly string[]): Promise<StoredLtiScore | null>
  /** It was sent, at this time of scoring; or is not to be. The person is forgotten. */
  end(score: LtiScoreKey, end: { state: 'sent' | 'kept' | 'refused'; failure: string | null }): Promise<void>
  /** It is tried again. */
  postpone(score: LtiScoreKey, again: { dueAt: Date; failure: string }): Promise<void>
  /** Ends what is too late, and forgets whom it was of; answers how many were owed. */
  expire(now: Date): Promise<number>
  /** Forgets what is not sent yet of a registration. */
  forget(registrationId: string): Promise<void>
  /** Those who are still sealed in, to seal them anew. */
  sealedUsers(): Promise<(LtiScoreKey & { sealed_user: string })[]>
  sealAnew(score: LtiScoreKey, user: { from: string; to: string }): Promise<boolean>
  counts(registrationId: string): Promise<LtiScoreCounts>
}
