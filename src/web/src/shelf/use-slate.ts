import { useCallback, useEffect, useRef, useState } from 'react'
import { answered, words } from '../api/problem.ts'
import type { LevelFit, Slate } from '../api/types.ts'
import { useLiveEvents } from '../live/LiveProvider.tsx'
import { useLanguage } from '../say.ts'
import { useApi } from '../session/api-context.ts'

/** What a person may choose about a list. Empty text: no choice. */
export interface Choice {
  limit: number
  theme: string
  level: LevelFit | ''
}

export interface SlateState {
  /** Whose list and with which choices this is; a list is never shown under another name. */
  for: string
  slate: Slate | null
  elapsedMs: number
  loading: boolean
  problem: string | null
}

const settleMs = 80

const idle: SlateState = { for: '', slate: null, elapsedMs: 0, loading: false, problem: null }

/** The reader's list; `refresh` asks again (the last asked wins), and so does every `list.changed` of this reader. */
export function useSlate(readerId: string | null, choice: Choice) {
  const { client } = useApi()
  const { limit, theme, level } = choice
  const language = useLanguage() // its reasons are worded by the service
  const wanted = readerId === null ? '' : JSON.stringify([readerId, limit, theme, level, language])
  const [state, setState] = useState<SlateState>(idle)
  const running = useRef<AbortController>(undefined)

  const refresh = useCallback(async (): Promise<void> => {
    running.current?.abort()
    if (readerId === null) return
    const stop = new AbortController()
    running.current = stop
    setState((now) =>
      now.for === wanted ? { ...now, loading: true } : { ...idle, for: wanted, loading: true },
    )
    const query = { limit, explanations: 'later' as const, ...(level && { level }), ...(theme && { theme }) }
    const startedAt = performance.now()
    try {
      const { data } = await answered(
        client.GET('/recommendations/{student_id}', {
          params: { path: { student_id: readerId }, query },
          signal: stop.signal,
        }),
      )
      const elapsedMs = Math.round(performance.now() - startedAt)
      if (running.current === stop)
        setState({ for: wanted, slate: data, elapsedMs, loading: false, problem: null })
    } catch (thrown) {
      if (running.current !== stop || words(thrown) === null) return
      setState((now) => ({ ...now, loading: false, problem: words(thrown) }))
    }
  }, [client, readerId, limit, theme, level, wanted])

  useEffect(() => {
    void refresh()
    return () => running.current?.abort()
  }, [refresh])

  const timer = useRef(0)
  useLiveEvents((event) => {
    const concerned =
      event.kind === 'opened' || (event.kind === 'list.changed' && event.studentId === readerId)
    if (!concerned) return
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => void refresh(), settleMs)
  })
  useEffect(() => () => clearTimeout(timer.current), [])

  return { ...(state.for === wanted ? state : { ...idle, for: wanted, loading: wanted !== '' }), refresh }
}
