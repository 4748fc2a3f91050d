import { useCallback, useEffect, useState } from 'react'
import { words } from '../api/problem.ts'

/** What `load` answers, and again after `reload`; null until then. `load` must stay the same between renders. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>): {
  data: T | null
  problem: string | null
  reload: () => void
} {
  const [turn, setTurn] = useState(0)
  const [found, setFound] = useState<{ data: T | null; problem: string | null }>({
    data: null,
    problem: null,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn asks again
  useEffect(() => {
    const stop = new AbortController()
    load(stop.signal).then(
      (data) => stop.signal.aborted || setFound({ data, problem: null }),
      (thrown) => stop.signal.aborted || setFound((before) => ({ ...before, problem: words(thrown) })),
    )
    return () => stop.abort()
  }, [load, turn])
  const reload = useCallback(() => setTurn((before) => before + 1), [])
  return { ...found, reload }
}
