import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useApi } from '../session/api-context.ts'
import type { LiveEvent } from './events.ts'
import { type LiveState, listen } from './stream.ts'

type Hear = (event: LiveEvent) => void
interface Live {
  state: LiveState
  subscribe: (hear: Hear) => () => void
}

const LiveContext = createContext<Live | null>(null)

/** One stream of events for the whole page. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const api = useApi()
  const [state, setState] = useState<LiveState>('connecting')
  const hearers = useRef(new Set<Hear>())

  useEffect(() => {
    const stop = new AbortController()
    const onEvent = (event: LiveEvent) => {
      for (const hear of hearers.current) hear(event)
    }
    const onState = (next: LiveState) => {
      if (!stop.signal.aborted) setState(next)
    }
    void listen(api, stop.signal, { onEvent, onState })
    return () => stop.abort()
  }, [api])

  const subscribe = useCallback((hear: Hear) => {
    hearers.current.add(hear)
    return () => {
      hearers.current.delete(hear)
    }
  }, [])
  const live = useMemo(() => ({ state, subscribe }), [state, subscribe])
  return <LiveContext value={live}>{children}</LiveContext>
}

function useLive(): Live {
  const live = useContext(LiveContext)
  if (live === null) throw new Error('useLive is used outside of LiveProvider')
  return live
}

export const useLiveState = (): LiveState => useLive().state

/** Calls `hear` for every event while the component is shown. */
export function useLiveEvents(hear: Hear): void {
  const { subscribe } = useLive()
  const latest = useRef(hear)
  useEffect(() => {
    latest.current = hear
  })
  useEffect(() => subscribe((event) => latest.current(event)), [subscribe])
}
