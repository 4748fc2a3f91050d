import { randomUUID } from 'node:crypto'
import { importPKCS8, SignJWT } from 'jose'
import { z } from 'zod'
import type { LtiService } from '../../core/domain/courses/lti-advantage.ts'
import type { LtiKeyFlow } from '../../core/flows/courses/lti-keys.ts'
import type { Outgoing, OutgoingAnswer } from '../../core/ports/outgoing.ts'
import { ServiceFailure } from './failure.ts'

/** Access tokens of platforms (OAuth 2 client credentials, with our own signature as RFC 7523 has it). */
export interface AccessTokens {
  /** One for these scopes; throws `ServiceFailure`. */
  get(of: LtiService, scopes: readonly string[]): Promise<string>
  /** The platform took the token no more. */
  forget(of: LtiService, scopes: readonly string[], token: string): void
}

/** A token is used until so long before its end. */
const earlyMs = 60_000
const longestMs = 24 * 60 * 60_000
const maxTokens = 1_000
const assertionLife = '2 minutes'
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

const Granted = z.looseObject({
  // As RFC 6750 has it: what else is in it could end the header that carries it.
  access_token: z.string().regex(/^[A-Za-z0-9\-._~+/]{1,8192}=*$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().finite().positive().optional().catch(undefined),
})

interface Kept {
  token: string
  until: number
}

export function createAccessTokens(
  keys: Pick<LtiKeyFlow, 'signing'>,
  { outgoing, clock }: { outgoing: Outgoing; clock: () => Date },
): AccessTokens {
  const kept = new Map<string, Kept>()
  const asked = new Map<string, Promise<string>>()
  const fetchInto = async (name: string, of: LtiService, scopes: readonly string[]): Promise<string> => {
    const began = clock().getTime()
    const { access_token, expires_in } = await grant(of, scopes, { keys, outgoing })
    kept.delete(name)
    // One that does not say how long it holds is used now and not again.
    if (expires_in === undefined) return access_token
    const until = began + Math.min(expires_in * 1000, longestMs) - earlyMs
    if (until > began) kept.set(name, { token: access_token, until })
    const [oldest] = kept.keys()
    if (kept.size > maxTokens && oldest !== undefined) kept.delete(oldest)
    return access_token
  }
  return {
    get(of, scopes) {
      const name = nameOf(of, scopes)
      const known = kept.get(name)
      if (known !== undefined && known.until > clock().getTime()) return Promise.resolve(known.token)
      const running = asked.get(name) ?? fetchInto(name, of, scopes).finally(() => asked.delete(name))
      asked.set(name, running)
      return running
    },
    forget(of, scopes, token) {
      const name = nameOf(of, scopes)
      if (kept.get(name)?.token === token) kept.delete(name)
    },
  }
}

const nameOf = ({ registration, services }: LtiService, scopes: readonly string[]): string =>
  JSON.stringify([
    ...[registration.registration_id, registration.client_id, registration.token_url],
    ...[services.token_audience, ...[...scopes].sort()],
  ])

type Means = { keys: Pick<LtiKeyFlow, 'signing'>; outgoing: Outgoing }

/** A platform that has not fetched our newest key yet answers 401: it is asked once more. */
async function grant(
  of: LtiService,
  scopes: readonly string[],
  means: Means,
): Promise<z.infer<typeof Granted>> {
  let answer = await ask(of, scopes, means)
  if (answer.status === 401) answer = await ask(of, scopes, means)
  if (answer.status >= 500 || answer.status === 429) throw new ServiceFailure('platform_away')
  const granted = Granted.safeParse(answer.status === 200 || answer.status === 201 ? jsonIn(answer) : null)
  if (!granted.success) throw new ServiceFailure('token_refused')
  return granted.data
}

async function ask(
  of: LtiService,
  scopes: readonly string[],
  { keys, outgoing }: Means,
): Promise<OutgoingAnswer> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: assertionType,
    client_assertion: await assertionFor(of, keys),
    scope: scopes.join(' '),
  })
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' }
  return outgoing
    .request({ method: 'POST', url: of.registration.token_url, headers, body: body.toString() })
    .catch(() => {
      throw new ServiceFailure('platform_away')
    })
}

/** Says who we are, to this platform alone, once. */
async function assertionFor({ registration, services }: LtiService, keys: Means['keys']): Promise<string> {
  const { kid, private_key } = await keys.signing()
  const { client_id, token_url } = registration
  return new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
    .setIssuer(client_id)
    .setSubject(client_id)
    .setAudience(services.token_audience ?? token_url)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(assertionLife)
    .sign(await importPKCS8(private_key, 'RS256'))
}

/** The JSON of an answer, whatever it calls itself; undefined for anything else. */
export function jsonIn({ text }: OutgoingAnswer): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
