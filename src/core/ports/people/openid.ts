/** A provider as one sign-in needs it: where it is, and who we are there. */
export interface OpenIdProvider {
  issuer: string
  client_id: string
  client_secret: string | null
}

/** What is remembered of a sign-in until the browser comes back from the provider. */
export interface OpenIdChecks {
  state: string
  nonce: string
  code_verifier: string
}

/** What a provider said of somebody, after everything that can be checked was. */
export interface OpenIdClaims {
  subject: string
  /** In small letters; null unless the provider says that it is verified. */
  verified_email: string | null
  /** All of them, as they came. */
  all: Readonly<Record<string, unknown>>
}

/** Sign-in by OpenID Connect, code flow with PKCE. Speaks to the provider: never inside a transaction. */
export interface OpenId {
  /** The address to send the browser to. Throws `unavailable` when the provider cannot be reached. */
  begin(provider: OpenIdProvider, redirectUri: string): Promise<OpenIdChecks & { url: string }>
  /**
   * What the provider says, once the browser is back at `url`. Throws `unauthenticated` when anything about it does not
   * hold: state, nonce, issuer, audience, signature, times, or the code itself.
   */
  complete(provider: OpenIdProvider, back: { url: string; checks: OpenIdChecks }): Promise<OpenIdClaims>
}
