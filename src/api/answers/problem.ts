import { type ErrorCode, type FieldProblem, ShelftalkError } from '../../core/domain/errors.ts'

/** An error as a client sees it: RFC 9457 with our `code` and the fields that were wrong. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: ErrorCode
  instance: string
  errors?: FieldProblem[]
}

/** A problem to be sent, with the headers that belong to it. */
export interface ProblemAnswer {
  problem: Problem
  headers: string[]
}

/** What each code means over HTTP; `retryAfterSeconds` is the wait that is told when the error names none. */
export const problemKinds: Readonly<
  Record<ErrorCode, { status: number; title: string; retryAfterSeconds?: number; meaning: string }>
> = {
  invalid_input: {
    status: 400,
    title: 'The request is not as it should be',
    meaning: 'Something sent is malformed or unknown. `errors` names the fields. Change the request.',
  },
  unauthenticated: {
    status: 401,
    title: 'No valid key',
    meaning: 'Send "Authorization: Bearer" with a key of your school that was not revoked.',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed with this key',
    meaning: 'Use a key whose role may do this.',
  },
  not_found: {
    status: 404,
    title: 'Not found',
    meaning: 'It does not exist, belongs to another school or is not yours: which of the three is not told.',
  },
  conflict: {
    status: 409,
    title: 'Conflict with an earlier request',
    meaning:
      'The Idempotency-Key was used for another request, or its first request is still running; or what was asked for ' +
      'does not go with what is there by now.',
  },
  too_large: {
    status: 413,
    title: 'Too large',
    meaning: 'Send less at once; the detail says how much is taken.',
  },
  unsupported_type: {
    status: 415,
    title: 'This type is not taken here',
    meaning: 'Set Content-Type to a type that the operation names, in UTF-8 and not compressed.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    retryAfterSeconds: 1,
    meaning: 'Wait as many seconds as Retry-After says.',
  },
  unavailable: {
    status: 503,
    title: 'Not available right now',
    retryAfterSeconds: 2,
    meaning: 'Try again after as many seconds as Retry-After says.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    meaning: 'The mistake is ours and was logged. The same request may work later.',
  },
}

/** The reference by which a problem is known, and where it is explained. */
const problemType = (code: ErrorCode): string => `/docs#${code}`

/** Turns anything thrown into the one form of error that leaves the building. Unknown errors say nothing of themselves. */
export function problemAnswer(thrown: unknown, instance: string): ProblemAnswer {
  const error = known(thrown)
  const kind = problemKinds[error.code]
  const problem: Problem = {
    type: problemType(error.code),
    title: kind.title,
    status: kind.status,
    detail: error.message,
    code: error.code,
    instance,
  }
  if (error.fields.length > 0) problem.errors = error.fields
  const headers = error.code === 'unauthenticated' ? ['WWW-Authenticate', 'Bearer realm="shelftalk"'] : []
  const retryAfterSeconds = error.retryAfterSeconds ?? kind.retryAfterSeconds
  if (retryAfterSeconds !== undefined)
    headers.push('Retry-After', String(Math.max(1, Math.ceil(retryAfterSeconds))))
  return { problem, headers }
}

/** The answer to a method that a path does not know: `Allow` names those it does. */
export function wrongMethod(method: string, allowed: readonly string[], instance: string): ProblemAnswer {
  const allow = allowed.join(', ')
  const kind = {
    ...{ status: 405, title: 'Wrong method' },
    detail: `${method} is not possible here. Use ${allow}.`,
  }
  return wrongOfItsKind(kind, instance, ['Allow', allow])
}

/** The answer to a mistake of the client's that HTTP has a status of its own for, and our codes have not. */
export function wrongOfItsKind(
  kind: Pick<Problem, 'status' | 'title' | 'detail'>,
  instance: string,
  headers: string[],
): ProblemAnswer {
  const { problem } = problemAnswer(new ShelftalkError('invalid_input', kind.detail), instance)
  return { problem: { ...problem, ...kind }, headers }
}

/** The path of a request, without its query: what a problem names as its `instance`. */
export const pathOf = (url: string | undefined): string => url?.split('?', 1)[0] ?? '/'

const codeOfStatus = new Map<number, ErrorCode>([
  [404, 'not_found'],
  [413, 'too_large'],
  [415, 'unsupported_type'],
])

/** Express and what it stands on mark the client's mistakes with a status between 400 and 499. */
function known(thrown: unknown): ShelftalkError {
  if (thrown instanceof ShelftalkError) return thrown
  const status = thrown instanceof Error && 'status' in thrown ? Number(thrown.status) : 500
  if (status >= 400 && status < 500) {
    const code = codeOfStatus.get(status) ?? 'invalid_input'
    return new ShelftalkError(code, 'The request could not be read. Check its address and headers.', {
      cause: thrown,
    })
  }
  return new ShelftalkError('internal', 'The mistake is on our side and was logged. Try again later.', {
    cause: thrown,
  })
}
