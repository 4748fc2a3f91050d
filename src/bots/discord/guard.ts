import type { Log } from '../../log.ts'

/** What every listener of the gateway runs in. */
export interface Guard {
  /** The same work as a listener that neither throws nor rejects, and is counted until it is done. */
  wrap<Args extends unknown[]>(
    name: string,
    work: (...args: Args) => unknown,
  ): (...args: Args) => Promise<void>
  inFlight(): number
  /** Resolves when nothing is in flight any more. */
  idle(): Promise<void>
}

/**
 * discord.js lets a listener that throws end the process, and one that rejects become an `error`. Here either is a line in
 * the log, without what the listener was given.
 */
export function createGuard(log: Log): Guard {
  let inFlight = 0
  let waiting: (() => void)[] = []
  const run = async (name: string, work: () => unknown): Promise<void> => {
    inFlight++
    try {
      await work()
    } catch (error) {
      log.error({ listener: name, err: error }, 'a listener failed')
    } finally {
      inFlight--
      if (inFlight === 0) for (const tell of waiting.splice(0)) tell()
    }
  }
  return {
    wrap:
      (name, work) =>
      (...args) =>
        run(name, () => work(...args)),
    inFlight: () => inFlight,
    idle: () =>
      inFlight === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting = [...waiting, resolve]
          }),
  }
}
