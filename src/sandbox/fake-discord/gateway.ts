import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { guildPayload, userPayload } from './payloads.ts'
import type { World } from './world.ts'

/** Gateway Intents, those that this stand-in knows what to send for. */
export const intents = {
  guilds: 1 << 0,
  guildMembers: 1 << 1,
  guildMessages: 1 << 9,
  guildMessageReactions: 1 << 10,
  directMessages: 1 << 12,
} as const
/** GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT: refused unless they were granted to the application. */
const privilegedIntents = (1 << 1) | (1 << 8) | (1 << 15)
const knownIntents = 2 ** 26 - 1

const op = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  reconnect: 7,
  invalid: 9,
  hello: 10,
  ack: 11,
} as const
const heartbeatIntervalMs = 41_250
/** How much of what was sent a session can be given again. */
const maxKeptPackets = 5_000

const Incoming = z.discriminatedUnion('op', [
  z.object({ op: z.literal(op.heartbeat), d: z.number().nullable() }),
  z.object({
    op: z.literal(op.identify),
    d: z.object({ token: z.string(), intents: z.number().int(), properties: z.object({}) }),
  }),
  z.object({
    op: z.literal(op.resume),
    d: z.object({ token: z.string(), session_id: z.string(), seq: z.number().int() }),
  }),
])
type Incoming = z.infer<typeof Incoming>
type Authenticating = Exclude<Incoming, { op: typeof op.heartbeat }>

interface Packet {
  op: number
  s: number
  t: string
  d: unknown
}
interface Session {
  id: string
  intents: number
  sequence: number
  sent: Packet[]
  socket: WebSocket | null
}

export interface Gateway {
  url(): string
  /** Sends an event to every session that asked for one of these intents; to all when none is named. */
  dispatch(type: string, data: unknown, wanted?: number): void
  /** Sends the last so many packets of each session once more, as they were. */
  repeat(count: number): void
  /** Whether every packet is sent twice from now on. */
  double(isOn: boolean): void
  /** Sends words as they are. */
  say(raw: string): void
  /** Closes every socket; what happens until they are back is kept for RESUME. */
  drop(code?: number): void
  /** Forgets every session: whoever comes back must begin anew. */
  forget(): void
  /** Closes with this code whoever begins a session from now on. */
  refuse(code: number | null): void
  /** Asks all to reconnect, as Discord does before it restarts a server. */
  reconnect(): void
  /** How often somebody began a session, and how many are connected now. */
  counts(): { identified: number; resumed: number; connected: number }
  close(): void
}

/** The gateway, v10, JSON, uncompressed. */
export function createGateway(server: Server, world: World, token: string): Gateway {
  const sockets = new WebSocketServer({ server })
  const sessions = new Map<string, Session>()
  const counts = { identified: 0, resumed: 0 }
  let refused: number | null = null
  let isDoubled = false

  const begin = (socket: WebSocket, wanted: number): Session => {
    const session = { id: randomUUID(), intents: wanted, sequence: 0, sent: [], socket }
    sessions.set(session.id, session)
    counts.identified++
    post(session, 'READY', {
      v: 10,
      user: userPayload(world.bot),
      guilds: ownGuilds(world).map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: urlOf(server),
      shard: [0, 1],
      application: { id: world.bot.id, flags: 0 },
    })
    if ((wanted & intents.guilds) !== 0)
      for (const guild of ownGuilds(world)) post(session, 'GUILD_CREATE', guildPayload(world, guild))
    return session
  }
  const resume = (socket: WebSocket, { session_id, seq }: { session_id: string; seq: number }) => {
    const session = sessions.get(session_id)
    if (session === undefined || seq > session.sequence) {
      socket.send(JSON.stringify({ op: op.invalid, d: false }))
      return undefined
    }
    session.socket?.terminate()
    session.socket = socket
    counts.resumed++
    for (const packet of session.sent) if (packet.s > seq) socket.send(JSON.stringify(packet))
    post(session, 'RESUMED', { _trace: [] })
    return session
  }
  sockets.on('connection', (socket: WebSocket, _request: IncomingMessage) => {
    let session: Session | undefined
    socket.send(JSON.stringify({ op: op.hello, d: { heartbeat_interval: heartbeatIntervalMs } }))
    socket.on('message', (raw) => {
      const message = read(raw)
      if (message === null) return socket.close(4002, 'Error while decoding payload.')
      if (message.op === op.heartbeat) return socket.send(JSON.stringify({ op: op.ack }))
      if (session !== undefined) return socket.close(4005, 'Already authenticated.')
      const code = refused ?? refusedWith(message, token)
      if (code !== null) return socket.close(code)
      session = message.op === op.identify ? begin(socket, message.d.intents) : resume(socket, message.d)
    })
    socket.on('close', (code) => {
      if (session?.socket !== socket) return
      session.socket = null
      // Who says goodbye ends the session; whose line broke may resume it.
      if (code === 1000 || code === 1001) sessions.delete(session.id)
    })
  })
  const open = (): Session[] => [...sessions.values()].filter((session) => session.socket !== null)
  return {
    url: () => urlOf(server),
    dispatch(type, data, wanted) {
      for (const session of sessions.values())
        if (wanted === undefined || (session.intents & wanted) !== 0) {
          const packet = post(session, type, data)
          if (isDoubled) session.socket?.send(packet)
        }
    },
    repeat(count) {
      for (const { sent, socket } of open())
        for (const packet of sent.slice(-count)) socket?.send(JSON.stringify(packet))
    },
    double(isOn) {
      isDoubled = isOn
    },
    say(raw) {
      for (const { socket } of open()) socket?.send(raw)
    },
    drop(code) {
      for (const { socket } of open()) code === undefined ? socket?.terminate() : socket?.close(code)
    },
    forget: () => sessions.clear(),
    refuse(code) {
      refused = code
    },
    reconnect() {
      for (const { socket } of open()) socket?.send(JSON.stringify({ op: op.reconnect, d: null }))
    },
    counts: () => ({ ...counts, connected: open().length }),
    close() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}

function post(session: Session, t: string, d: unknown): string {
  const packet = { op: op.dispatch, s: ++session.sequence, t, d }
  session.sent.push(packet)
  if (session.sent.length > maxKeptPackets) session.sent.shift()
  const text = JSON.stringify(packet)
  session.socket?.send(text)
  return text
}

/** Gateway Close Event Codes: 4004 authentication failed, 4013 invalid intents, 4014 disallowed intents. */
function refusedWith({ d }: Authenticating, token: string): number | null {
  if (d.token !== token) return 4004
  if (!('intents' in d)) return null
  if (d.intents < 0 || d.intents > knownIntents) return 4013
  return (d.intents & privilegedIntents) === 0 ? null : 4014
}

function read(raw: RawData): Incoming | null {
  try {
    const message = Incoming.safeParse(JSON.parse(raw.toString()))
    return message.success ? message.data : null
  } catch {
    return null
  }
}

const ownGuilds = (world: World) =>
  [...world.guilds.values()].filter(({ members }) => members.has(world.bot.id))

function urlOf(server: Server): string {
  const address = server.address()
  return `ws://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}
