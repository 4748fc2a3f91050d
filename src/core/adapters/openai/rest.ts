import { ShelftalkError } from '../../domain/errors.ts'
import { failureOf } from './failures.ts'
import type { ModelLog, OpenAIBounds } from './options.ts'

/** While the server is known to be away, nobody asks it, and what is wrong is told once. */
export interface Rest {
  /** Throws `unavailable` while the server has its rest. */
  refuse(): void
  /** Too many calls in a row failed. */
  begin(): void
  /** A call succeeded: what goes wrong from now on is told again. */
  isOver(): void
  /** What to throw for a failure of a call, which may begin a rest of its own. */
  errorFor(error: unknown): ShelftalkError
}

export function createRest(bounds: OpenAIBounds, log: ModelLog): Rest {
  let untilMs = 0
  let words = ''
  const told = new Set<string>()

  const tell = (words: string, about: object): void => {
    if (told.has(words)) return
    told.add(words)
    log.warn(about, words)
  }
  const restFor = (ms: number, why: string): void => {
    untilMs = Math.max(untilMs, Date.now() + ms)
    words = why
  }
  const unavailable = (why: string, cause?: Error): ShelftalkError => {
    const restMs = untilMs - Date.now()
    return new ShelftalkError('unavailable', why, {
      ...(restMs > 0 ? { retryAfterSeconds: Math.ceil(restMs / 1000) } : {}),
      cause,
    })
  }

  return {
    refuse() {
      if (Date.now() < untilMs) throw unavailable(words)
    },
    begin() {
      restFor(bounds.restMs, 'The model server is away; it is asked again soon.')
      tell('The model server is away; one call tries it now and then.', { every_ms: bounds.restMs })
    },
    isOver() {
      if (told.size > 0) log.info({}, 'The model server answers again.')
      told.clear()
    },
    errorFor(error) {
      const failure = failureOf(error)
      const { kind, retryAfterMs = 0 } = failure
      if (kind === 'misconfigured') restFor(bounds.misconfiguredRestMs, failure.words)
      else if (retryAfterMs > bounds.longestPauseMs)
        restFor(Math.min(retryAfterMs, bounds.misconfiguredRestMs), failure.words)
      tell(failure.words, { err: failure.cause })
      return unavailable(failure.words, failure.cause)
    },
  }
}
