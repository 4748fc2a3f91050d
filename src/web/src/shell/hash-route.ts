import { useSyncExternalStore } from 'react'
import { say } from '../say.ts'

export const views = ['school', 'reader', 'about-demo'] as const
export type View = (typeof views)[number]

/** Addresses name views only, never a student: addresses end up in histories and on projectors. */
export const addressOf = (view: View): string => `#/${view}`

const names = {
  school: 'shell.school',
  reader: 'shell.reader',
  'about-demo': 'shell.about',
} as const satisfies Record<View, string>

/** What a view is called, in the navigation and in the window's title. */
export const nameOf = (view: View): string => say(names[view])

const viewOf = (hash: string): View => views.find((view) => hash === addressOf(view)) ?? 'school'

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}

export const useView = (): View => useSyncExternalStore(subscribe, () => viewOf(window.location.hash))
