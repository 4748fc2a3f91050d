/** Lets one at a time through; those whom a person waits for go before background work. */
export interface Lanes {
  run<T>(background: boolean, work: () => Promise<T>): Promise<T>
}

/** Both lanes are first come, first served. A background task that has begun is not interrupted. */
export function createLanes(): Lanes {
  const waiting: { front: (() => void)[]; back: (() => void)[] } = { front: [], back: [] }
  let busy = false

  const leave = (): void => {
    const next = waiting.front.shift() ?? waiting.back.shift()
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
        leave()
      }
    },
  }
}
