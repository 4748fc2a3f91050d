/** Lets one at a time through; those whom a person waits for go before background work. */
export interface Lanes {
  run<T>(background: boolean, work: () => Promise<T>): Promise<T>
}

/**
 * A turn of the event loop. The embedded database answers without ever waiting for the outside, so that a chain of
 * transactions would keep every request, even one that needs no database, from being heard until its end.
 */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** However many people wait, one piece of background work comes through after this many of them. */
const frontsBeforeABack = 20

/** Both lanes are first come, first served. A background task that has begun is not interrupted. */
export function createLanes(): Lanes {
  const waiting: { front: (() => void)[]; back: (() => void)[] } = { front: [], back: [] }
  let busy = false
  let frontsInARow = 0

  /** Before background work goes on, requests that have arrived meanwhile come in, and go first. */
  const leave = async (): Promise<void> => {
    if (waiting.front.length === 0) await turn()
    const backIsDue = waiting.front.length === 0 || frontsInARow >= frontsBeforeABack
    const next =
      (backIsDue ? waiting.back.shift() : undefined) ?? waiting.front.shift() ?? waiting.back.shift()
    frontsInARow = backIsDue ? 0 : frontsInARow + 1
    if (next === undefined) busy = false
    else next()
  }

  return {
    async run(background, work) {
      if (busy) await new Promise<void>((enter) => (background ? waiting.back : waiting.front).push(enter))
      busy = true
      try {
        return await work()
      } finally {
        void leave()
      }
    },
  }
}
