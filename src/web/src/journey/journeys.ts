import type { Step } from '../live/events.ts'

/** One event on its way. `label` is known for what was done on this page. */
export interface Journey {
  eventId: string
  label: string | null
  steps: readonly Step[]
  onScreenMs: number | null
}

/** Newest first. `expected`: the label for events that follow from an action whose answer names no event. */
export interface Journeys {
  list: readonly Journey[]
  expected: { label: string; untilMs: number } | null
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

function change(journeys: Journeys, eventId: string, patch: (journey: Journey) => Journey): Journeys {
  const known = journeys.list.find((journey) => journey.eventId === eventId)
  if (known !== undefined) {
    return { ...journeys, list: journeys.list.map((journey) => (journey === known ? patch(known) : journey)) }
  }
  const begun = patch({ eventId, label: null, steps: [], onScreenMs: null })
  return { ...journeys, list: [begun, ...journeys.list].slice(0, keptJourneys) }
}

function expectedLabel({ expected }: Journeys, nowMs: number): string | null {
  return expected !== null && nowMs < expected.untilMs ? expected.label : null
}

/** What is known about all journeys after one more piece of news. */
export function journeysAfter(journeys: Journeys, news: News): Journeys {
  switch (news.kind) {
    case 'step':
      return change(journeys, news.step.eventId, (journey) => ({
        ...journey,
        label: journey.label ?? expectedLabel(journeys, news.nowMs),
        steps: [...journey.steps, news.step].sort((a, b) => a.at - b.at).slice(0, keptSteps),
      }))
    case 'mine':
      return change(journeys, news.eventId, (journey) => ({ ...journey, label: news.label }))
    case 'expect':
      return { ...journeys, expected: { label: news.label, untilMs: news.nowMs + expectedForMs } }
    case 'on screen':
      return change(journeys, news.eventId, (journey) => ({ ...journey, onScreenMs: news.ms }))
  }
}

/** The journey to show: the newest one that began on this page, else the newest of all. */
export function journeyToShow(list: readonly Journey[], chosen: string | null): Journey | null {
  return (
    list.find(({ eventId }) => eventId === chosen) ??
    list.find(({ label }) => label !== null) ??
    list[0] ??
    null
  )
}

/** Milliseconds from the journey's first step to this one, both by the service's clock. */
export const sinceFirstMs = (journey: Journey, step: Step): number =>
  Math.max(0, Math.round(step.at - (journey.steps[0]?.at ?? step.at)))
