// The token endpoint of the stand-in: it takes a tool's own signature once, addressed to itself alone.
import { randomUUID } from 'node:crypto'
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from 'jose'

/** What the token endpoint answers instead, for tests. */
export interface TokenFault {
  status: number
  type?: string
  text?: string
  /** How long it takes to answer. */
  waitMs?: number
}

export interface FakeTokens {
  /** Whom an assertion must be addressed to. */
  audience: string
  /** Seconds that a token holds; null: it does not say. */
  lifeSeconds: number | null
  /** Answers in this order, before those that hold. */
  faults: TokenFault[]
  /** Scopes of each grant that was asked for, and what was wrong with it. */
  asked: { scope: string; wrong: string | null }[]
  /** Fetches the tool's keys anew when they are needed next; until then those that were fetched once are all there are. */
  forgetToolKeys(): void
  grant(form: URLSearchParams): Promise<{ status: number; type: string; text: string }>
  /** Whether a token holds for the scope. */
  holds(authorization: string | undefined, scope: string): boolean
  /** Ends every token. */
  revoke(): void
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const longestSeconds = 300

/** `toolKeys`: where the tool publishes its keys. */
export function createFakeTokens({
  clientId,
  audience,
  toolKeys,
}: {
  clientId: string
  audience: string
  toolKeys: string | null
}): FakeTokens {
  const granted = new Map<string, { scopes: string[]; until: number }>()
  const used = new Set<string>()
  let keys: JSONWebKeySet | null = null

  const wrongWith = async (form: URLSearchParams): Promise<string | null> => {
    const [assertion, ...others] = form.getAll('client_assertion')
    if (form.get('grant_type') !== 'client_credentials') return 'grant_type'
    if (form.get('client_assertion_type') !== assertionType) return 'client_assertion_type'
    if (assertion === undefined || others.length > 0) return 'client_assertion'
    if (toolKeys === null) return 'no keys of the tool'
    keys ??= (await (await fetch(toolKeys)).json()) as JSONWebKeySet
    if (decodeProtectedHeader(assertion).kid === undefined) return 'kid'
    const set = createLocalJWKSet(keys)
    const payload = await jwtVerify(assertion, set, {
      ...{ algorithms: ['RS256'], issuer: clientId, subject: clientId, audience: tokens.audience },
      requiredClaims: ['jti', 'exp', 'iat'],
    }).then(
      (verified): JWTPayload => verified.payload,
      (error: Error) => error.message,
    )
    if (typeof payload === 'string') return payload
    const { jti = '', exp = 0, iat = 0, aud } = payload
    if (aud !== tokens.audience) return 'several audiences'
    if (exp - iat > longestSeconds) return 'it holds too long'
    if (used.has(jti)) return 'the jti was used before'
    used.add(jti)
    return null
  }

  const tokens: FakeTokens = {
    ...{ audience, lifeSeconds: 3600, faults: [], asked: [] },
    forgetToolKeys() {
      keys = null
    },
    async grant(form) {
      const wrong = await wrongWith(form)
      const scope = form.get('scope') ?? ''
      tokens.asked.push({ scope, wrong })
      const fault = tokens.faults.shift()
      if (fault !== undefined) {
        await new Promise((resolve) => setTimeout(resolve, fault.waitMs ?? 0))
        return { type: 'application/json', text: '{"error":"temporarily_unavailable"}', ...fault }
      }
      const type = 'application/json'
      if (wrong !== null) return { status: 401, type, text: JSON.stringify({ error: 'invalid_client' }) }
      const access_token = randomUUID()
      const life = tokens.lifeSeconds
      granted.set(access_token, { scopes: scope.split(' '), until: Date.now() + (life ?? 3600) * 1000 })
      const said = {
        access_token,
        token_type: 'Bearer',
        scope,
        ...(life === null ? {} : { expires_in: life }),
      }
      return { status: 200, type, text: JSON.stringify(said) }
    },
    holds(authorization, scope) {
      const token = granted.get(/^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '')
      return token !== undefined && token.until > Date.now() && token.scopes.includes(scope)
    },
    revoke: () => granted.clear(),
  }
  return tokens
}
