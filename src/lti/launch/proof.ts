import { randomBytes } from 'node:crypto'
import type { LtiRegistration, LtiTransaction } from '../../core/domain/courses/lti.ts'
import type { Asking } from '../asking.ts'
import { type Keeping, keepPage, provePage } from '../pages/proof.ts'
import { Refusal } from '../refusal.ts'
import { pageWithScript } from '../responses.ts'
import { voiceFor } from '../voice.ts'
import { type Fields, type Guard, storageTargetIn } from './guard.ts'

/**
 * Goes on with a launch whose cookie did not come back. It is begun anew, with secrets that go to nobody but this page: who
 * began the launch elsewhere knows its old ones, and must not finish it here.
 */
export async function keepProof(guard: Guard, asking: Asking, old: LtiTransaction): Promise<void> {
  const { flows, req, res } = asking
  const begun = await flows.lti.beginAgain(old)
  if (begun === null) throw new Refusal('state_unknown', 'the launch is over')
  const { transaction, secret: value } = begun
  const registration = await registrationOf(asking, transaction)
  const to = await guard.authorization(transaction)
  pageWithScript(
    res,
    (nonce) => keepPage(voiceFor(req, null), { ...keeping(transaction, registration), nonce }, { value, to }),
    { framedBy: registration.frame_origins, formsTo: "'none'" },
  )
}

/** Has the browser bring a token once more, together with the secret that it kept for us. */
export async function askProof(asking: Asking, transaction: LtiTransaction, fields: Fields): Promise<void> {
  const { req, res } = asking
  const registration = await registrationOf(asking, transaction)
  // A platform that keeps things says so with the token too.
  const target = storageTargetIn(fields) === null ? null : transaction.storage_target
  const token = { state: fields.get('state') ?? '', id_token: fields.get('id_token') ?? '' }
  pageWithScript(
    res,
    (nonce) =>
      provePage(voiceFor(req, null), { ...keeping(transaction, registration), target, nonce }, token),
    { framedBy: registration.frame_origins },
  )
}

async function registrationOf({ flows }: Asking, { registration_id }: LtiTransaction) {
  const registration = await flows.lti.registration(registration_id)
  if (registration?.state !== 'active')
    throw new Refusal('platform_waiting', 'the registration waits for approval, or is off')
  return registration
}

const keeping = (transaction: LtiTransaction, registration: LtiRegistration): Omit<Keeping, 'nonce'> => ({
  key: `st_proof_${transaction.public_id}`,
  target: transaction.storage_target,
  origin: new URL(registration.auth_url).origin,
  message: randomBytes(18).toString('base64url'),
  newTab: loginAgain(transaction, registration),
})

/** The address that begins the same launch once more. */
function loginAgain(
  { login_hint, message_hint, deployment_id, target }: LtiTransaction,
  { issuer, client_id }: LtiRegistration,
): string {
  const again = new URLSearchParams({
    ...{ iss: issuer, client_id, login_hint, target_link_uri: target },
    ...(message_hint === null ? {} : { lti_message_hint: message_hint }),
    ...(deployment_id === null ? {} : { lti_deployment_id: deployment_id }),
  })
  return `/lti/login?${again}`
}
