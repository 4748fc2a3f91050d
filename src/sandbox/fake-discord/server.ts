import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bodyOf, parsed } from '../body.ts'
import { sendWindow } from '../send-window.ts'
import { createFaults, type Fault } from './faults.ts'
import { createGateway, type Gateway } from './gateway.ts'
import { createHands, type Hands } from './hands.ts'
import { type Pings, pingsOf } from './pings.ts'
import { Refusal, type Reply, refusals } from './refusals.ts'
import { routeOf } from './routes.ts'
import { createWindow } from './window.ts'
import { createWorld, type World } from './world.ts'

/** A request as it came over the wire, with what was answered. */
export interface Received {
  method: string
  /** Without `/api/v10`; the token of an interaction is left out. */
  path: string
  body: unknown
  status: number
  /** Whom the body would have called. */
  pings: Pings
  at_ms: number
}

export interface FakeDiscord extends Hands {
  /** What to put into the option `rest.api` of a client. */
  api: string
  /** A page for people on this machine. */
  page: string
  token: string
  applicationId: string
  world: World
  gateway: Gateway
  /** Lets so much time pass on the stand-in's clock. */
  advance(ms: number): void
  fail(fault: Fault): void
  heal(): void
  /** What it was asked, oldest first; the oldest are forgotten beyond some thousands. */
  requests(): readonly Received[]
  close(): Promise<void>
}

const maxBodyBytes = 8_000_000
const maxKeptRequests = 5_000
const prefix = /^\/api\/v10(?=\/)/

/**
 * Stands in for Discord: its gateway and the part of its REST API that a bot of commands, buttons and reactions needs, as
 * docs.discord.com describes them. People's hands are functions of it.
 */
export async function startFakeDiscord({
  port = 0,
  token = 'stand-in.discord.token',
}: {
  port?: number
  token?: string
} = {}): Promise<FakeDiscord> {
  let ahead = 0
  const world = createWorld(() => Date.now() + ahead)
  const faults = createFaults()
  const received: Received[] = []
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy())
  })
  const gateway = createGateway(server, world, token)

  const hands = createHands(world, gateway)
  const window = createWindow({ ...hands, world, gateway, faults, requests: () => received })

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', 'http://discord')
    const { pathname, searchParams } = url
    const [method, path] = [request.method ?? '', decodeURIComponent(pathname).replace(prefix, '')]
    const body = parsed(await bodyOf(request, maxBodyBytes))
    const shown = await window.answer({ method, url, host: request.headers.host ?? '', body })
    if (shown !== null) return sendWindow(response, shown)
    const fault = faults.next(method, path)
    if (fault?.fault === 'lost-request') return void response.destroy()
    if (fault?.fault === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms))
    const answer = (): Reply => {
      const found = prefix.test(pathname) ? routeOf(method, path) : undefined
      if (found === undefined) throw refusals.notFound()
      if (!found.route.isOpen && request.headers.authorization !== `Bot ${token}`)
        throw refusals.unauthorized()
      return found.route.answer({ world, gateway, params: found.params, query: searchParams, body })
    }
    const reply = replyOf(fault, answer)
    received.push({
      ...{ method, path: withoutToken(path), body, status: reply.status, at_ms: world.now() },
      pings: pingsOf(Object(body).data ?? body),
    })
    if (received.length > maxKeptRequests) received.shift()
    if (fault?.fault === 'lost-reply') return void response.destroy()
    response.setHeader('date', new Date(world.now()).toUTCString())
    send(response, reply)
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...hands,
    api: `${address}/api`,
    page: `${address}/`,
    token,
    applicationId: world.bot.id,
    world,
    gateway,
    advance(ms) {
      ahead += ms
    },
    fail: faults.add,
    heal: faults.clear,
    requests: () => received,
    close: () =>
      new Promise((resolve) => {
        gateway.close()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function replyOf(fault: Fault | null, answer: () => Reply): Reply {
  switch (fault?.fault) {
    case 'bad-gateway':
      return { status: 502 }
    case 'error':
      return new Refusal(fault.status, fault.code, 'A fault that was switched on').reply
    case 'refuse-429':
      return {
        status: 429,
        body: { message: 'You are being rate limited.', retry_after: fault.retry_after, global: false },
      }
  }
  try {
    return answer()
  } catch (error) {
    if (error instanceof Refusal) return error.reply
    throw error
  }
}

function send(response: ServerResponse, { status, body }: Reply): void {
  const wait = status === 429 ? String((body as { retry_after: number }).retry_after) : null
  response.writeHead(status, {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(wait === null ? {} : { 'retry-after': wait, 'x-ratelimit-scope': 'user' }),
  })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

const withoutToken = (path: string): string =>
  path.replace(/^(\/(?:interactions|webhooks)\/\d+\/)[^/]+/, '$1…')
