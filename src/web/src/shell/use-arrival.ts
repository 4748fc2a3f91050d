import { useEffect, useRef } from 'react'
import { messages } from '../messages.ts'
import type { View } from './hash-route.ts'

const titles: Record<View, string> = {
  school: messages.shell.school,
  reader: messages.shell.reader,
  'about-demo': messages.shell.about,
}

/** A new view is a new page: its own title, from the top, with the focus at its beginning. */
export function useArrival(view: View): void {
  const last = useRef(view)
  useEffect(() => {
    document.title = `${titles[view]} · ${messages.shell.name}`
    if (last.current === view) return
    last.current = view
    window.scrollTo(0, 0)
    document.getElementById('main')?.focus({ preventScroll: true })
  }, [view])
}
