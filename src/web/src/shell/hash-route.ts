import { useSyncExternalStore } from 'react'
import type { Me } from '../api/types.ts'
import { say } from '../say.ts'

/** Addresses name views only, never a student: addresses end up in histories and on projectors. */
const names = {
  school: 'shell.school',
  reader: 'shell.reader',
  mine: 'shell.mine',
  rosters: 'shell.rosters',
  connections: 'shell.connections',
  channels: 'shell.channels',
  links: 'shell.links',
  'sign-in': 'shell.signIn',
  'about-demo': 'shell.about',
} as const
export type View = keyof typeof names
const views = Object.keys(names) as View[]

/** What somebody may look at, the first by itself. Without a session somebody has a key, or only the door. */
const viewsOf: Readonly<Partial<Record<Me['role'], readonly View[]>>> = {
  admin: ['connections', 'rosters', 'channels', 'links', 'about-demo'],
  librarian: ['rosters', 'school', 'links', 'about-demo'],
  teacher: ['school', 'channels', 'links', 'about-demo'],
  student: ['mine', 'links', 'about-demo'],
}
const withKey: readonly View[] = ['school', 'reader', 'sign-in', 'about-demo']
export const viewsFor = (me: Me | null): readonly View[] =>
  (me === null ? withKey : viewsOf[me.role]) ?? withKey

export const addressOf = (view: View): string => `#/${view}`

/** What a view is called, in the navigation and in the window's title. */
export const nameOf = (view: View): string => say(names[view])

const viewOf = (hash: string): View | null => views.find((view) => hash === addressOf(view)) ?? null

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}

/** The view that the address names, if it is one of these; else the first of them. */
export function useView(of: readonly View[]): View {
  const named = useSyncExternalStore(subscribe, () => viewOf(window.location.hash))
  return of.find((view) => view === named) ?? of[0] ?? 'school'
}
