import { useEffect, useRef } from 'react'
import { stations } from '../live/events.ts'
import { say } from '../say.ts'
import { type Journey, stopsOf } from './journeys.ts'
import { usePaced } from './use-paced.ts'

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

/** What happened there, in the service's words; null: it happened on this page. */
function What({ what }: { what: string | null }) {
  if (what === '') return null
  return what === null ? (
    <p className="what">{say('journey.onScreen')}</p>
  ) : (
    <p className="what" lang="en">
      {what}
    </p>
  )
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
        return (
          <li key={station} data-station={station} data-reached={stop !== undefined}>
            <span className="stop" aria-hidden="true" />
            <h3>{say(`station.${station}.name`)}</h3>
            <span className="stamp">
              {stop ? say('journey.ms', { ms: stop.ms }) : journey !== null && say('journey.waiting')}
            </span>
            <p className="meaning">{say(`station.${station}.meaning`)}</p>
            {stop && <What what={stop.what} />}
          </li>
        )
      })}
    </ol>
  )
}
