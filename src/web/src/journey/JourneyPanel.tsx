import { useEffect, useRef, useState } from 'react'
import { useLiveState } from '../live/LiveProvider.tsx'
import { messages } from '../messages.ts'
import { useAnnounce } from '../shell/Announcer.tsx'
import { Icon } from '../shell/Icon.tsx'
import { useJourneys } from './JourneyProvider.tsx'
import { type Journey, journeyToShow, lengthMs } from './journeys.ts'
import { Track } from './Track.tsx'
import { useOpen } from './use-open.ts'
import './JourneyPanel.css'
import './Track.css'

const text = messages.journey
const quietMs = 1_500

function titleOf({ whose, label }: Journey): string {
  if (whose === 'other') return text.unknown
  return whose === 'mine' ? label : text.followed(label)
}

/** Says once for each action, when nothing more came for a while, that the news went all the way. */
function useSaidOnce(journey: Journey | null): void {
  const announce = useAnnounce()
  const said = useRef('')
  useEffect(() => {
    if (journey?.whose !== 'mine' || journey.steps.length === 0 || said.current === journey.eventId) return
    const timer = setTimeout(() => {
      said.current = journey.eventId
      announce(text.announce(titleOf(journey), lengthMs(journey)))
    }, quietMs)
    return () => clearTimeout(timer)
  }, [journey, announce])
}

function Earlier({
  journeys,
  onChoose,
}: {
  journeys: readonly Journey[]
  onChoose: (eventId: string) => void
}) {
  if (journeys.length === 0) return null
  return (
    <div className="earlier">
      <h3>{text.earlier}</h3>
      <ul>
        {journeys.map((journey) => (
          <li key={journey.eventId}>
            <button type="button" onClick={() => onChoose(journey.eventId)}>
              <span>{titleOf(journey)}</span>
              <span className="stamp">{text.ms(lengthMs(journey))}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** A slip from the library's desk: the last action, stamped at each station that its news passed. */
function Slip({
  journey,
  journeys,
  onChoose,
}: {
  journey: Journey | null
  journeys: readonly Journey[]
  onChoose: (id: string) => void
}) {
  const [turn, setTurn] = useState(0)
  return (
    <div className="slip-body">
      {journey === null ? (
        <p className="slip-lead">{text.intro}</p>
      ) : (
        <div className="slip-lead">
          <p className="slip-action">{titleOf(journey)}</p>
          <p className="slip-id">
            {text.eventIs} <code>{journey.eventId}</code>
          </p>
          <button type="button" className="button small" onClick={() => setTurn(turn + 1)}>
            <Icon name="play" />
            {text.replay}
          </button>
        </div>
      )}
      <Track journey={journey} turn={turn} />
      <p className="quiet">{text.since}</p>
      <Earlier journeys={journeys.filter((each) => each !== journey)} onChoose={onChoose} />
    </div>
  )
}

export function JourneyPanel() {
  const list = useJourneys()
  const live = useLiveState()
  const [open, setOpen] = useOpen()
  const [chosen, setChosen] = useState<string | null>(null)
  const newest = list.find(({ whose }) => whose === 'mine')?.eventId ?? null
  const [newestSeen, setNewestSeen] = useState(newest)
  if (newest !== newestSeen) {
    setNewestSeen(newest)
    setChosen(null)
  }
  const journey = journeyToShow(list, chosen)
  useSaidOnce(journey)
  return (
    <aside className="slip" data-open={open} aria-label={text.title}>
      <h2>
        <button
          type="button"
          className="slip-head"
          aria-expanded={open}
          aria-controls="slip-body"
          title={open ? text.close : text.open}
          onClick={() => setOpen(!open)}
        >
          <span className="slip-title">{text.title}</span>
          <span className="slip-live" data-live={live}>
            {text.live[live]}
          </span>
          <Icon name="chevron" />
        </button>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: it is a part of the panel, not of a form */}
      <div id="slip-body" role="group" aria-label={text.title} tabIndex={0} hidden={!open}>
        {open && <Slip journey={journey} journeys={list} onChoose={setChosen} />}
      </div>
    </aside>
  )
}
