import { createHmac } from 'node:crypto'
import type { World } from './world.ts'

/** What came back for a delivery; status 0 when nothing did. */
export interface Delivered {
  status: number
  body: unknown
  ms: number
  headers: Headers
}

export interface Deliveries {
  /** An event, sent again until it is acknowledged: at once, after a minute, after five. */
  event(
    team: { id: string; enterprise_id: string | null },
    event: Record<string, unknown>,
  ): Promise<Delivered>
  interaction(payload: Record<string, unknown>): Promise<Delivered>
  command(fields: Record<string, string>): Promise<Delivered>
  /** Exactly this body, signed as Slack signs. `at_ms`: the time that it claims. */
  raw(body: string, more?: { at_ms?: number; headers?: Record<string, string> }): Promise<Delivered>
  /** Sends again what is due by the stand-in's clock. */
  resend(): Promise<void>
  /** The bodies of events, oldest first, as they went out. */
  sent: readonly string[]
}

/** Another way than HTTP on which the app hears. */
export interface Wire {
  deliver(body: string, retry: { attempt: number; reason: string } | null): Promise<Delivered>
}

interface Receiver {
  /** Where the app listens. */
  url(): string
  /** Set while the app listens over connections of its own. */
  wire(): Wire | null
  signing_secret: string
  app_id: string
  /** Whether everything goes out twice, as after an answer that was lost. */
  isDoubled(): boolean
  /** Whether the installation's scopes let the event be heard; whose tenant it is. */
  authorization(team: { id: string; enterprise_id: string | null }): {
    is_enterprise: boolean
    user_id: string
  }
}

export const giveUpMs = 3_000
const retriesAfterMs = [0, 60_000, 300_000]

/** Sends what Slack sends, signed as docs.slack.dev/authentication/verifying-requests-from-slack says. */
export function createDeliveries(world: World, receiver: Receiver): Deliveries {
  const unacked: { body: string; tries: number; due_ms: number }[] = []
  const sent: string[] = []
  const once: Deliveries['raw'] = async (body, { at_ms = world.now(), headers = {} } = {}) => {
    const attempt = headers['x-slack-retry-num']
    const retry = attempt === undefined ? null : { attempt: Number(attempt), reason: 'timeout' }
    const wire = receiver.wire()
    if (wire !== null) return wire.deliver(body, retry)
    const ts = String(Math.floor(at_ms / 1000))
    const digest = createHmac('sha256', receiver.signing_secret).update(`v0:${ts}:${body}`).digest('hex')
    const isJson = body.startsWith('{')
    const startedMs = performance.now()
    try {
      const response = await fetch(receiver.url(), {
        ...{ method: 'POST', body, signal: AbortSignal.timeout(giveUpMs) },
        headers: {
          'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': ts,
          'x-slack-signature': `v0=${digest}`,
          ...headers,
        },
      })
      const said = await response.text()
      const ms = performance.now() - startedMs
      return { status: response.status, body: parsed(said), ms, headers: response.headers }
    } catch {
      return { status: 0, body: null, ms: performance.now() - startedMs, headers: new Headers() }
    }
  }
  const raw: Deliveries['raw'] = async (...delivery) => {
    const answer = await once(...delivery)
    if (receiver.isDoubled()) await once(...delivery)
    return answer
  }
  const send = async (one: { body: string; tries: number; due_ms: number }): Promise<Delivered> => {
    const retry: Record<string, string> =
      one.tries === 0 ? {} : { 'x-slack-retry-num': String(one.tries), 'x-slack-retry-reason': 'http_error' }
    const answer = await raw(one.body, { headers: retry })
    const isOver = answer.status === 200 || answer.headers.get('x-slack-no-retry') === '1'
    const after = retriesAfterMs[one.tries]
    if (isOver || after === undefined) return answer
    one.tries++
    one.due_ms = world.now() + after
    if (after > 0) unacked.push(one)
    return after > 0 ? answer : send(one)
  }
  return {
    raw,
    sent,
    event(team, event) {
      const { is_enterprise, user_id } = receiver.authorization(team)
      const body = JSON.stringify({
        ...{ token: 'unused', type: 'event_callback', api_app_id: receiver.app_id, team_id: team.id, event },
        ...{ event_id: world.newId('Ev'), event_time: Math.floor(world.now() / 1000) },
        ...{ enterprise_id: team.enterprise_id, is_ext_shared_channel: false, context_team_id: team.id },
        authorizations: [
          {
            ...{ enterprise_id: team.enterprise_id, team_id: is_enterprise ? null : team.id },
            ...{ user_id, is_bot: true, is_enterprise_install: is_enterprise },
          },
        ],
      })
      sent.push(body)
      return send({ body, tries: 0, due_ms: world.now() })
    },
    interaction: (payload) => raw(new URLSearchParams({ payload: JSON.stringify(payload) }).toString()),
    command: (fields) => raw(new URLSearchParams(fields).toString()),
    async resend() {
      const due = unacked.filter(({ due_ms }) => due_ms <= world.now())
      for (const one of due) unacked.splice(unacked.indexOf(one), 1)
      for (const one of due) await send(one)
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
