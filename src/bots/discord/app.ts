import { randomUUID } from 'node:crypto'
import type { Log } from '../../log.ts'
import type { BotFlows } from '../flows.ts'
import { createGuard } from './guard.ts'
import { keepLease } from './lease.ts'
import { openSession, type Session } from './session.ts'

export interface DiscordBotOptions {
  token: string
  /** Where Discord's REST API is; its own when left out. */
  api?: string | undefined
  flows: BotFlows
  log: Log
  clock?: (() => Date) | undefined
  /** Discord will not have us: the token or the intents are wrong, and no second try can help. */
  failed?(code: number): void
  /** Shorter times for tests. */
  times?: { pollMs: number; lease?: { renewMs: number; giveUpMs: number } }
}

/** waiting: another process listens, or the connection is being made. */
export type DiscordState = 'stopped' | 'waiting' | 'connected' | 'failed'

/** The Discord bot of this process; it listens while it holds the bot's lease. */
export interface DiscordBot {
  start(): void
  state(): DiscordState
  /** Whether it hears everything and has looked up what was missed. */
  isCovering(): boolean
  /** Takes nothing more in, finishes what is in hand, and gives the lease back. Safe to call twice. */
  stop(): Promise<void>
}

const usualPollMs = 1_000
const reconnectMs = 5_000
/** The first part of a token says whose it is, and is no secret. */
const botIdOf = (token: string): string => token.split('.')[0] ?? ''

export function createDiscordBot(options: DiscordBotOptions): DiscordBot {
  const { token, flows, log, clock = () => new Date() } = options
  const guard = createGuard(log)
  const botId = botIdOf(token)
  let session: Session | undefined
  let state: DiscordState = 'stopped'
  let isHolder = false
  const fail = (code: number): void => {
    state = 'failed'
    log.error(
      { code },
      'Discord closed the connection for good: look at the token and the intents of the bot',
    )
    options.failed?.(code)
  }
  const connect = async (): Promise<void> => {
    while (isHolder && session === undefined && state !== 'failed') {
      try {
        const since = await flows.gatewayLease.coveredUntil(botId)
        const pollMs = options.times?.pollMs ?? usualPollMs
        const opened = await openSession({ ...options, clock, pollMs, guard, failed: fail }, since)
        if (!isHolder) return await opened.close()
        session = opened
        state = 'connected'
      } catch (error) {
        if (Object(error).code === 'TokenInvalid') fail(4004)
        else log.warn({ err: error }, 'Discord could not be reached')
        await new Promise((resolve) =>
          setTimeout(resolve, Math.min(reconnectMs, 5 * (options.times?.pollMs ?? reconnectMs))),
        )
      }
    }
  }
  const lease = keepLease({
    ...{ flow: flows.gatewayLease, botId, owner: randomUUID(), log },
    ...(options.times?.lease === undefined ? {} : { times: options.times.lease }),
    covering: () => session?.isCovering() ?? false,
    async held() {
      isHolder = true
      void guard.wrap('connect', connect)()
    },
    async lost() {
      isHolder = false
      const open = session
      session = undefined
      if (state === 'connected') state = 'waiting'
      await open?.close()
    },
  })
  flows.chat.posts.onQueued(() => session?.wake())
  return {
    start() {
      if (state !== 'stopped') return
      state = 'waiting'
      lease.start()
    },
    state: () => state,
    isCovering: () => session?.isCovering() ?? false,
    async stop() {
      session?.pause()
      await guard.idle()
      await lease.stop()
      if (state !== 'failed') state = 'stopped'
    },
  }
}
