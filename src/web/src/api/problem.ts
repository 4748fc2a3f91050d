import { say } from '../say.ts'

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

function detailOf(status: number, body: unknown): string {
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

/** What to tell a person about anything that was thrown; null for a request that we gave up ourselves. */
export function words(thrown: unknown): string | null {
  if (thrown instanceof DOMException && thrown.name === 'AbortError') return null
  return thrown instanceof Problem ? thrown.message : say('problem.unexpected', { status: '0' })
}
