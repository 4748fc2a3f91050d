import { useEffect, useRef } from 'react'

/** When the stream is broken the list is still looked at again, until the time within which it is promised. */
const looksAfterMs = [700, 1_500, 3_000, 5_000]

/** Asks for the list again a few times after `since` changed. */
export function useLaterLooks(since: unknown, refresh: () => Promise<void>): void {
  const latest = useRef(refresh)
  useEffect(() => {
    latest.current = refresh
  })
  useEffect(() => {
    if (since === undefined || since === null) return
    const timers = looksAfterMs.map((ms) => setTimeout(() => void latest.current(), ms))
    return () => {
      for (const timer of timers) clearTimeout(timer)
    }
  }, [since])
}
