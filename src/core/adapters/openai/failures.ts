import { BrokenCircuitError, BulkheadRejectedError, TaskCancelledError } from 'cockatiel'
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai'
import { ShelftalkError } from '../../domain/errors.ts'
import { outOfCreditCode, pauseIn } from './transport.ts'

/** What became of a call that failed. */
export interface Failure {
  /**
   * `away`: passes by itself. `misconfigured`: a person must mend something. `refused`: the server will not answer what
   * this very call says, and is well otherwise. `busy`: our own bound, the server was not asked.
   */
  kind: 'away' | 'misconfigured' | 'refused' | 'busy'
  /** What it is and what to do; never the server's words, which may quote what was sent, or the key. */
  words: string
  /** The server may have worked, and counted it. */
  mayHaveCost: boolean
  retryAfterMs?: number
  cause?: Error
}

const away = (words: string, more: Partial<Failure> = {}): Failure => ({
  kind: 'away',
  words,
  mayHaveCost: false,
  ...more,
})
const misconfigured = (words: string, cause?: Error): Failure => ({
  kind: 'misconfigured',
  words,
  mayHaveCost: false,
  ...(cause === undefined ? {} : { cause }),
})

const later = 'Lists keep the template’s sentences meanwhile; nothing needs to be done.'
const tooSlow = `The model server is too slow. ${later}`

/** An answer that nothing can be made of, with words of ours about it. */
export const garbled = (words: string): ShelftalkError => new ShelftalkError('unavailable', words)
/** The same, when only a person can mend it. */
export const unusable = (words: string): ShelftalkError => new ShelftalkError('invalid_input', words)

export function failureOf(error: unknown): Failure {
  if (error instanceof ShelftalkError) {
    const kind = error.code === 'invalid_input' ? 'misconfigured' : 'away'
    return { kind, words: error.message, mayHaveCost: true }
  }
  if (error instanceof BulkheadRejectedError)
    return { kind: 'busy', words: `Too many calls wait for the model. ${later}`, mayHaveCost: false }
  if (error instanceof BrokenCircuitError) return away(`The model server is away. ${later}`)
  if (error instanceof TaskCancelledError || error instanceof APIUserAbortError)
    return away(tooSlow, { mayHaveCost: true })
  if (error instanceof APIConnectionTimeoutError) return away(tooSlow, { mayHaveCost: true })
  if (error instanceof APIConnectionError) return unreachable(error)
  if (error instanceof APIError && typeof error.status === 'number') return byStatus(error, error.status)
  return away('The model server answers with something else than OpenAI’s protocol. Check OPENAI_BASE_URL.', {
    mayHaveCost: true,
  })
}

/** Codes of failures before a single byte was sent. */
const notSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS)/

function unreachable(error: APIConnectionError): Failure {
  const code = codeBelow(error) ?? ''
  return away(`The model server cannot be reached. Check the network and OPENAI_BASE_URL. ${later}`, {
    mayHaveCost: !notSent.test(code),
    cause: new Error(`no answer from the model server (${code || 'unknown'})`),
  })
}

function codeBelow(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as Error & { code?: unknown }
    if (typeof code === 'string') return code
  }
  return null
}

/** Codes of texts that the server will not speak about, or that are too long for the model. */
const refusals = new Set([
  ...['content_filter', 'content_policy_violation', 'invalid_prompt'],
  ...['context_length_exceeded', 'string_above_max_length'],
])
/** Codes of parameters that the server does not know, or not with this value. */
const ofParameters = new Set(['unknown_parameter', 'unsupported_parameter', 'unsupported_value'])

function byStatus(error: APIError, status: number): Failure {
  const code = name(error.code)
  const cause = new Error(`the model server answered ${status}${code === null ? '' : ` (${code})`}`)
  if (code !== null && refusals.has(code))
    return { kind: 'refused', words: 'The model server refuses these texts.', mayHaveCost: true, cause }
  if (status === 401) return misconfigured('The model server refuses the key. Check OPENAI_API_KEY.', cause)
  if (status === 403)
    return misconfigured(
      'The model server does not let this key use the model. Check the key’s rights and its project.',
      cause,
    )
  if (status === 404)
    return misconfigured(
      'The model server has no such model, or no such address. Check OPENAI_TEXT_MODEL, OPENAI_EMBEDDING_MODEL and OPENAI_BASE_URL.',
      cause,
    )
  if (status >= 300 && status < 400)
    return misconfigured(
      'The model server answers with a redirect. Put the address that it leads to into OPENAI_BASE_URL.',
      cause,
    )
  if (code === outOfCreditCode)
    return misconfigured('The account at the model server is out of credit. Add some there.', cause)
  if (code !== null && ofParameters.has(code))
    return misconfigured(
      `The model server refuses the parameter ${name(error.param) ?? 'that it was given'}. Name it in OPENAI_LEAVE_OUT, or use another model.`,
      cause,
    )
  if (status >= 400 && status < 500 && status !== 408 && status !== 409 && status !== 429)
    return away(
      `The model server does not understand us (status ${status}). Check OPENAI_BASE_URL and the model.`,
      {
        cause,
      },
    )
  const pauseMs = error.headers === undefined ? null : pauseIn(error.headers)
  return away(`The model server is busy or in trouble (status ${status}). ${later}`, {
    cause,
    ...(pauseMs === null ? {} : { retryAfterMs: pauseMs }),
  })
}

/** A server's word, only if it is nothing but a name. */
const name = (text: unknown): string | null =>
  typeof text === 'string' && /^[a-z][a-z0-9_.]{0,59}$/.test(text) ? text : null
