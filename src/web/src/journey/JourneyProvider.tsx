import { createContext, type ReactNode, useContext, useMemo, useReducer } from 'react'
import { useLiveEvents } from '../live/LiveProvider.tsx'
import { type Journey, journeysAfter, noJourneys } from './journeys.ts'

interface Teller {
  /** The event that an action on this page became. */
  mine: (eventId: string, label: string) => void
  /** An action on this page whose answer does not name its events. */
  expect: (label: string) => void
  onScreen: (eventId: string, ms: number) => void
  /** A list is on the screen that may be the answer to what was expected. */
  listShown: () => void
}

const TellerContext = createContext<Teller | null>(null)
const JourneysContext = createContext<readonly Journey[]>([])

/** Keeps the last events that travelled, told by the stream, with the words of the action that began them. */
export function JourneyProvider({ children }: { children: ReactNode }) {
  const [{ list }, tell] = useReducer(journeysAfter, noJourneys)
  useLiveEvents((event) => {
    if (event.kind === 'step') tell({ kind: 'step', step: event.step, nowMs: Date.now() })
  })
  const teller = useMemo<Teller>(
    () => ({
      mine: (eventId, label) => tell({ kind: 'mine', eventId, label }),
      expect: (label) => tell({ kind: 'expect', label, nowMs: Date.now() }),
      onScreen: (eventId, ms) => tell({ kind: 'on screen', eventId, ms }),
      listShown: () => tell({ kind: 'list shown', nowMs: Date.now() }),
    }),
    [],
  )
  return (
    <TellerContext value={teller}>
      <JourneysContext value={list}>{children}</JourneysContext>
    </TellerContext>
  )
}

/** The journeys, newest first. Changes with every step; whoever only tells uses `useTeller`. */
export const useJourneys = (): readonly Journey[] => useContext(JourneysContext)

export function useTeller(): Teller {
  const teller = useContext(TellerContext)
  if (teller === null) throw new Error('useTeller is used outside of JourneyProvider')
  return teller
}
