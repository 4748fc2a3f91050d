import type { LtiRegistration, LtiSession } from '../../domain/courses/lti.ts'
import {
  type LtiScoreKey,
  type LtiService,
  ltiScoreLeaseMs,
  ltiScoreLifeMs,
  type StoredLtiScore,
  scorePauseMs,
} from '../../domain/courses/lti-advantage.ts'
import type { Core } from '../../ports/core.ts'
import type { KeyedHash, Sealed } from '../../ports/sealed.ts'
import { ltiAccounts } from '../steps/people/lti-account.ts'

/** A score that this process alone may send now. */
export interface OwedLtiScore extends LtiService {
  score: Omit<StoredLtiScore, 'sealed_user'>
  /** The platform's own id of the person: for the platform alone. */
  user: string
}

/** What came of sending a score, with a code of why it was not sent. */
export type LtiScoreOutcome = 'sent' | 'kept' | { refused: string } | { again: string }

export interface LtiScoreFlow {
  /** A student opened a link of which the platform keeps a score; kept for a day where the school turned scores on. */
  open(of: LtiRegistration, link: { sub: string; line_item: string; scopes: string[] }): Promise<void>
  /** The student of the session did what the link asks for: owed from now on, once. */
  complete(session: LtiSession): Promise<void>
  /** Takes a score that the school owes; of none of the registrations `but`. */
  take(schoolId: string, but: readonly string[]): Promise<OwedLtiScore | null>
  settle(owed: OwedLtiScore, outcome: LtiScoreOutcome): Promise<void>
  /** Gives up what is older than a day, and forgets whom it was of. */
  expire(schoolId: string): Promise<number>
  /** Seals with today's key what was sealed with an older one; tells how much. */
  sealAnew(schoolId: string): Promise<number>
}

type Needs = Pick<Core, 'store' | 'clock'> & { sealed: Sealed; keyedHash: KeyedHash }

/** Scores of completed work, kept until the platform has them: of whom a score is lies sealed, and never longer than a day. */
export function createLtiScores(core: Needs): LtiScoreFlow {
  const { store, clock, sealed } = core
  const { school, system } = store.background
  const later = (ms: number): Date => new Date(clock().getTime() + ms)
  return {
    async open(registration, { sub, line_item, scopes }) {
      const { school_id, registration_id } = registration
      const score = { registration_id, account_id: ltiAccounts(core, registration)(sub), line_item }
      const sealed_user = sealed.seal(sub, userContext(score))
      await store.school(school_id, async (rows) => {
        if (!(await rows.ltiServices.of(registration_id)).scores) return
        await rows.ltiScores.open({ ...score, sealed_user, scopes }, later(ltiScoreLifeMs))
      })
    },
    async complete({ school_id, registration_id, account_id, line_item }) {
      if (account_id === null || line_item === null) return
      await store.school(school_id, (rows) =>
        rows.ltiScores.complete({ registration_id, account_id, line_item }, clock()),
      )
    },
    async take(schoolId, but) {
      const times = { now: clock(), leaseUntil: later(ltiScoreLeaseMs) }
      const taken = await school(schoolId, async (rows) => {
        const stored = await rows.ltiScores.take(times, but)
        if (stored === null) return null
        return { stored, services: await rows.ltiServices.of(stored.registration_id) }
      })
      if (taken === null) return null
      const { services, stored } = taken
      const { sealed_user, ...score } = stored
      const registration = await system((rows) => rows.ltiLaunches.registration(score.registration_id))
      const user = opened(sealed, sealed_user, userContext(score))
      if (registration !== null && user !== null) return { score, services, registration, user }
      const again = { dueAt: later(scorePauseMs(score.attempts + 1)), failure: 'key_missing' }
      await school(schoolId, (rows) => rows.ltiScores.postpone(score, again))
      return null
    },
    async settle({ registration, score }, outcome) {
      await school(registration.school_id, (rows) => {
        if (outcome === 'sent' || outcome === 'kept')
          return rows.ltiScores.end(score, { state: outcome, failure: null })
        if ('refused' in outcome)
          return rows.ltiScores.end(score, { state: 'refused', failure: outcome.refused })
        const dueAt = later(scorePauseMs(score.attempts + 1))
        return rows.ltiScores.postpone(score, { dueAt, failure: outcome.again })
      })
    },
    expire: (schoolId) => school(schoolId, (rows) => rows.ltiScores.expire(clock())),
    async sealAnew(schoolId) {
      let count = 0
      for (const { sealed_user: from, ...score } of await school(schoolId, (rows) =>
        rows.ltiScores.sealedUsers(),
      )) {
        if (sealed.isCurrent(from)) continue
        const to = sealed.seal(sealed.open(from, userContext(score)), userContext(score))
        if (await school(schoolId, (rows) => rows.ltiScores.sealAnew(score, { from, to }))) count++
      }
      return count
    },
  }
}

/** Null while the key that it was sealed with is away. */
function opened(sealed: Sealed, text: string, context: string): string | null {
  try {
    return sealed.open(text, context)
  } catch {
    return null
  }
}

const userContext = ({ registration_id, account_id, line_item }: LtiScoreKey): string =>
  `lti user of a score ${registration_id} ${account_id} ${line_item}`
