import { setImmediate } from 'node:timers/promises'
import type { Report } from './report.ts'
import type { ScriptedRedis } from './scripts.ts'
import { readServerRun, type ServerRun } from './server-run.ts'
import { createVerdict } from './verdict.ts'

/** The way to one run of the server. */
export interface Line extends ServerRun {
  redis: ScriptedRedis
}

export type LineWork = (line: Line) => Promise<void>

/** Knows whether there is a line that may be used. */
export interface LineKeeper {
  current(): Line | null
  /** Something failed on this line: it is out of use until the server has answered again who it is. */
  doubt(used: Line, error: unknown): void
  /**
   * Has `work` done on each line: once before it is used, so that nobody reads before it is done, and once more right
   * after, for what came up between. As long as it fails there is no line.
   */
  beforeUse(work: LineWork): void
  /** Resolves at once when there is a line or the server is dead; else when one of the two is known. */
  settled(): Promise<void>
  /** Looks whether the server is still the one that it was. */
  recheck(): Promise<void>
  /** There is no line from now on. */
  end(): void
}

export function keepLine(redis: ScriptedRedis, prefix: string, report: Report): LineKeeper {
  const works: LineWork[] = []
  let line: Line | null = null
  /** Grows with each new state, so that what began in an old one knows that it is late. */
  let state = 0
  let hasEnded = false
  let lastError: unknown = null
  let wasReached = false
  const verdict = createVerdict()
  verdict.inDoubt()

  const settle = async (): Promise<void> => {
    line = null
    verdict.inDoubt()
    const mine = ++state
    try {
      const fresh = { redis, ...(await readServerRun(redis, prefix)) }
      for (const work of works) await work(fresh)
      if (mine !== state) return
      line = fresh
      report.up(fresh)
      await setImmediate() // until who found it away a moment ago has noted that
      for (const work of works) await work(fresh)
      if (mine === state) verdict.alive()
    } catch (error) {
      if (mine !== state) return
      lose(error)
      // It answers and will not do it: that does not pass in a moment.
      if (error instanceof Error && error.name === 'ReplyError') verdict.dead()
      // In any other state it is on its way already, and being disturbed it would give up for good.
      if (redis.status === 'ready') redis.disconnect(true)
    }
  }
  const lose = (error: unknown): void => {
    line = null
    state++
    verdict.inDoubt()
    if (!hasEnded) report.away(error)
  }
  const doubt = (used: Line, error: unknown): void => {
    if (used !== line) return
    report.failed(error)
    void settle()
  }
  redis.on('error', (error) => {
    lastError = error
  })
  redis.on('ready', () => {
    wasReached = true
    void settle()
  })
  redis.on('close', () => {
    lose(lastError)
    if (!wasReached) verdict.dead()
    wasReached = false
  })

  return {
    current: () => line,
    doubt,
    beforeUse(work) {
      works.push(work)
      const used = line
      if (used !== null) work(used).catch((error: unknown) => doubt(used, error))
    },
    settled: verdict.known,
    async recheck() {
      const used = line
      if (used === null) return
      const found = await readServerRun(redis, prefix).catch(() => null)
      if (found?.namespace !== used.namespace)
        doubt(used, new Error('the server is not the one that it was, or does not answer'))
    },
    end() {
      hasEnded = true
      lose(null)
      verdict.dead()
    },
  }
}
