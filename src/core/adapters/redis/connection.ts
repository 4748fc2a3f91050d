import { createPauses, openClient, type RedisOptions } from './client.ts'
import { keepLine, type Line, type LineWork } from './line.ts'
import { createReport } from './report.ts'
import type { ScriptedRedis } from './scripts.ts'

export interface RedisConnection {
  /** Begins every key and channel. */
  readonly prefix: string
  /** What `work` answers; null while Redis is away, and when it is too slow or refuses. Never throws. */
  ask<T>(work: (line: Line) => Promise<T>): Promise<T | null>
  /** Has `work` done on each new line before `ask` uses it. As long as it fails Redis is away. */
  beforeUse(work: LineWork): void
  /**
   * Resolves at once while Redis is up or known to be away; else when it is up and all work for it was done, or when it
   * must be taken for dead: it cannot be reached, or said nothing for two seconds.
   */
  settled(): Promise<void>
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

/**
 * A connection that comes and goes with the server; making it waits for nothing. A server that is slow, refuses, or
 * takes no writes is as good as away.
 */
export function connectRedis({ url, prefix, log }: RedisOptions): RedisConnection {
  const end = new AbortController()
  const clients: ScriptedRedis[] = []
  const open = (name: string, pauseMs: () => number): ScriptedRedis => {
    const client = openClient(url, name, pauseMs)
    clients.push(client)
    return client
  }
  const pauses = createPauses()
  const report = createReport(log)
  const keeper = keepLine(open('commands', pauses.next), prefix, {
    ...report,
    up(run) {
      pauses.reset() // only now: a server that is reached and refuses is no reason for haste
      report.up(run)
    },
  })
  const rechecking = setInterval(() => void keeper.recheck(), recheckMs).unref()

  return {
    prefix,
    async ask(work) {
      const line = keeper.current()
      try {
        if (line !== null) return await work(line)
      } catch (error) {
        if (line !== null) keeper.doubt(line, error)
      }
      report.unanswered()
      return null
    },
    beforeUse: keeper.beforeUse,
    settled: keeper.settled,
    another(name) {
      const own = createPauses()
      const client = open(name, own.next)
      client.on('ready', own.reset)
      return client
    },
    isUp: () => keeper.current() !== null,
    ended: end.signal,
    async close() {
      end.abort()
      clearInterval(rechecking)
      keeper.end()
      for (const client of clients) client.disconnect()
    },
  }
}
