import type { IncomingMessage, Server } from 'node:http'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { type Delivered, giveUpMs, type Wire } from './deliveries.ts'
import type { World } from './world.ts'

/** The connections that the app opened: docs.slack.dev/apis/events-api/using-socket-mode */
export interface Sockets extends Wire {
  /** How many the app holds now, and how many it ever opened. */
  counts(): { connected: number; opened: number }
  /** Asks one connection to make place for another, as Slack does from time to time. */
  renew(): void
  /** Cuts all of them, as a line that breaks does. */
  cut(): void
}

const Ack = z.looseObject({ envelope_id: z.string(), payload: z.unknown().optional() })
const unheard: Delivered = { status: 0, body: null, ms: giveUpMs, headers: new Headers() }

export function createSockets(server: Server, world: World, appId: string): Sockets {
  const sockets = new WebSocketServer({ server })
  const connected: WebSocket[] = []
  const waiting = new Map<string, (payload: unknown) => void>()
  let opened = 0
  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    const ticket = new URL(request.url ?? '', 'ws://stand-in').searchParams.get('ticket') ?? ''
    if (!world.tickets.delete(ticket)) return socket.close(1008, 'invalid ticket')
    opened++
    connected.push(socket)
    socket.on('close', () => {
      if (connected.includes(socket)) connected.splice(connected.indexOf(socket), 1)
    })
    socket.on('message', (raw: RawData) => {
      const read = Ack.safeParse(parsed(raw))
      if (read.success) waiting.get(read.data.envelope_id)?.(read.data.payload)
    })
    socket.send(
      JSON.stringify({
        ...{ type: 'hello', num_connections: connected.length, connection_info: { app_id: appId } },
        debug_info: { host: 'stand-in', build_number: 1, approximate_connection_time: 18_060 },
      }),
    )
  })
  return {
    /** One of them is given it; which one, nobody is promised. */
    deliver(body, retry) {
      const socket = connected.shift()
      if (socket === undefined) return Promise.resolve(unheard)
      connected.push(socket)
      const envelope_id = world.newId('envelope-')
      const startedMs = performance.now()
      return new Promise((resolve) => {
        const end = (answer: Pick<Delivered, 'status' | 'body'>): void => {
          clearTimeout(late)
          waiting.delete(envelope_id)
          resolve({ ...answer, ms: performance.now() - startedMs, headers: new Headers() })
        }
        const late = setTimeout(() => end({ status: 0, body: null }), giveUpMs)
        waiting.set(envelope_id, (payload) => end({ status: 200, body: payload ?? '' }))
        const of = retry === null ? {} : { retry_attempt: retry.attempt, retry_reason: retry.reason }
        socket.send(JSON.stringify({ envelope_id, ...envelopeOf(body), ...of }))
      })
    },
    counts: () => ({ connected: connected.length, opened }),
    renew: () => connected.shift()?.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' })),
    cut() {
      for (const socket of [...connected]) socket.terminate()
    },
  }
}

/** What goes out by HTTP as a form or as JSON travels here as one of three types. */
function envelopeOf(body: string): Record<string, unknown> {
  if (body.startsWith('{'))
    return { type: 'events_api', accepts_response_payload: false, payload: JSON.parse(body) }
  const fields = Object.fromEntries(new URLSearchParams(body))
  const [type, payload] =
    fields.payload === undefined
      ? ['slash_commands', fields]
      : ['interactive', JSON.parse(fields.payload) as unknown]
  return { type, accepts_response_payload: true, payload }
}

function parsed(raw: RawData): unknown {
  try {
    return JSON.parse(String(raw))
  } catch {
    return null
  }
}
