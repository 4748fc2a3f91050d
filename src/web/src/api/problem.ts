import type { components } from '../api-types.ts'
import { say, spoken } from '../say.ts'

/** A refusal by the service, in words for people. Status 0: no answer at all. */
class Problem extends Error {
  readonly status: number

  constructor(status: number, detail: string, cause?: unknown) {
    super(detail, { cause })
    this.name = 'Problem'
    this.status = status
  }
}

const field = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined

type Code = components['schemas']['Problem']['code']
const codes: Readonly<Record<Code, true>> = {
  ...{ invalid_input: true, unauthenticated: true, forbidden: true, not_found: true, conflict: true },
  ...{ too_large: true, unsupported_type: true, rate_limited: true, unavailable: true, internal: true },
}
const isCode = (code: unknown): code is Code => typeof code === 'string' && code in codes

/** The service speaks English to programs. To people of other languages the page says what the code means. */
function detailOf(status: number, body: unknown): string {
  const code = field(body, 'code')
  return spoken() === 'en' || !isCode(code) ? englishOf(status, body) : meaningOf(code, field(body, 'errors'))
}

function meaningOf(code: Code, errors: unknown): string {
  const fields = Array.isArray(errors) ? errors.map((error) => String(field(error, 'field'))) : []
  const meaning = say(`problem.${code}`)
  const named = fields.filter((name) => name !== '').join(', ')
  return named === '' ? meaning : `${meaning} ${say('problem.fields', { fields: named })}`
}

function englishOf(status: number, body: unknown): string {
  const detail = field(body, 'detail')
  const errors = field(body, 'errors')
  const fields = Array.isArray(errors)
    ? errors.map((error) => `${String(field(error, 'field'))} ${String(field(error, 'reason'))}`).join('; ')
    : ''
  if (typeof detail !== 'string') return say('problem.unexpected', { status: String(status) })
  return fields === '' ? detail : `${detail} (${fields})`
}

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The data of an answer and its response; throws a Problem for a refusal and for silence. */
export async function answered<T>(call: Promise<Answer<T>>): Promise<{ data: T; response: Response }> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new Problem(0, say('problem.offline'), cause)
  })
  if (!response.ok) throw new Problem(response.status, detailOf(response.status, error))
  return { data: data as T, response }
}

/** What a refusal means where it was met, by its status, in the page's language; others are told as the service does. */
export type Refusals = Readonly<Partial<Record<number, string>>>

/** What to tell a person about anything that was thrown; null for a request that we gave up ourselves. */
export function words(thrown: unknown, refusals: Refusals = {}): string | null {
  if (thrown instanceof DOMException && thrown.name === 'AbortError') return null
  return thrown instanceof Problem
    ? (refusals[thrown.status] ?? thrown.message)
    : say('problem.unexpected', { status: '0' })
}
