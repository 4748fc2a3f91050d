import { Redis } from 'ioredis'
import { type ScriptedRedis, scripts } from './scripts.ts'

const connectTimeoutMs = 1_000
/** The longest that anybody waits for one answer of Redis. */
export const commandTimeoutMs = 250
/** How long a server may take to hang up before we do. */
const hangUpMs = 100

/** What the adapter needs of a log. It is given counts and errors, never keys or values. */
export interface RedisLog {
  info(about: object, text: string): void
  warn(about: object, text: string): void
}

export interface RedisOptions {
  /** `redis://` or, over TLS, `rediss://`. */
  url: string
  /** Begins every key and channel, so that several installations can share a server. */
  prefix: string
  log: RedisLog
}

/**
 * A client that fails fast: what cannot be sent now is refused, and nothing is ever sent again by itself, since after
 * a reconnect it would reach another run of the server than it was meant for.
 */
export function openClient(url: string, name: string, reconnectPauseMs: () => number): ScriptedRedis {
  const redis = new Redis(url, {
    connectionName: `shelftalk-${name}`,
    disableClientInfo: true,
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    disconnectTimeout: hangUpMs,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    // The library would subscribe anew without listening to whether that failed.
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    retryStrategy: reconnectPauseMs,
    scripts,
  })
  // Whoever waits for an answer learns of it; that the server is away shows in the events `close` and `ready`.
  redis.on('error', () => {})
  return redis as ScriptedRedis
}

const reconnectMs = { first: 50, most: 1_000 }

/** Pauses that grow to a second, each with some chance in it, so that not all processes come back at once. */
export function createPauses(): { next(): number; reset(): void } {
  let tries = 0
  return {
    next() {
      const pauseMs = Math.min(reconnectMs.most, reconnectMs.first * 2 ** Math.min(tries++, 10))
      return pauseMs * (0.5 + Math.random() / 2)
    },
    reset() {
      tries = 0
    },
  }
}
