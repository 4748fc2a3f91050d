import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bodyOf, parsed } from '../body.ts'
import { Behaviour } from './behaviour.ts'
import { chat, embeddings, modelCard, type Reply, refusal } from './protocol.ts'

/** A request as it came over the wire. */
export interface Received {
  path: string
  /** All headers but the key. */
  headers: Record<string, string | string[] | undefined>
  raw: string
}

export interface FakeModel {
  /** What to put into OPENAI_BASE_URL. */
  url: string
  behave(behaviour: Behaviour): void
  /** What was asked of the model, oldest first; the oldest are forgotten beyond a few megabytes. */
  requests(): readonly Received[]
  /** All requests so far, also those that are forgotten. */
  count(): number
  forget(): void
  close(): Promise<void>
}

const maxBodyBytes = 8_000_000
const maxKeptCharacters = 16_000_000

/**
 * Stands in for a model server that speaks OpenAI's protocol, as strict about requests as the hosted one. It knows no
 * books: it reads the facts in the message and writes a plausible sentence of them.
 * `POST /control {"mode":"hang"}` tells it how to behave, `GET /control` answers how it does and how often it was asked,
 * `GET /requests` what it was sent.
 */
export async function startFakeModel({
  port = 0,
  apiKey = 'sk-stand-in',
}: {
  port?: number
  apiKey?: string
} = {}): Promise<FakeModel> {
  let behaviour: Behaviour = { mode: 'ok' }
  let kept: Received[] = []
  let keptCharacters = 0
  let count = 0

  const record = (request: IncomingMessage, raw: string): void => {
    const { authorization: _, ...headers } = request.headers
    kept.push({ path: request.url ?? '', headers, raw })
    keptCharacters += raw.length
    count++
    while (keptCharacters > maxKeptCharacters) keptCharacters -= kept.shift()?.raw.length ?? 0
  }
  const forget = (): void => {
    kept = []
    keptCharacters = 0
    count = 0
  }
  /** How to behave this time. */
  const nextBehaviour = (): Behaviour => {
    const now = behaviour
    if (now.times !== undefined) behaviour = now.times > 1 ? { ...now, times: now.times - 1 } : { mode: 'ok' }
    return now
  }
  const control = (request: IncomingMessage, raw: string): Reply => {
    if (request.url === '/requests') return { status: 200, body: kept }
    if (request.method === 'GET') return { status: 200, body: { behaviour, requests: count } }
    const read = Behaviour.safeParse(parsed(raw))
    if (!read.success) return { status: 400, body: { error: 'no such behaviour' } }
    behaviour = read.data
    return { status: 200, body: { behaviour } }
  }

  const server = createServer((request, response) => {
    void bodyOf(request, maxBodyBytes)
      .then((raw) => {
        if (request.url === '/control' || request.url === '/requests')
          return send(response, control(request, raw))
        record(request, raw)
        if (request.headers.authorization !== `Bearer ${apiKey}`)
          return send(response, refusal(401, 'invalid_api_key', `Incorrect API key provided: ${apiKey}`))
        return answer(nextBehaviour(), { request, response, raw })
      })
      .catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    behave(next) {
      behaviour = next
    },
    requests: () => kept,
    count: () => count,
    forget,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Asked {
  request: IncomingMessage
  response: ServerResponse
  raw: string
}

async function answer(behaviour: Behaviour, { request, response, raw }: Asked): Promise<void> {
  const write = (status: number, headers: Record<string, string>, text: string): void => {
    response.writeHead(status, headers)
    response.end(text)
  }
  switch (behaviour.mode) {
    case 'hang':
      return
    case 'stall':
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"choices": [')
      return
    case 'garbage':
      return write(200, { 'content-type': 'application/json' }, '{"choices": [{"mess')
    case 'html':
      return write(200, { 'content-type': 'text/html' }, '<html>Please sign in to the network.</html>')
    case 'redirect':
      return write(307, { location: `http://${request.headers.host}/elsewhere` }, '')
    case 'error':
      return send(response, refusal(behaviour.status, behaviour.code ?? null, `A failure: ${raw}`))
    case 'filter':
      return send(response, refusal(400, 'content_filter', 'The content was filtered.'))
    case 'refuse-429': {
      const { status, body } = refusal(429, 'rate_limit_exceeded', 'Too many requests.')
      const headers = { 'content-type': 'application/json', 'retry-after': String(behaviour.retry_after) }
      return write(status, headers, JSON.stringify(body))
    }
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, behaviour.ms))
      break
    case 'knows-not': {
      const { parameter } = behaviour
      if (Object.hasOwn(Object(parsed(raw)), parameter))
        return send(response, refusal(400, 'unknown_parameter', `Unrecognized: ${parameter}`, parameter))
    }
  }
  send(response, replyTo(request, raw, behaviour.mode))
}

function replyTo({ method, url }: IncomingMessage, raw: string, mode: Behaviour['mode']): Reply {
  if (method === 'POST' && url === '/v1/embeddings') return embeddings(parsed(raw), mode)
  if (method === 'POST' && url === '/v1/chat/completions') return chat(parsed(raw), mode)
  const model = /^\/v1\/models\/([^/]+)$/.exec(url ?? '')?.[1]
  if (method === 'GET' && model !== undefined) return modelCard(decodeURIComponent(model))
  return refusal(404, null, `Invalid URL (${method} ${url})`)
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
