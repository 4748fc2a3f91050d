/** The closed set of error codes. A surface turns a code into its own words; nobody branches on a message. */
export const errorCodes = [
  'invalid_input',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'too_large',
  'unsupported_type',
  'rate_limited',
  'unavailable',
  'internal',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** One field of an input that was refused, and why. */
export interface FieldProblem {
  field: string
  reason: string
}

/** The only error that flows throw on purpose. `message` says what to do next; `cause` keeps what went wrong below. */
export class ShelftalkError extends Error {
  readonly code: ErrorCode
  readonly fields: FieldProblem[]
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    more: { fields?: FieldProblem[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause })
    this.name = 'ShelftalkError'
    this.code = code
    this.fields = more.fields ?? []
    this.retryAfterSeconds = more.retryAfterSeconds
  }
}

/**
 * The one refusal for "does not exist", "belongs to another school" and "is not yours":
 * the same words, so that nobody learns which of the three it was.
 */
export function notFound(
  what:
    | 'student'
    | 'book'
    | 'cover'
    | 'import'
    | 'run'
    | 'key'
    | 'job'
    | 'class'
    | 'override'
    | 'provider'
    | 'person'
    | 'account'
    | 'workspace'
    | 'channel'
    | 'registration'
    | 'course'
    | 'list'
    | 'erasure',
): ShelftalkError {
  return new ShelftalkError(
    'not_found',
    `There is no such ${what} for you. Check the id and the key you use.`,
  )
}

/** The one refusal of an account that is nobody's here: unknown, unverified, of another school, or of somebody who left. */
export const refusedSignIn = (): ShelftalkError =>
  new ShelftalkError(
    'forbidden',
    'This account belongs to nobody at your school. Sign in with the account that the school gave you, or ask the library to add you.',
  )
