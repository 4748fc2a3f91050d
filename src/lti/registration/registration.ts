import type { Outgoing } from '../../core/ports/outgoing.ts'
import type { Asking } from '../asking.ts'
import { registeredPage } from '../pages/registered.ts'
import { Refusal } from '../refusal.ts'
import { fieldsOf } from '../request.ts'
import { pageWithScript } from '../responses.ts'
import { voiceFor } from '../voice.ts'
import { bearer, fetchConfiguration, type PlatformConfiguration } from './platform-configuration.ts'
import { type Registered, registered, scopesFor, toolRegistration } from './tool-registration.ts'

/** Behind it stands the invite, as a part of the path: some platforms put their own query behind whatever address they get. */
export const registerPath = '/lti/register/'
/** Registrations that an address may try. */
const tries = { points: 10, seconds: 60 }

export interface Registering {
  outgoing: Outgoing
  /** Who asks, for limits. */
  address: string
}

/** A platform was given our address by an admin: registers the tool there and the platform here, waiting for approval. */
export async function answerRegistration(asking: Asking, registering: Registering): Promise<void> {
  const { flows, origin, rateCounter, req, res } = asking
  const { taken } = await rateCounter.take(`lti-register:${registering.address}`, { ...tries, wanted: 1 })
  if (taken === 0) throw new Refusal('too_many', 'too many registrations from one address')
  const fields = await fieldsOf(req)
  const url = fields.get('openid_configuration') ?? ''
  if (url === '') throw new Refusal('parameter_missing', 'openid_configuration is missing')
  const token = tokenIn(fields.get('registration_token'))
  const invite = await flows.ltiRegistrations.takeInvite(codeIn(req.url ?? ''))
  if (invite === null) throw new Refusal('invite_unknown', 'the invite is not known, over, or was used')
  const platform = await fetchConfiguration(registering.outgoing, url, { token, origin })
  const scopes = scopesFor(platform.family, invite)
  const answer = await register(platform, token, { ...registering, origin, scopes })
  const { authUrl, tokenUrl, jwksUrl, issuer, family, frameOrigins, name } = platform
  const outcome = await flows.ltiRegistrations.registerInvited(invite, {
    ...{ issuer, family, client_id: answer.clientId, require_sub: false, frame_origins: frameOrigins },
    ...{ auth_url: authUrl, token_url: tokenUrl, jwks_url: jwksUrl },
    ...{ shown_name: name, withheld: answer.withheld },
    deployment_id: answer.deploymentId,
  })
  if (outcome === 'refused') throw new Refusal('invite_unknown', 'who invited is no admin any more')
  if (outcome === 'taken') throw new Refusal('registration_exists', 'the client is registered already')
  const voice = voiceFor(req, null)
  pageWithScript(res, (nonce) => registeredPage(voice, { ...platform, nonce }), {
    framedBy: platform.origins,
    formsTo: "'none'",
  })
}

async function register(
  { registrationUrl, family }: PlatformConfiguration,
  token: string | null,
  { outgoing, origin, scopes }: Registering & { origin: string; scopes: readonly string[] },
): Promise<Registered> {
  const answer = await outgoing
    .request({
      ...{ method: 'POST', url: registrationUrl },
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...bearer(token) },
      body: JSON.stringify(toolRegistration(origin, family, scopes)),
    })
    .catch((error: unknown) => {
      const why = error instanceof Error ? error.message : 'it does not answer'
      throw new Refusal('registration_refused', `the platform did not register the tool: ${why}`)
    })
  const isDone = answer.status === 200 || answer.status === 201
  const read = isDone ? registered(jsonIn(answer.text), scopes) : null
  if (read === null)
    throw new Refusal('registration_refused', `the platform did not register the tool: ${answer.status}`)
  return read
}

const codeIn = (url: string): string => new URL(url, 'http://here').pathname.slice(registerPath.length)

/** What goes into a header as it is. */
function tokenIn(token: string | undefined): string | null {
  if (token === undefined || token === '') return null
  if (!/^[\x21-\x7e]{1,8000}$/.test(token))
    throw new Refusal('registration_configuration', 'the token of the platform is no token')
  return token
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
