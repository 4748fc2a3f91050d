import * as client from 'openid-client'
import { ShelftalkError } from '../../domain/errors.ts'
import { isLoopbackName } from '../../domain/loopback.ts'
import { Email } from '../../domain/people/person.ts'
import type { OpenId, OpenIdClaims, OpenIdProvider } from '../../ports/people/openid.ts'

/** Why a sign-in was refused, for whoever runs the service: the library's code, nothing of the person. */
type Refusals = (reason: string, issuer: string) => void

const scope = 'openid email profile'
const requestTimeoutSeconds = 8
/** What a provider says of itself is asked for again after this long: keys and addresses change. */
const metadataKeptMs = 3_600_000
const maxKept = 200

/** OpenID Connect by openid-client. Metadata and keys of providers are kept in the process for an hour. */
export function createOpenId(onRefused: Refusals): OpenId {
  const kept = new Map<string, { at: number; found: Promise<client.Configuration> }>()

  const discover = (provider: OpenIdProvider): Promise<client.Configuration> => {
    const key = JSON.stringify([provider.issuer, provider.client_id, provider.client_secret])
    const known = kept.get(key)
    if (known !== undefined && Math.abs(Date.now() - known.at) < metadataKeptMs) return known.found
    if (kept.size >= maxKept) kept.clear()
    const found = discovered(provider)
    kept.set(key, { at: Date.now(), found })
    found.catch(() => kept.delete(key))
    return found
  }
  const refusing = async <T>(provider: OpenIdProvider, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      const { refusal, reason } = refusalOf(error)
      onRefused(reason, provider.issuer)
      throw refusal
    }
  }

  return {
    begin: (provider, redirectUri) =>
      refusing(provider, async () => {
        const config = await discover(provider)
        const checks = {
          state: client.randomState(),
          nonce: client.randomNonce(),
          code_verifier: client.randomPKCECodeVerifier(),
        }
        const url = client.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope,
          state: checks.state,
          nonce: checks.nonce,
          code_challenge: await client.calculatePKCECodeChallenge(checks.code_verifier),
          code_challenge_method: 'S256',
        })
        return { ...checks, url: url.href }
      }),
    complete: (provider, { url, checks }) =>
      refusing(provider, async () => {
        const config = await discover(provider)
        const tokens = await client.authorizationCodeGrant(config, new URL(url), {
          expectedState: checks.state,
          expectedNonce: checks.nonce,
          pkceCodeVerifier: checks.code_verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (claims === undefined) throw new Error('there is no ID token')
        // Some providers tell no more than the subject in the ID token.
        const more =
          config.serverMetadata().userinfo_endpoint === undefined
            ? {}
            : await client.fetchUserInfo(config, tokens.access_token, claims.sub)
        return claimsOf(claims.sub, { ...more, ...claims })
      }),
  }
}

function discovered({ issuer, client_id, client_secret }: OpenIdProvider): Promise<client.Configuration> {
  const at = new URL(issuer)
  const plain = isLoopbackName(at.hostname) ? [client.allowInsecureRequests] : []
  return client.discovery(at, client_id, client_secret ?? undefined, undefined, {
    timeout: requestTimeoutSeconds,
    // The signature of an ID token is checked although it came over TLS from the provider itself.
    execute: [client.enableNonRepudiationChecks, ...plain],
  })
}

function claimsOf(subject: string, all: Readonly<Record<string, unknown>>): OpenIdClaims {
  const email = Email.safeParse(all.email)
  const isVerified = all.email_verified === true
  return { subject, verified_email: email.success && isVerified ? email.data : null, all }
}

/** Codes of openid-client that say that the provider, or the way to it, is at fault for the moment. */
const awayCodes = new Set(['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON'])

function refusalOf(error: unknown): { refusal: ShelftalkError; reason: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const isFetch = error instanceof TypeError && error.cause instanceof Error && code === ''
  if (isFetch || awayCodes.has(code)) {
    const away = 'The sign-in of your school does not answer. Try again in a minute.'
    return {
      refusal: new ShelftalkError('unavailable', away, { retryAfterSeconds: 60, cause: error }),
      reason: code === '' ? 'unreachable' : code,
    }
  }
  return { refusal: signInRefused(error), reason: code === '' ? 'unknown' : code }
}

const signInRefused = (cause: unknown): ShelftalkError =>
  new ShelftalkError('unauthenticated', 'The sign-in did not go through. Begin again.', { cause })
