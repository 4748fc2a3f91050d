import { z } from 'zod'
import { laterThan } from '../../core/domain/courses/lti-advantage.ts'
import type { LtiScoreOutcome, OwedLtiScore } from '../../core/flows/courses/lti-scores.ts'
import type { OutgoingAnswer } from '../../core/ports/outgoing.ts'
import { familyOf } from '../platforms/families.ts'
import { jsonIn } from './access-tokens.ts'
import type { ServiceClient } from './client.ts'
import { ServiceFailure } from './failure.ts'
import { scopes } from './scopes.ts'

const scoreType = 'application/vnd.ims.lis.v1.score+json'
const resultsType = 'application/vnd.ims.lis.v2.resultcontainer+json'
const maxPages = 20

/** Work is done or it is not: the whole of one point. */
const completed = { given: 1, maximum: 1 }

/** The address below a line item's, whose query stays at the end. */
function belowLineItem(lineItem: string, what: 'scores' | 'results'): string {
  const url = new URL(lineItem)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${what}`
  return url.href
}

/** A score as platforms take it. The maximum goes along with every score, that of nothing too. */
export const scoreBody = (
  { registration, user }: Pick<OwedLtiScore, 'registration' | 'user'>,
  { given, maximum }: { given: number; maximum: number },
  at: Date,
) => ({
  ...familyOf(registration.family).score.extras,
  ...{ userId: user, timestamp: at.toISOString(), scoreGiven: given, scoreMaximum: maximum },
  ...{ activityProgress: 'Completed', gradingProgress: 'FullyGraded' },
})

/** Sends a score that is owed, unless a grade is there. Throws `ServiceFailure` when the platform is away. */
export async function sendScore(
  client: ServiceClient,
  owed: OwedLtiScore,
  clock: () => Date,
): Promise<LtiScoreOutcome> {
  const { registration, score } = owed
  const manners = familyOf(registration.family).score
  if (!score.scopes.includes(scopes.score)) return { refused: 'not_permitted' }
  if (!URL.canParse(score.line_item)) return { refused: 'foreign_address' }
  if (manners.looksFirst) {
    if (!score.scopes.includes(scopes.results)) return { refused: 'grades_unseen' }
    // What an earlier try of ours brought there is no grade of somebody else's.
    if (await hasGrade(client, owed)) return score.attempts === 0 ? 'kept' : 'sent'
  }
  const first = new Date(score.scored_at)
  let answer = await post(client, owed, first)
  if (manners.older.includes(answer.status))
    answer = await post(client, owed, laterThan(first.toISOString(), clock()))
  return outcomeOf(answer, manners.throttle)
}

const scopesOf = ({ registration }: OwedLtiScore): string[] =>
  familyOf(registration.family).score.looksFirst ? [scopes.results, scopes.score] : [scopes.score]

const post = (client: ServiceClient, owed: OwedLtiScore, at: Date): Promise<OutgoingAnswer> =>
  client.request(owed, {
    ...{ method: 'POST', url: belowLineItem(owed.score.line_item, 'scores'), scopes: scopesOf(owed) },
    ...{ accept: 'application/json', contentType: scoreType },
    body: JSON.stringify(scoreBody(owed, completed, at)),
  })

const Results = z.array(
  z.object({
    userId: z.union([z.string(), z.number()]).transform(String),
    resultScore: z.number().nullish(),
  }),
)

async function hasGrade(client: ServiceClient, owed: OwedLtiScore): Promise<boolean> {
  const first = new URL(belowLineItem(owed.score.line_item, 'results'))
  first.searchParams.set('user_id', owed.user)
  const seen = new Set<string>()
  for (let url: string | null = first.href; url !== null && !seen.has(url); ) {
    if (seen.size >= maxPages) throw new ServiceFailure('too_long')
    seen.add(url)
    const answer = await client.request(owed, {
      ...{ method: 'GET', url, scopes: scopesOf(owed), accept: resultsType },
    })
    if (answer.status >= 500 || answer.status === 429) throw new ServiceFailure('platform_away')
    if (answer.status === 404) throw new ServiceFailure('not_found')
    const results = Results.safeParse(answer.status === 200 ? jsonIn(answer) : null)
    if (!results.success) throw new ServiceFailure('not_permitted')
    if (results.data.some((one) => one.userId === owed.user && typeof one.resultScore === 'number'))
      return true
    url = answer.next
  }
  return false
}

/** What an answer means for the score; a platform that is busy is asked again. */
function outcomeOf({ status, text }: OutgoingAnswer, throttle: RegExp | null): LtiScoreOutcome {
  if (status >= 200 && status < 300) return 'sent'
  if (status === 429 || status >= 500) return { again: 'platform_away' }
  if (status === 403 && throttle?.test(text) === true) return { again: 'platform_busy' }
  if (status === 401) return { again: 'token_refused' }
  if (status === 412) return { refused: 'line_item_foreign' }
  if (status === 422) return { refused: 'person_not_scored' }
  if (status === 409) return { refused: 'later_score' }
  if (status === 404) return { refused: 'not_found' }
  return { refused: status === 403 ? 'not_permitted' : 'not_understood' }
}
