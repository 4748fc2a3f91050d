import type { RateCounter } from '../../ports/rate-counter.ts'

interface Window {
  used: number
  endsAtMs: number
}

/** Counts within this process. What it holds is bounded by the keys that were counted within the longest window. */
export function createMemoryRateCounter(nowMs: () => number = Date.now): RateCounter {
  /** By length of their windows, so that those that began first end first. */
  const windows = new Map<number, Map<string, Window>>()

  const openOf = (seconds: number): Map<string, Window> => {
    const ofLength = windows.get(seconds) ?? new Map<string, Window>()
    windows.set(seconds, ofLength)
    for (const [key, window] of ofLength) {
      if (!hasEnded(window, seconds)) break
      ofLength.delete(key)
    }
    return ofLength
  }
  // A clock that was set back must not make a window longer than it is.
  const hasEnded = ({ endsAtMs }: Window, seconds: number): boolean =>
    endsAtMs <= nowMs() || endsAtMs - nowMs() > seconds * 1000

  return {
    async take(key, { points, seconds, wanted }) {
      const open = openOf(seconds)
      const known = open.get(key)
      const window =
        known === undefined || hasEnded(known, seconds)
          ? { used: 0, endsAtMs: nowMs() + seconds * 1000 }
          : known
      const taken = Math.max(0, Math.min(wanted, points - window.used))
      window.used += taken
      if (window !== known && taken > 0) {
        open.delete(key)
        open.set(key, window)
      }
      return { taken, used: window.used, msToReset: window.endsAtMs - nowMs() }
    },
  }
}
