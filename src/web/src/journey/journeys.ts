import type { Station, Step } from '../live/events.ts'

/** One event on its way. Whose it is: begun on this page, set in motion by what was begun here, or somebody else's. */
export interface Journey {
  eventId: string
  whose: 'mine' | 'followed' | 'other'
  label: string
  steps: readonly Step[]
  /** How long after the click the list that knows of it was on the screen; null while it is not. */
  onScreenMs: number | null
}

/** An action on this page whose answer names no event: the next events are taken for its own. */
interface Expected {
  label: string
  sinceMs: number
  eventId: string | null
}

/** Newest first. */
export interface Journeys {
  list: readonly Journey[]
  expected: Expected | null
}

export const noJourneys: Journeys = { list: [], expected: null }

const keptJourneys = 8
const keptSteps = 40
/** How long the events that follow an upload are counted as its own. */
const expectedForMs = 8_000

export type News =
  | { kind: 'step'; step: Step; nowMs: number }
  | { kind: 'mine'; eventId: string; label: string }
  | { kind: 'expect'; label: string; nowMs: number }
  | { kind: 'on screen'; eventId: string; ms: number }
  | { kind: 'list shown'; nowMs: number }

function change(journeys: Journeys, eventId: string, patch: Partial<Journey>): Journeys {
  const known = journeys.list.find((journey) => journey.eventId === eventId)
  if (known !== undefined) {
    const list = journeys.list.map((journey) => (journey === known ? { ...known, ...patch } : journey))
    return { ...journeys, list }
  }
  const begun: Journey = { eventId, whose: 'other', label: '', steps: [], onScreenMs: null, ...patch }
  return { ...journeys, list: [begun, ...journeys.list].slice(0, keptJourneys) }
}

function stepped(journeys: Journeys, step: Step, nowMs: number): Journeys {
  const { list, expected } = journeys
  const known = list.find(({ eventId }) => eventId === step.eventId)
  const steps = [...(known?.steps ?? []), step].sort((a, b) => a.at - b.at).slice(0, keptSteps)
  if (known !== undefined || expected === null || nowMs > expected.sinceMs + expectedForMs) {
    return change(journeys, step.eventId, { steps })
  }
  const whose = expected.eventId === null ? 'mine' : 'followed'
  const eventId = expected.eventId ?? step.eventId
  const next = change(journeys, step.eventId, { steps, whose, label: expected.label })
  return { ...next, expected: { ...expected, eventId } }
}

function listShown(journeys: Journeys, nowMs: number): Journeys {
  const { list, expected } = journeys
  const journey = list.find(({ eventId }) => eventId === expected?.eventId)
  if (expected === null || journey === undefined || journey.onScreenMs !== null) return journeys
  return change(journeys, journey.eventId, { onScreenMs: Math.round(nowMs - expected.sinceMs) })
}

/** What is known about all journeys after one more piece of news. */
export function journeysAfter(journeys: Journeys, news: News): Journeys {
  switch (news.kind) {
    case 'step':
      return stepped(journeys, news.step, news.nowMs)
    case 'mine':
      return change(journeys, news.eventId, { whose: 'mine', label: news.label })
    case 'expect':
      return { ...journeys, expected: { label: news.label, sinceMs: news.nowMs, eventId: null } }
    case 'on screen':
      return change(journeys, news.eventId, { onScreenMs: news.ms })
    case 'list shown':
      return listShown(journeys, news.nowMs)
  }
}

/** The journey to show: the chosen one, else the newest that began on this page, else the newest of all. */
export function journeyToShow(list: readonly Journey[], chosen: string | null): Journey | null {
  const mine = list.find(({ whose }) => whose === 'mine')
  return list.find(({ eventId }) => eventId === chosen) ?? mine ?? list[0] ?? null
}

/** A station that was reached, and when: since the first step by the service's clock, the screen since the click. */
export interface Stop {
  station: Station
  ms: number
  what: string | null
}

/** The stations that a journey reached, in the order in which it did. The page itself is the last. */
export function stopsOf({ steps, onScreenMs }: Journey): Stop[] {
  const startedAt = steps[0]?.at ?? 0
  const first = steps.filter(
    (step, place) => steps.findIndex((other) => other.station === step.station) === place,
  )
  const stops: Stop[] = first.map(({ station, at, what }) => ({
    station,
    ms: Math.round(at - startedAt),
    what,
  }))
  if (onScreenMs === null || stops.some(({ station }) => station === 'list')) return stops
  return [...stops, { station: 'list', ms: onScreenMs, what: null }]
}

/** How long the journey took up to now. */
export const lengthMs = (journey: Journey): number => Math.max(0, ...stopsOf(journey).map(({ ms }) => ms))
