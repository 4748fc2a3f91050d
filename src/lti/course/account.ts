import type { OpenLtiSession } from '../../core/flows/courses/lti.ts'
import type { LinkAnswer } from '../../core/flows/people/links.ts'
import type { Asking } from '../asking.ts'
import type { Fields } from '../launch/guard.ts'
import { goOn, openForm, refuse } from '../session.ts'

/** Codes typed in one session in a minute; how many an account may try in an hour, the core counts. */
const tries = { points: 10, seconds: 60 }
const answers: readonly LinkAnswer[] = ['pending', 'refused', 'already_linked']

/** A code of the school's page, typed by a student in the course; the page then asks whether it was the student. */
export async function answerAccount(asking: Asking): Promise<void> {
  const { flows, rateCounter } = asking
  const form = await openForm(asking)
  if (form === null) return
  const { fields, launch, session, isOwn } = form
  const { account_id, registration_id } = session
  if (!isOwn || session.role !== 'student' || session.acted || account_id === null)
    return refuse(asking, 403, 'not_allowed')
  const { taken } = await rateCounter.take(`lti-account:${session.session_hash}`, { ...tries, wanted: 1 })
  if (taken === 0) return refuse(asking, 429, 'too_many')
  // The platform told no name, and none is kept: the school's page speaks of an account in this course platform.
  const answer = await flows.links.claimCode(
    { platform: 'lti', tenant: registration_id, account_id },
    { code: fields.get('code') ?? '', shown_name: '' },
  )
  await goOn(asking, `/lti/picks?l=${launch}&account=${answer}`)
}

/** What the page says of the account: whether it is linked, and what came of a code. */
export interface AccountState {
  isLinked: boolean
  said: LinkAnswer | null
}

/** As it stands for whoever opened the session. */
export const accountState = ({ caller }: OpenLtiSession, fields: Fields): AccountState => ({
  isLinked: caller !== null && caller.person_id !== null,
  said: answers.find((answer) => answer === fields.get('account')) ?? null,
})
