/** Work in lanes: that of one key strictly one after the other, that of different keys side by side. */
export interface KeyLanes {
  /** Work never throws. */
  push(key: string, work: () => Promise<void>): void
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>
}

export function createKeyLanes(): KeyLanes {
  const lanes = new Map<string, (() => Promise<void>)[]>()
  let whenIdle: (() => void)[] = []

  const follow = async (key: string, queue: (() => Promise<void>)[]): Promise<void> => {
    for (let work = queue.shift(); work !== undefined; work = queue.shift()) await work()
    lanes.delete(key)
    if (lanes.size > 0) return
    for (const tell of whenIdle) tell()
    whenIdle = []
  }

  return {
    push(key, work) {
      const queue = lanes.get(key)
      if (queue !== undefined) return void queue.push(work)
      const fresh = [work]
      lanes.set(key, fresh)
      void follow(key, fresh)
    },
    idle: () =>
      lanes.size === 0 ? Promise.resolve() : new Promise((resolve) => void whenIdle.push(resolve)),
  }
}

/** A bound on what runs at the same time; first come, first served. */
export interface Slots {
  run<T>(work: () => Promise<T>): Promise<T>
}

export function createSlots(atOnce: number): Slots {
  let free = atOnce
  const waiting: (() => void)[] = []
  return {
    async run(work) {
      if (free > 0) free--
      else await new Promise<void>((resolve) => void waiting.push(resolve))
      try {
        return await work()
      } finally {
        // The place goes to the next in line directly, so that nobody who comes meanwhile takes it.
        const next = waiting.shift()
        if (next === undefined) free++
        else next()
      }
    },
  }
}
