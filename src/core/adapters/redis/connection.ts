import { setImmediate } from 'node:timers/promises'
import { commandTimeoutMs, createPauses, openClient, type RedisOptions } from './client.ts'
import type { ScriptedRedis } from './scripts.ts'
import { readServerRun, type ServerRun } from './server-run.ts'

/** The way to one run of the server. */
export interface Line extends ServerRun {
  redis: ScriptedRedis
}

export interface RedisConnection {
  readonly prefix: string
  /** What `work` answers; null while Redis is away, and when it is too slow or refuses. Never throws. */
  ask<T>(work: (line: Line) => Promise<T>): Promise<T | null>
  /**
   * Has `work` done on each line: once before `ask` uses it, so that nobody reads before it is done, and once more
   * right after, for what came up between. As long as it fails Redis is away.
   */
  beforeUse(work: (line: Line) => Promise<void>): void
  /** Another client of the same server, for subscriptions. Ends with this connection. */
  another(name: string): ScriptedRedis
  isUp(): boolean
  /** Aborted when the connection is closed for good. */
  readonly ended: AbortSignal
  /** Safe to call twice. */
  close(): Promise<void>
}

/** A connection that is long quiet may be dead without knowing, and a server may have been replaced. */
const recheckMs = 10_000
/** Single failures are told at most this often. */
const quietMs = 60_000

/**
 * A connection that comes and goes with the server; making it waits for nothing. Whenever a command fails, the line is
 * out of use until the server has answered again who it is: a server that is slow or refuses is as good as away.
 */
export function connectRedis({ url, prefix, log }: RedisOptions): RedisConnection {
  const pauses = createPauses()
  const clients: ScriptedRedis[] = []
  const open = (name: string, pauseMs: () => number): ScriptedRedis => {
    const client = openClient(url, name, pauseMs)
    clients.push(client)
    return client
  }
  const redis = open('commands', pauses.next)
  const report = createReport({ log })
  const beforeUse: ((line: Line) => Promise<void>)[] = []
  let line: Line | null = null
  /** Grows with each new state, so that what began in an old one knows that it is late. */
  let state = 0
  const end = new AbortController()

  const settle = async (): Promise<void> => {
    line = null
    const mine = ++state
    try {
      const fresh = { redis, ...(await readServerRun(redis, prefix)) }
      for (const work of beforeUse) await work(fresh)
      if (mine !== state) return
      line = fresh
      pauses.reset()
      report.up(fresh)
      await setImmediate() // until who found it away a moment ago has noted that
      for (const work of beforeUse) await work(fresh)
    } catch (error) {
      if (mine !== state) return
      lost(error)
      // In any other state it is on its way already, and being disturbed it would give up for good.
      if (redis.status === 'ready') redis.disconnect(true)
    }
  }
  const lost = (error: unknown): void => {
    line = null
    state++
    if (!end.signal.aborted) report.away(error)
  }
  const doubt = (used: Line, error: unknown): void => {
    if (used !== line) return
    report.failed(error)
    void settle()
  }
  const recheck = async (): Promise<void> => {
    const used = line
    if (used === null) return
    const found = await readServerRun(redis, prefix).catch(() => null)
    if (found?.namespace !== used.namespace) doubt(used, new Error('the server is not the one that it was'))
  }
  let lastError: unknown
  redis.on('error', (error) => {
    lastError = error
  })
  redis.on('ready', () => void settle())
  redis.on('close', () => lost(lastError))
  const rechecking = setInterval(() => void recheck(), recheckMs).unref()

  return {
    prefix,
    async ask(work) {
      const used = line
      if (used === null) {
        report.unanswered()
        return null
      }
      try {
        return await work(used)
      } catch (error) {
        report.unanswered()
        doubt(used, error)
        return null
      }
    },
    beforeUse(work) {
      beforeUse.push(work)
      const used = line
      if (used !== null) work(used).catch((error: unknown) => doubt(used, error))
    },
    another(name) {
      const own = createPauses()
      const client = open(name, own.next)
      client.on('ready', own.reset)
      return client
    },
    isUp: () => line !== null,
    ended: end.signal,
    async close() {
      end.abort()
      clearInterval(rechecking)
      lost(null)
      for (const client of clients) client.disconnect()
    },
  }
}

interface Report {
  up(run: ServerRun): void
  away(error: unknown): void
  failed(error: unknown): void
  unanswered(): void
}

/** Tells once that Redis went away and once that it is back, with how many were not answered meanwhile. */
function createReport({ log }: Pick<RedisOptions, 'log'>): Report {
  let awaySince: number | null = null
  let missed = 0
  let failedAt = Number.NEGATIVE_INFINITY
  let toldOfRuns = false
  return {
    up({ isKnown }) {
      if (awaySince !== null)
        log.info(
          { away_ms: Math.round(performance.now() - awaySince), not_answered: missed },
          'Redis is back: lists are cached and limits are shared again',
        )
      awaySince = null
      missed = 0
      if (isKnown || toldOfRuns) return
      toldOfRuns = true
      log.warn({}, 'this Redis does not tell its run_id: lists are kept for a minute only')
    },
    away(error) {
      if (awaySince !== null) return
      awaySince = performance.now()
      log.warn({ err: error }, 'Redis is away: lists are made anew each time, limits hold by process')
    },
    failed(error) {
      if (performance.now() - failedAt < quietMs) return
      failedAt = performance.now()
      log.warn({ err: error, within_ms: commandTimeoutMs }, 'Redis did not do what it was asked to')
    },
    unanswered() {
      missed++
    },
  }
}
