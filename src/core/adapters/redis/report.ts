import { commandTimeoutMs, type RedisLog } from './client.ts'
import type { ServerRun } from './server-run.ts'

/** Tells people once that Redis went away and once that it is back, with how much was not answered meanwhile. */
export interface Report {
  up(run: ServerRun): void
  away(error: unknown): void
  /** A single command failed. */
  failed(error: unknown): void
  unanswered(): void
}

/** Single failures are told at most this often. */
const quietMs = 60_000

export function createReport(log: RedisLog): Report {
  let awaySinceMs: number | null = null
  let missed = 0
  let failedAtMs = Number.NEGATIVE_INFINITY
  let hasToldOfRuns = false
  return {
    up({ isKnown }) {
      if (awaySinceMs !== null)
        log.info(
          { away_ms: Math.round(performance.now() - awaySinceMs), not_answered: missed },
          'Redis is back: lists are cached and limits are shared again',
        )
      awaySinceMs = null
      missed = 0
      if (isKnown || hasToldOfRuns) return
      hasToldOfRuns = true
      log.warn({}, 'this Redis does not tell its run_id: lists are kept for a minute only')
    },
    away(error) {
      if (awaySinceMs !== null) return
      awaySinceMs = performance.now()
      log.warn({ err: error }, 'Redis is away: lists are made anew each time, limits hold by process')
    },
    failed(error) {
      if (performance.now() - failedAtMs < quietMs) return
      failedAtMs = performance.now()
      log.warn({ err: error, within_ms: commandTimeoutMs }, 'Redis did not do what it was asked to')
    },
    unanswered() {
      missed++
    },
  }
}
