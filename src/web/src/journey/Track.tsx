import { useEffect, useRef } from 'react'
import { stations } from '../live/events.ts'
import { messages } from '../messages.ts'
import { type Journey, stopsOf } from './journeys.ts'
import { usePaced } from './use-paced.ts'

const text = messages.journey

interface Props {
  journey: Journey | null
  /** Grows with each "play again". */
  turn: number
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
  const stops = journey === null ? [] : stopsOf(journey)
  const shown = usePaced(stops.length, `${journey?.eventId} ${turn}`)
  const seen = stops.slice(0, shown)
  const track = useFollowed(shown)
  return (
    <ol className="track" ref={track}>
      {stations.map((station) => {
        const stop = seen.find((each) => each.station === station)
        const [name, meaning] = text.stations[station]
        const what = stop?.what === null ? text.onScreen : stop?.what
        return (
          <li key={station} data-station={station} data-reached={stop !== undefined}>
            <span className="stop" aria-hidden="true" />
            <h3>{name}</h3>
            <span className="stamp">{stop ? text.ms(stop.ms) : journey !== null && text.waiting}</span>
            <p className="meaning">{meaning}</p>
            {what && <p className="what">{what}</p>}
          </li>
        )
      })}
    </ol>
  )
}
