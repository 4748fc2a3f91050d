import { createContext, type ReactNode, useContext, useMemo, useReducer } from 'react'
import { useLiveEvents } from '../live/LiveProvider.tsx'
import { type Journey, journeysAfter, noJourneys } from './journeys.ts'

interface JourneyBook {
  list: readonly Journey[]
  /** The event that an action on this page became. */
  mine: (eventId: string, label: string) => void
  /** An action on this page whose answer does not name its events. */
  expect: (label: string) => void
  onScreen: (eventId: string, ms: number) => void
}

const JourneyContext = createContext<JourneyBook | null>(null)

/** Keeps the last events that travelled, told by the stream, with the words of the action that began them. */
export function JourneyProvider({ children }: { children: ReactNode }) {
  const [{ list }, tell] = useReducer(journeysAfter, noJourneys)
  useLiveEvents((event) => {
    if (event.kind === 'step') tell({ kind: 'step', step: event.step, nowMs: Date.now() })
  })
  const book = useMemo<JourneyBook>(
    () => ({
      list,
      mine: (eventId, label) => tell({ kind: 'mine', eventId, label }),
      expect: (label) => tell({ kind: 'expect', label, nowMs: Date.now() }),
      onScreen: (eventId, ms) => tell({ kind: 'on screen', eventId, ms }),
    }),
    [list],
  )
  return <JourneyContext value={book}>{children}</JourneyContext>
}

export function useJourneys(): JourneyBook {
  const book = useContext(JourneyContext)
  if (book === null) throw new Error('useJourneys is used outside of JourneyProvider')
  return book
}
