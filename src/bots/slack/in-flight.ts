/** Counts what is in hand, from when it comes in until its work is done or handed back. */
export interface InFlight {
  count(): number
  begin(): void
  end(): void
  /** Resolves when nothing is in hand, or after this long. */
  idle(longestMs: number): Promise<void>
}

export function createInFlight(): InFlight {
  let count = 0
  let waiting: (() => void)[] = []
  return {
    count: () => count,
    begin() {
      count++
    },
    end() {
      count--
      if (count === 0) for (const tell of waiting.splice(0)) tell()
    },
    idle: (longestMs) =>
      count === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            const timer = setTimeout(resolve, longestMs)
            waiting = [
              ...waiting,
              () => {
                clearTimeout(timer)
                resolve()
              },
            ]
          }),
  }
}
