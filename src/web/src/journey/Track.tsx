import { useEffect, useRef } from 'react'
import { type Step, stations } from '../live/events.ts'
import { messages } from '../messages.ts'
import { type Journey, sinceFirstMs } from './journeys.ts'
import { usePaced } from './use-paced.ts'

const text = messages.journey

interface Props {
  journey: Journey | null
  /** Grows with each "play again". */
  turn: number
}

function firstAtEach(steps: readonly Step[]): Step[] {
  return steps.filter((step, place) => steps.findIndex((other) => other.station === step.station) === place)
}

/** Scrolls the panel, never the page, so that the station just reached is in sight. */
function useFollowed(shown: number) {
  const track = useRef<HTMLOListElement>(null)
  useEffect(() => {
    const panel = track.current?.closest('#slip-body')
    const reached = [...(track.current?.querySelectorAll('[data-reached="true"]') ?? [])].at(-1)
    if (shown === 0 || !panel || !reached) return
    const hidden = reached.getBoundingClientRect().bottom - panel.getBoundingClientRect().bottom
    if (hidden > 0) panel.scrollTop += hidden
  }, [shown])
  return track
}

/** The stations of a journey, in the order in which the news travels, each with what it is for and when it was reached. */
export function Track({ journey, turn }: Props) {
  const reached = firstAtEach(journey?.steps ?? [])
  const shown = usePaced(reached.length, `${journey?.eventId} ${turn}`)
  const seen = reached.slice(0, shown)
  const track = useFollowed(shown)
  return (
    <ol className="track" ref={track}>
      {stations.map((station) => {
        const step = seen.find((each) => each.station === station)
        const [name, meaning] = text.stations[station] ?? [station, '']
        const ms = step === undefined || journey === null ? null : sinceFirstMs(journey, step)
        return (
          <li key={station} data-station={station} data-reached={ms !== null}>
            <span className="stop" aria-hidden="true" />
            <h3>{name}</h3>
            <span className="stamp">{ms === null ? journey !== null && text.waiting : text.ms(ms)}</span>
            <p className="meaning">{meaning}</p>
            {step !== undefined && step.what !== '' && <p className="what">{step.what}</p>}
          </li>
        )
      })}
    </ol>
  )
}
