import { setTimeout as pause } from 'node:timers/promises'
import { SocketModeClient } from '@slack/socket-mode'
import type { Clock } from '../../core/ports/runtime.ts'
import type { Log } from '../../log.ts'
import { clientOptions, refusalOf, type SlackApi, silent } from './clients.ts'
import { readEnvelope } from './envelope.ts'
import type { Inbox } from './inbox.ts'

export interface SocketOptions {
  /** The app's own token, with `connections:write`. */
  appToken: string
  api: SlackApi
  inbox: Pick<Inbox, 'inFlight' | 'receive'>
  clock: Clock
  log: Log
  /** All connections were away from then until now. */
  missed(since: Date): void
  /** Slack will not have us: the token is wrong, and no second try can help. */
  failed(code: string): void
}

/** Connections to Slack, for who has no address that Slack reaches. */
export interface Sockets {
  /** Resolves when Slack listens to one of them, or will not have us. */
  open(): Promise<void>
  /** Whether Slack is heard now. */
  isHeard(): boolean
  close(): Promise<void>
}

/** What a connection hears, as far as we read it. */
interface Envelope {
  type: string
  body: unknown
  ack(answer?: Record<string, unknown>): Promise<void>
}

/** Slack renews each from time to time; the other one hears what comes meanwhile. It allows ten. */
const connectionsAtOnce = 2
const helloWithinMs = 10_000
const [firstPauseMs, longestPauseMs] = [500, 30_000]
/** No second try mends these. */
const forGood: ReadonlySet<string> = new Set([
  ...['not_authed', 'invalid_auth', 'token_revoked', 'account_inactive', 'team_disabled'],
  ...['missing_scope', 'not_allowed_token_type', 'user_removed_from_team'],
])

/**
 * Takes in what Slack sends over connections that we open. It goes to the same inbox as by HTTP, and is acknowledged
 * after it is stored, as there.
 */
export function createSockets(options: SocketOptions): Sockets {
  const { inbox, log, clock } = options
  const stop = new AbortController()
  const [clients, live] = [new Set<SocketModeClient>(), new Set<SocketModeClient>()]
  let [awaySince, isRefused] = [clock(), false]
  let tellHeard = (): void => {}
  let kept: Promise<unknown> = Promise.resolve()
  const hear = (envelope: Envelope): void => {
    inbox.inFlight.begin()
    void receive(inbox, envelope)
      .catch((error: unknown) => log.error({ err: error }, 'a request of Slack met a fault of ours'))
      .finally(() => inbox.inFlight.end())
  }
  const begun = (client: SocketModeClient): void => {
    if (live.size === 0) options.missed(awaySince)
    live.add(client)
    tellHeard()
  }
  const ended = (client: SocketModeClient): void => {
    clients.delete(client)
    if (live.delete(client) && live.size === 0) awaySince = clock()
  }
  const refused = (code: string): void => {
    if (!isRefused) options.failed(code)
    isRefused = true
  }
  const keepOne = async (): Promise<void> => {
    for (let failures = 0; !stop.signal.aborted; ) {
      const client = newClient(options)
      clients.add(client)
      client.on('slack_event', hear)
      const end = new Promise<void>((resolve) => client.once('disconnected', () => resolve()))
      try {
        await hello(client)
        failures = 0
        begun(client)
        if (stop.signal.aborted) void client.disconnect()
        await end
      } catch (error) {
        const code = refusalOf(error)
        if (code !== null && forGood.has(code)) return refused(code)
        log.warn({ reason: code ?? 'no answer' }, 'no connection to Slack; trying again')
        failures++
      } finally {
        ended(client)
      }
      const ms = failures === 0 ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** failures)
      await pause(ms, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  return {
    open() {
      const heard = new Promise<void>((resolve) => {
        tellHeard = resolve
      })
      kept = Promise.all(Array.from({ length: connectionsAtOnce }, keepOne))
      return Promise.race([heard, kept.then(() => {})])
    },
    isHeard: () => live.size > 0,
    async close() {
      stop.abort()
      for (const client of clients) void client.disconnect()
      await kept
    },
  }
}

/** One connection: the client's own way of coming back gives up, or ends the process, when Slack answers strangely. */
function newClient({ appToken, api }: SocketOptions): SocketModeClient {
  const { logger, ...rest } = { logger: silent, ...clientOptions(api) }
  return new SocketModeClient({ appToken, logger, clientOptions: rest, autoReconnectEnabled: false })
}

/** Connects and resolves when Slack said hello. */
async function hello(client: SocketModeClient): Promise<void> {
  const late = setTimeout(() => void client.disconnect(), helloWithinMs)
  try {
    await client.start()
  } finally {
    clearTimeout(late)
  }
}

async function receive(inbox: SocketOptions['inbox'], { type, body, ack }: Envelope): Promise<void> {
  // An acknowledgement that does not arrive has Slack send it again, and then it is known.
  const say = (answer?: unknown): void => void ack(payloadOf(answer)).catch(() => {})
  await inbox.receive(readEnvelope(type, body), { ack: say, refuse() {} })
}

function payloadOf(answer: unknown): Record<string, unknown> | undefined {
  if (typeof answer === 'string') return { text: answer }
  return answer === undefined || answer === null ? undefined : (answer as Record<string, unknown>)
}
