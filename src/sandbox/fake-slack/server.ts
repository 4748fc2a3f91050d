import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bodyOf, parsed } from '../body.ts'
import { sendWindow } from '../send-window.ts'
import { approve } from './approval.ts'
import type { Call } from './call.ts'
import { createDeliveries, type Deliveries } from './deliveries.ts'
import { createFaults, type Fault } from './faults.ts'
import { createHands, type Hands } from './hands.ts'
import { contentOf, methods } from './methods.ts'
import { issueToken } from './oauth.ts'
import { createSockets, type Sockets } from './sockets.ts'
import { createWindow } from './window.ts'
import {
  createWorld,
  type ResponseUrl,
  responseLifeMs,
  responseUses,
  SlackRefusal,
  type Token,
  type World,
} from './world.ts'

/** A call of the Web API, with what was answered. */
export interface Received {
  method: string
  args: Record<string, unknown>
  ok: boolean
  error: string | null
  at_ms: number
}

export interface FakeSlack extends Hands {
  /** What to put into `clientOptions.slackApiUrl`. */
  api: string
  /** The page on which an app is approved. */
  authorizationUrl: string
  /** A page for people on this machine. */
  page: string
  /** Whether everything is delivered twice from now on. */
  double(isOn: boolean): void
  app: { id: string; client_id: string; client_secret: string; signing_secret: string }
  world: World
  deliveries: Deliveries
  /** Where the app listens for events, presses and commands. */
  deliverTo(url: string): void
  /** Turns Socket Mode on: from now on the app hears over the connections that it opens with this token, and only so. */
  socketMode(): { appToken: string; sockets: Sockets }
  /** A token as an approved app has it. */
  install(tenant: string, scopes: readonly string[], is_enterprise?: boolean): Token
  /** Approves the app as the page of this address asks; answers where the browser goes then. */
  approve(
    address: string,
    more: { team_id: string; scopes?: readonly string[]; is_enterprise?: boolean },
  ): string
  advance(ms: number): Promise<void>
  fail(fault: Fault): void
  heal(): void
  /** What it was asked, oldest first. */
  requests(): readonly Received[]
  close(): Promise<void>
}

const maxBodyBytes = 4_000_000
const maxKeptRequests = 10_000
const app = {
  ...{ id: 'A0SHELF', client_id: '1.2', client_secret: 'client secret' },
  signing_secret: 'signing secret of the stand-in',
}

/** Stands in for Slack: its Web API, its page for approving apps, and what it sends. It listens on this machine only. */
export async function startFakeSlack({
  port = 0,
  now = Date.now,
}: {
  port?: number
  now?: () => number
} = {}): Promise<FakeSlack> {
  let [ahead, target, isDoubled] = [0, '', false]
  const world = createWorld(() => now() + ahead)
  const faults = createFaults()
  const received: Received[] = []
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy())
  })
  const base = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let usesSockets = false
  const sockets = createSockets(server, world, app.id)
  const deliveries = createDeliveries(world, {
    wire: () => (usesSockets ? sockets : null),
    ...{ url: () => target, signing_secret: app.signing_secret, app_id: app.id },
    isDoubled: () => isDoubled,
    authorization: ({ id, enterprise_id }) => ({
      is_enterprise: [...world.tokens.values()].some(
        (one) => one.is_enterprise && one.tenant === enterprise_id,
      ),
      user_id: world.teams.get(id)?.bot_user_id ?? '',
    }),
  })
  const hands = createHands({ world, deliveries, appId: app.id, base })
  const double = (isOn: boolean): void => {
    isDoubled = isOn
  }
  const window = createWindow({ ...hands, world, faults, requests: () => received })
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', base())
    const { pathname } = url
    const body = await bodyOf(request, maxBodyBytes)
    const { method: verb = '', headers } = request
    const seen = await window.answer({ method: verb, url, host: headers.host ?? '', body: parsed(body) })
    if (seen !== null) return sendWindow(response, seen)
    if (pathname.startsWith('/respond/')) {
      const reply = respond(world, pathname.slice('/respond/'.length), body)
      return send(response, reply.status, reply.body)
    }
    const method = pathname.replace('/api/', '')
    const fault = faults.next(method)
    if (fault?.fault === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms))
    if (fault?.fault === 'http') return send(response, fault.status, { ok: false, error: 'fatal_error' })
    if (fault?.fault === 'rate-limit') {
      response.setHeader('retry-after', String(fault.retry_after))
      return send(response, 429, { ok: false, error: 'ratelimited' })
    }
    // docs.slack.dev/authentication/installing-with-oauth: each answer names what the token may do.
    const [, secret = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
    response.setHeader('x-oauth-scopes', world.tokens.get(secret)?.scopes.join(',') ?? '')
    response.setHeader('date', new Date(world.now()).toUTCString())
    const args = argsOf(body, request.headers['content-type'] ?? '')
    const answer =
      fault?.fault === 'error' ? { ok: false, error: fault.code } : answerOf(world, method, args, request)
    const { ok, error } = answer as { ok: boolean; error?: string }
    received.push({ method, args, ok, error: error ?? null, at_ms: world.now() })
    if (received.length > maxKeptRequests) received.shift()
    if (fault?.fault === 'lost-reply') return void response.destroy()
    send(response, 200, answer)
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    ...hands,
    ...{ app, double, page: `${base()}/` },
    ...{ world, deliveries, fail: faults.add, heal: faults.clear, requests: () => received },
    api: `${base()}/api/`,
    authorizationUrl: `${base()}/oauth/v2/authorize`,
    deliverTo(url) {
      target = url
    },
    socketMode() {
      usesSockets = true
      const token = issueToken(world, {
        ...{ tenant: app.id, is_enterprise: false, scopes: ['connections:write'], prefix: 'xapp-1-' },
      })
      token.expires_ms = Number.POSITIVE_INFINITY
      return { appToken: token.token, sockets }
    },
    install: (tenant, scopes, is_enterprise = false) => issueToken(world, { tenant, scopes, is_enterprise }),
    approve: (address, more) => approve(world, address, more),
    async advance(ms) {
      ahead += ms
      await deliveries.resend()
    },
    close: () =>
      new Promise((resolve) => {
        sockets.cut()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answerOf(
  world: World,
  name: string,
  args: Record<string, unknown>,
  { headers }: IncomingMessage,
): Record<string, unknown> {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (method === undefined) return { ok: false, error: 'unknown_method' }
  const [, secret] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? []
  const token = world.tokens.get(secret ?? String(args.token ?? '')) ?? null
  const host = headers.host ?? ''
  const call: Call = { world, args, host, token, app, basic: basicOf(headers.authorization) }
  try {
    if (method.isOpen !== true) checkToken(call, method.scopes(call))
    return { ok: true, ...method.answer(call) }
  } catch (error) {
    if (error instanceof SlackRefusal) return { ok: false, error: error.code, ...error.more }
    throw error
  }
}

function checkToken({ token, world }: Call, scopes: readonly string[]): void {
  if (token === null) throw new SlackRefusal('invalid_auth')
  if (token.state === 'revoked') throw new SlackRefusal('token_revoked')
  if (token.expires_ms <= world.now()) throw new SlackRefusal('token_expired')
  const missing = scopes.filter((scope) => !token.scopes.includes(scope))
  if (missing.length > 0)
    throw new SlackRefusal('missing_scope', { needed: missing.join(','), provided: token.scopes.join(',') })
}

/** docs.slack.dev/interactivity/handling-user-interaction#message_responses */
function respond(world: World, id: string, body: string): { status: number; body: unknown } {
  const url = world.responses.get(id)
  if (url === undefined || url.uses >= responseUses || world.now() - url.made_ms > responseLifeMs)
    return { status: 404, body: { ok: false, error: 'used_url' } }
  url.uses++
  const args = JSON.parse(body) as Record<string, unknown>
  try {
    if (args.delete_original === true || args.replace_original === true) changeOriginal(world, url, args)
    else sayBeside(world, url, args)
    return { status: 200, body: { ok: true } }
  } catch (error) {
    if (error instanceof SlackRefusal) return { status: 400, body: { ok: false, error: error.code } }
    throw error
  }
}

function changeOriginal(world: World, { message_ts }: ResponseUrl, args: Record<string, unknown>): void {
  const original = world.messages.find(({ ts }) => ts === message_ts)
  if (original === undefined) return
  if (args.delete_original === true) world.messages.splice(world.messages.indexOf(original), 1)
  else Object.assign(original, contentOf({ args, world }), { edits: original.edits + 1 })
}

function sayBeside(world: World, url: ResponseUrl, args: Record<string, unknown>): void {
  world.messages.push({
    ...{ ts: world.newTs(), channel: url.channel, ...contentOf({ args, world }), metadata: null, edits: 0 },
    user: world.teams.get(url.team_id)?.bot_user_id ?? '',
    only_for: args.response_type === 'in_channel' ? null : url.user,
    reactions: new Map(),
  })
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

function basicOf(header: string | undefined): Call['basic'] {
  const [, text] = /^Basic (.+)$/.exec(header ?? '') ?? []
  if (text === undefined) return null
  const [id = '', secret = ''] = Buffer.from(text, 'base64').toString().split(':')
  return { id: decodeURIComponent(id), secret: decodeURIComponent(secret) }
}

const structured = new Set(['blocks', 'view', 'metadata', 'attachments'])

function argsOf(body: string, type: string): Record<string, unknown> {
  if (type.includes('json')) return JSON.parse(body || '{}') as Record<string, unknown>
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([name, value]) => [
      name,
      structured.has(name) ? JSON.parse(value) : value,
    ]),
  )
}
