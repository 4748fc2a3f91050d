/** Why a launch or what leads to one is refused, as a code that a school can forward; src/words/lti says each in words. */
export const refusalCodes = [
  'platform_unknown',
  'platform_ambiguous',
  'platform_waiting',
  'parameter_missing',
  'parameter_repeated',
  'too_large',
  'target_unknown',
  'deployment_unknown',
  'too_many',
  'state_unknown',
  'proof_missing',
  'token_malformed',
  'token_signature',
  'token_issuer',
  'token_audience',
  'token_time',
  'token_nonce',
  'token_version',
  'token_message',
  'token_target',
  'token_claims',
  'platform_error',
  'platform_keys_away',
  'clock_apart',
  'invite_unknown',
  'registration_configuration',
  'registration_foreign',
  'registration_refused',
  'registration_exists',
  'not_allowed',
  'away',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

const statusOf: Partial<Record<RefusalCode, number>> = {
  platform_waiting: 403,
  not_allowed: 403,
  away: 503,
  too_large: 413,
  too_many: 429,
  platform_keys_away: 503,
}

/** A launch that is refused. `detail` is for the log of the school's admin and holds nothing personal. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly status: number

  constructor(code: RefusalCode, detail: string) {
    super(detail)
    this.name = 'Refusal'
    this.code = code
    this.status = statusOf[code] ?? 400
  }
}
