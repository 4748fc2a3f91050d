import { Client, Events, GatewayIntentBits, Options, Partials, type REST } from 'discord.js'
import type { Log } from '../../log.ts'
import type { Guard } from './guard.ts'
import { Packet } from './packets.ts'

/** An event of the gateway with its place in our own order: later is more. */
export interface GatewayEvent {
  t: string
  s: number
  d: unknown
  /** Seconds since 1970 when it came, a millisecond apart at least: in the order of the session. */
  order_at: number
}

/** A connection to Discord. */
export interface Gateway {
  rest: REST
  applicationId: string
  guildIds(): string[]
  /** Safe to call twice. */
  close(): Promise<void>
}

interface Opening {
  token: string
  /** Where the REST API is; Discord's own when left out. */
  api?: string | undefined
  guard: Guard
  log: Log
  clock(): Date
  heard(event: GatewayEvent): Promise<void>
  /** The connection ended for good, with this close code: trying again would change nothing. */
  failed(code: number): void
}

/** What discord.js itself is to hear of: how the connection stands and which guilds there are. */
const passedOn = new Set(['READY', 'RESUMED', 'GUILD_CREATE', 'GUILD_DELETE'])
/** Authentication failed, invalid intents, disallowed intents, and what else no second try can mend. */
const forGood = new Set([4004, 4010, 4011, 4012, 4013, 4014])
const restTimeoutMs = 5_000
const restRetries = 2

/** Connects and resolves when all guilds are known. Rejects when Discord refuses the token or the intents. */
export async function openGateway({
  token,
  api,
  guard,
  log,
  clock,
  heard,
  failed,
}: Opening): Promise<Gateway> {
  const client = new Client({
    intents: [
      ...[GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages],
      GatewayIntentBits.GuildMessageReactions,
    ],
    partials: [Partials.Message, Partials.Channel, Partials.Reaction],
    allowedMentions: { parse: [] },
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 0 }),
    rest: {
      ...(api === undefined ? {} : { api }),
      version: '10',
      timeout: restTimeoutMs,
      retries: restRetries,
    },
  })
  const inOrder = createOrder(clock)
  // discord.js ends the process over a packet that it cannot read. What it need not read it is not shown.
  const listen = guard.wrap('raw', async (raw: { t: unknown }) => {
    const read = Packet.safeParse(raw)
    if (!read.success || !passedOn.has(read.data.t ?? '')) raw.t = null
    if (!read.success) return log.warn('a packet of the gateway has no shape that we know')
    const { t, s, d } = read.data
    const order_at = t === null || s == null ? null : inOrder(t === 'READY' ? Object(d).session_id : null, s)
    if (t !== null && s != null && order_at !== null) await heard({ t, s, d, order_at })
  })
  client.on(Events.Raw, listen)
  client.on(Events.Error, (error) => log.error({ err: error }, 'the gateway failed'))
  client.on(Events.ShardError, (error) => log.warn({ err: error }, 'the connection to the gateway failed'))
  const ended = new Promise<never>((_, reject) => {
    client.on(Events.ShardDisconnect, ({ code }) => {
      if (!forGood.has(code)) return
      failed(code)
      reject(new Error(`Discord closed the connection for good (${code})`))
    })
  })
  ended.catch(() => {})
  const isReady = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()))
  try {
    await Promise.race([Promise.all([client.login(token), isReady]), ended])
  } catch (error) {
    await client.destroy()
    throw error
  }
  return {
    rest: client.rest,
    applicationId: client.application?.id ?? '',
    guildIds: () => [...client.guilds.cache.keys()],
    close: () => client.destroy(),
  }
}

/** Tells when each event of a session came; null for one that came before: what is sent twice counts once. */
function createOrder(clock: () => Date): (begun: unknown, sequence: number) => number | null {
  let [session, lastSequence, lastMs]: [unknown, number, number] = [null, 0, 0]
  return (begun, sequence) => {
    if (begun !== null && begun !== session) [session, lastSequence] = [begun, 0]
    if (sequence <= lastSequence) return null
    lastSequence = sequence
    lastMs = Math.max(clock().getTime(), lastMs + 1)
    return lastMs / 1000
  }
}
