import type { LtiServiceState } from '../core/flows/courses/lti-advantage.ts'

/** What each code means, and what to do about it. */
const explained: Readonly<Record<string, string>> = {
  token_refused:
    'the platform gave no access token: see that our keys (/lti/jwks) are registered there and the services allowed',
  platform_away: 'the platform did not answer; it is asked again',
  platform_busy: 'the platform takes no more requests for now; it is asked again',
  foreign_address:
    'the service is not on the platform’s own origin: if it belongs to it, name that origin (origins=...)',
  not_understood: 'the platform answered what makes no sense',
  not_permitted: 'the platform does not allow it: allow the service for the tool there',
  not_found: 'the course or the column of grades is not there any more',
  too_long: 'there was no end to the answer',
  grades_unseen:
    'the platform does not let us see whether a grade is there, so none is risked: allow reading of results',
  line_item_foreign: 'the column of grades belongs to another link or tool',
  person_not_scored: 'the platform scores nobody of that name: a test student, or somebody who left',
  later_score: 'the platform has a later score',
  key_missing: 'the key for stored secrets is missing (SHELFTALK_SECRETS_KEY)',
  too_late: 'it could not be delivered within a day',
}

/** How the services of one platform stand, a line each. */
export function serviceLines({ roster, scores, rosters, delivered, ...rest }: LtiServiceState): string[] {
  const { token_audience, origins } = rest
  const counted = (states: Record<string, number>): string =>
    Object.entries(states)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ') || 'none yet'
  return [
    roster ? `roster on: ${rosters.courses} courses, last read ${rosters.read_at ?? 'never'}` : 'roster off',
    ...failureLines(rosters.failures),
    scores ? `scores on: ${counted(delivered.states)}` : 'scores off',
    ...failureLines(delivered.failures),
    ...(token_audience === null ? [] : [`access tokens are asked for as ${token_audience}`]),
    ...(origins.length === 0 ? [] : [`services also at ${origins.join(', ')}`]),
  ]
}

const failureLines = (failures: Record<string, number>): string[] =>
  Object.entries(failures).map(([code, count]) => `  ${count} ${code}: ${explained[code] ?? 'unknown'}`)
