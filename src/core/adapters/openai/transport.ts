import type { OpenAIBounds } from './options.ts'

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

const jitterMs = 250

/**
 * The `fetch` that the package is given. It reads the whole answer itself, since the package's own timeout ends with the
 * headers and its pauses have no bound: an answer that stalls half way, or a `Retry-After` of an hour, would hold a call
 * for as long. A redirect comes back as it is: what we send goes to the address that was configured, or nowhere.
 */
export function createTransport(bounds: OpenAIBounds): Fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'manual' })
    const body = await wholeBody(response, bounds.maxAnswerBytes)
    const headers = new Headers(response.headers)
    for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name)
    if (!response.ok) advise(headers, body, bounds.longestPauseMs)
    const hasBody = ![101, 204, 205, 304].includes(response.status)
    return new Response(hasBody ? body : null, { status: response.status, headers })
  }
}

async function wholeBody(response: Response, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new Error(`the model server's answer is longer than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Tells the package, in the headers that it obeys, whether and when to try again. */
function advise(headers: Headers, body: Buffer, longestPauseMs: number): void {
  const pauseMs = pauseIn(headers)
  if ((pauseMs ?? 0) > longestPauseMs || isOutOfCredit(body)) headers.set('x-should-retry', 'false')
  else if (pauseMs !== null)
    headers.set('retry-after-ms', String(Math.ceil(pauseMs + Math.random() * jitterMs)))
}

/** How long the server asks us to wait, in ms; null when it does not say. */
export function pauseIn(headers: Headers): number | null {
  const ms = Number.parseFloat(headers.get('retry-after-ms') ?? '')
  if (Number.isFinite(ms)) return Math.max(ms, 0)
  const text = headers.get('retry-after')
  if (text === null) return null
  const seconds = Number(text)
  const pauseMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - Date.now()
  return Number.isFinite(pauseMs) ? Math.max(pauseMs, 0) : null
}

/** Too many requests pass by themselves; an empty account does not, though it has the same status. */
const isOutOfCredit = (body: Buffer): boolean => body.length < 10_000 && body.includes(`"${outOfCreditCode}"`)

export const outOfCreditCode = 'insufficient_quota'
