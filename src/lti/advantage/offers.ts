import type { LtiRegistration } from '../../core/domain/courses/lti.ts'
import { ltiRole } from '../../core/domain/courses/lti.ts'
import type { LtiRosterFlow } from '../../core/flows/courses/lti-rosters.ts'
import type { LtiScoreFlow } from '../../core/flows/courses/lti-scores.ts'
import { scopes as known } from './scopes.ts'

type Json = Readonly<Record<string, unknown>>

const maxAddress = 2048
const maxScopes = 20
/** Nobody's score: who looks at a course as a student would. */

/** What a launch offers beside itself. */
export interface Offers {
  /** Where the roster of the course is; null when the platform gives none. */
  members: string | null
  /** Where the score of the link is kept, if the tool may send one. */
  score: { line_item: string; scopes: string[] } | null
}

/** A launch, as far as it decides what is kept of its offers. */
interface Offering {
  sub: string | null
  roles: readonly string[]
  contextId: string | null
  /** Whether somebody acts as this person, or only tries: work is not completed then. */
  isActed: boolean
  offers: Offers
}

/** What the claims of a launch offer; what makes no sense offers nothing. */
export function offersIn(names: Json | null, endpoint: Json | null): Offers {
  const scopes = textsIn(endpoint?.scope)
  const line_item = addressIn(endpoint?.lineitem)
  const mayScore = line_item !== null && scopes.includes(known.score)
  return {
    members: addressIn(names?.context_memberships_url),
    score: mayScore ? { line_item, scopes } : null,
  }
}

/** Keeps what a launch offers, as far as the school turned it on: nothing is asked of the platform here. */
export async function noteOffers(
  flows: { ltiRosters: Pick<LtiRosterFlow, 'note'>; ltiScores: Pick<LtiScoreFlow, 'open'> },
  registration: LtiRegistration,
  { sub, roles, contextId, isActed, offers: { members, score } }: Offering,
): Promise<void> {
  if (members !== null && contextId !== null)
    await flows.ltiRosters.note(registration, { context_id: contextId, members_url: members })
  const isScored = sub !== null && ltiRole(roles, sub) === 'student' && !isActed
  if (score !== null && isScored) await flows.ltiScores.open(registration, { sub, ...score })
}

const addressIn = (value: unknown): string | null =>
  typeof value === 'string' && value.length <= maxAddress && URL.canParse(value) && !value.includes('\0')
    ? value
    : null

const textsIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [])
    .filter(
      (one): one is string => typeof one === 'string' && one.length <= maxAddress && !one.includes('\0'),
    )
    .slice(0, maxScopes)
