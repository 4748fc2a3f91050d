import { notFound, refusedSignIn, ShelftalkError } from '../../domain/errors.ts'
import { clientSecretOf, type IdentityProvider } from '../../domain/people/person.ts'
import type { Core } from '../../ports/core.ts'
import type { OpenId, OpenIdClaims, OpenIdProvider } from '../../ports/people/openid.ts'
import type { Sealed } from '../../ports/sealed.ts'
import type { SchoolRows } from '../../ports/store.ts'
import { beginSession } from '../steps/people/begin-session.ts'

/** The way to the provider and back takes no longer than this; a new start is one press. */
const signInMs = 600_000

export interface SignInFlow {
  /** Where people may sign in, of all schools or of one. */
  providers(schoolId: string | null): Promise<{ provider_id: string; label: string; school_name: string }[]>
  /** The provider's address to send the browser to, and the state that the same browser must bring back. */
  begin(
    providerId: string,
    wanted: { redirect_uri: string; return_path: string },
  ): Promise<{ url: string; state: string }>
  /**
   * The browser is back at `url`, with the state that it was given, or none: begins a session. Nobody is made by signing
   * in. Throws `unauthenticated` when the sign-in does not hold, `forbidden` when the account is nobody's here.
   */
  complete(back: { url: string; state: string | null }): Promise<{ secret: string; return_path: string }>
}

type Needs = Pick<Core, 'store' | 'clock' | 'digest' | 'newId' | 'newSecret'> & {
  openId: OpenId
  sealed: Sealed
}

/** Sign-in of people at their school's own provider (OpenID Connect). */
export function createSignIn(core: Needs): SignInFlow {
  return {
    providers: (schoolId) => core.store.system((rows) => rows.identityProviders.list(schoolId)),
    async begin(providerId, { redirect_uri, return_path }) {
      const provider = await core.store.system((rows) => rows.identityProviders.get(providerId))
      if (provider === null) throw notFound('provider')
      const { url, state, nonce, code_verifier } = await core.openId.begin(
        opened(core, provider),
        redirect_uri,
      )
      const { school_id, provider_id } = provider
      const pending = { school_id, provider_id, nonce, code_verifier, return_path }
      const now = core.clock()
      const times = { now, expiresAt: new Date(now.getTime() + signInMs) }
      await core.store.system((rows) => rows.signIns.begin(core.digest(state), pending, times))
      return { url, state }
    },
    async complete({ url, state }) {
      if (state === null) throw tooLate()
      const { pending, provider } = await take(core, state)
      const { nonce, code_verifier, return_path } = pending
      const claims = await core.openId.complete(opened(core, provider), {
        url,
        checks: { state, nonce, code_verifier },
      })
      const secret = await core.store.school(provider.school_id, async (rows) =>
        beginSession(core, rows, await whose(rows, provider, claims)),
      )
      return { secret, return_path }
    },
  }
}

async function take(core: Needs, state: string) {
  const now = core.clock()
  const taken = await core.store.system(async (rows) => {
    const pending = await rows.signIns.take(core.digest(state), now)
    const provider = pending === null ? null : await rows.identityProviders.get(pending.provider_id)
    return { pending, provider }
  })
  if (taken.pending === null || taken.provider === null) throw tooLate()
  return { pending: taken.pending, provider: taken.provider }
}

/** The provider with its secret in clear, for this one use. */
const opened = ({ sealed }: Needs, provider: IdentityProvider & { school_id: string }): OpenIdProvider => ({
  issuer: provider.issuer,
  client_id: provider.client_id,
  client_secret:
    provider.client_secret === null
      ? null
      : sealed.open(provider.client_secret, clientSecretOf(provider.school_id, provider.provider_id)),
})

/** The person whose account this is; at the first time the one of the roster whom the provider vouches for. */
async function whose(rows: SchoolRows, provider: IdentityProvider, claims: OpenIdClaims): Promise<string> {
  const account = { issuer: provider.issuer, subject: claims.subject }
  const known = await rows.identities.find(account.issuer, account.subject)
  if (known !== null) return known
  const person = (await byEmail(rows, provider, claims)) ?? (await byStudentClaim(rows, provider, claims))
  if (person === null || !(await rows.identities.bind(account, person.person_id))) throw refusedSignIn()
  return person.person_id
}

async function byEmail(rows: SchoolRows, { email_domains }: IdentityProvider, claims: OpenIdClaims) {
  const domain = claims.verified_email?.split('@').at(-1) ?? ''
  if (claims.verified_email === null || !email_domains.includes(domain)) return null
  return rows.people.byEmail(claims.verified_email)
}

async function byStudentClaim(rows: SchoolRows, { student_claim }: IdentityProvider, { all }: OpenIdClaims) {
  const told = student_claim === null ? undefined : all[student_claim]
  const studentId = typeof told === 'number' ? String(told) : told
  if (typeof studentId !== 'string') return null
  const person = await rows.people.get(studentId)
  return person?.role === 'student' && person.ended_at === null ? person : null
}

const tooLate = (): ShelftalkError =>
  new ShelftalkError(
    'unauthenticated',
    'This sign-in was used already, took too long, or was begun in another browser. Begin again.',
  )
