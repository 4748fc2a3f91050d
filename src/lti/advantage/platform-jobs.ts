import type { LtiKeyFlow } from '../../core/flows/courses/lti-keys.ts'
import type { LtiRosterFlow } from '../../core/flows/courses/lti-rosters.ts'
import type { LtiScoreFlow, LtiScoreOutcome, OwedLtiScore } from '../../core/flows/courses/lti-scores.ts'
import type { JobCounts } from '../../core/flows/steps/work/job.ts'
import type { Outgoing } from '../../core/ports/outgoing.ts'
import type { Log } from '../../log.ts'
import { createAccessTokens } from './access-tokens.ts'
import { createServiceClient, type ServiceClient } from './client.ts'
import { ServiceFailure } from './failure.ts'
import { readRoster } from './rosters.ts'
import { sendScore } from './scores.ts'

/** What is asked of platforms by jobs of a school, never while somebody waits. */
export interface LtiPlatformServices {
  /** Reads the rosters that are due. */
  readRosters(schoolId: string): Promise<JobCounts>
  /** Sends the scores that are owed. */
  sendScores(schoolId: string): Promise<JobCounts>
}

export interface PlatformServicesOptions {
  outgoing: Outgoing
  clock: () => Date
  log: Log
}

interface Flows {
  ltiKeys: Pick<LtiKeyFlow, 'signing'>
  ltiRosters: LtiRosterFlow
  ltiScores: LtiScoreFlow
}

/** What one run does at most; the rest is for the next. */
const maxCourses = 200
const maxScores = 1_000
const longestRunMs = 240_000

export function createPlatformServices(
  { ltiKeys, ltiRosters, ltiScores }: Flows,
  { outgoing, clock, log }: PlatformServicesOptions,
): LtiPlatformServices {
  const client = createServiceClient(createAccessTokens(ltiKeys, { outgoing, clock }), outgoing)
  return {
    async readRosters(schoolId) {
      const counts = { rosters: 0, failed: 0, left: 0, sessions_ended: 0 }
      const run = aRun(clock, maxCourses)
      while (run.goesOn()) {
        const due = await ltiRosters.take(schoolId, run.away())
        if (due === null) break
        const roster = await orFailure(() => readRoster(client, due, clock))
        if (roster instanceof ServiceFailure) {
          counts.failed++
          const { registration_id } = due.registration
          if (roster.isOfPlatform) run.leave(registration_id)
          log.warn({ registration: registration_id, code: roster.code }, 'a roster was not read')
          await ltiRosters.fail(due, roster.code)
        } else {
          const { left, sessions } = await ltiRosters.apply(due, roster)
          counts.rosters++
          counts.left += left
          counts.sessions_ended += sessions
        }
      }
      return counts
    },
    async sendScores(schoolId) {
      const counts = { sent: 0, kept: 0, refused: 0, again: 0, expired: await ltiScores.expire(schoolId) }
      const run = aRun(clock, maxScores)
      while (run.goesOn()) {
        const owed = await ltiScores.take(schoolId, run.away())
        if (owed === null) break
        const { registration_id } = owed.registration
        const outcome = await sent(client, owed, clock)
        if (typeof outcome === 'string') counts[outcome]++
        else {
          const isForLater = 'again' in outcome
          counts[isForLater ? 'again' : 'refused']++
          // A platform that is away or busy is left alone for the rest of the run.
          if (isForLater) run.leave(registration_id)
          log.warn({ registration: registration_id, ...outcome }, 'a score was not sent')
        }
        await ltiScores.settle(owed, outcome)
      }
      return counts
    },
  }
}

async function sent(client: ServiceClient, owed: OwedLtiScore, clock: () => Date): Promise<LtiScoreOutcome> {
  const outcome = await orFailure(() => sendScore(client, owed, clock))
  if (!(outcome instanceof ServiceFailure)) return outcome
  return outcome.isOfPlatform ? { again: outcome.code } : { refused: outcome.code }
}

/** How far one run goes, and which platforms it leaves alone. */
function aRun(clock: () => Date, most: number) {
  const until = clock().getTime() + longestRunMs
  const away = new Set<string>()
  let done = 0
  return {
    goesOn: () => done++ < most && clock().getTime() < until,
    leave: (registrationId: string) => void away.add(registrationId),
    away: () => [...away],
  }
}

async function orFailure<T>(work: () => Promise<T>): Promise<T | ServiceFailure> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ServiceFailure) return error
    throw error
  }
}
