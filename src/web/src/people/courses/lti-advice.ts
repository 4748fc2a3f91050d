/** What an admin does about a launch that was refused, by the code of the refusal (src/lti/refusal.ts). */
const advice = {
  approve: ['platform_waiting', 'deployment_unknown'],
  clock: ['token_time', 'clock_apart'],
  keys: ['token_signature', 'platform_keys_away'],
  browser: ['state_unknown', 'proof_missing'],
  settings: [
    ...['platform_unknown', 'platform_ambiguous', 'parameter_missing', 'target_unknown', 'token_issuer'],
    ...['token_audience', 'token_version', 'token_message', 'token_target', 'invite_unknown'],
    ...['registration_configuration', 'registration_foreign', 'registration_refused', 'registration_exists'],
  ],
  platform: [
    ...[
      'parameter_repeated',
      'too_large',
      'token_malformed',
      'token_nonce',
      'token_claims',
      'platform_error',
    ],
  ],
  people: ['not_allowed'],
  load: ['too_many', 'away'],
} as const
export type Advice = keyof typeof advice

/** Null for a code that none is known for. */
export const adviceFor = (code: string): Advice | null =>
  (Object.keys(advice) as Advice[]).find((one) => (advice[one] as readonly string[]).includes(code)) ?? null
