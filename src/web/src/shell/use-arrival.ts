import { useEffect, useRef } from 'react'
import { say } from '../say.ts'
import { nameOf, type View } from './hash-route.ts'

/** A new view is a new page: its own title, from the top, with the focus at its beginning. */
export function useArrival(view: View): void {
  const last = useRef(view)
  const title = `${nameOf(view)} · ${say('shell.name')}`
  useEffect(() => {
    document.title = title
    if (last.current === view) return
    last.current = view
    window.scrollTo(0, 0)
    document.getElementById('main')?.focus({ preventScroll: true })
  }, [view, title])
}
