/** Which messages of a partition this process has taken and which of them are done, in whatever order they end. */
export interface Offsets {
  /** Notes the message as taken and answers what to call when it is done; null when it was taken before. */
  take(offset: number): (() => void) | null
  /** The first offset that was not taken. */
  next(): number
  /** Up to here, exclusively, everything is done: where another process would have to go on. */
  reached(): number
  /** How many are taken and not done, counted from the oldest of them. */
  waiting(): number
}

/** `from`: the first offset that is read. */
export function createOffsets(from: number): Offsets {
  const taken: { offset: number; done: boolean }[] = []
  let next = from
  return {
    take(offset) {
      if (offset < next) return null
      const one = { offset, done: false }
      taken.push(one)
      next = offset + 1
      return () => {
        one.done = true
        while (taken[0]?.done) taken.shift()
      }
    },
    next: () => next,
    reached: () => taken[0]?.offset ?? next,
    waiting: () => taken.length,
  }
}
