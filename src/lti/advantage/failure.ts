/** Why a platform's service gave nothing, as a code that a school can forward. */
export const failureCodes = [
  'token_refused',
  'platform_away',
  'foreign_address',
  'not_understood',
  'not_permitted',
  'not_found',
  'too_long',
] as const
export type FailureCode = (typeof failureCodes)[number]

/** A service of a platform that gave nothing. Its message holds no address and nothing of what was answered. */
export class ServiceFailure extends Error {
  readonly code: FailureCode
  /** Whether whatever else is asked of the platform now would fail too. */
  readonly isOfPlatform: boolean

  constructor(code: FailureCode) {
    super(`a service of the platform failed: ${code}`)
    this.name = 'ServiceFailure'
    this.code = code
    this.isOfPlatform = code === 'token_refused' || code === 'platform_away'
  }
}
