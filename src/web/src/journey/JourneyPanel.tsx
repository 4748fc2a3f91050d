import { useEffect, useRef, useState } from 'react'
import { useLiveState } from '../live/LiveProvider.tsx'
import { say } from '../say.ts'
import { useAnnounce } from '../shell/Announcer.tsx'
import { Icon } from '../shell/Icon.tsx'
import { useJourneys } from './JourneyProvider.tsx'
import { type Journey, journeyToShow, lengthMs } from './journeys.ts'
import { Track } from './Track.tsx'
import { useOpen } from './use-open.ts'
import './JourneyPanel.css'
import './Track.css'

const quietMs = 1_500

function titleOf({ whose, label }: Journey): string {
  if (whose === 'other') return say('journey.unknown')
  return whose === 'mine' ? label : say('journey.followed', { label })
}

/** Says once for each action, when nothing more came for a while, that the news went all the way. */
function useSaidOnce(journey: Journey | null): void {
  const announce = useAnnounce()
  const said = useRef('')
  useEffect(() => {
    if (journey?.whose !== 'mine' || journey.steps.length === 0 || said.current === journey.eventId) return
    const timer = setTimeout(() => {
      said.current = journey.eventId
      announce(say('journey.announce', { label: titleOf(journey), ms: lengthMs(journey) }))
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
      <h3>{say('journey.earlier')}</h3>
      <ul>
        {journeys.map((journey) => (
          <li key={journey.eventId}>
            <button type="button" onClick={() => onChoose(journey.eventId)}>
              <span>{titleOf(journey)}</span>
              <span className="stamp">{say('journey.ms', { ms: lengthMs(journey) })}</span>
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
        <p className="slip-lead">{say('journey.intro')}</p>
      ) : (
        <div className="slip-lead">
          <p className="slip-action">{titleOf(journey)}</p>
          <p className="slip-id">
            {say('journey.eventIs')} <code>{journey.eventId}</code>
          </p>
          <button type="button" className="button small" onClick={() => setTurn(turn + 1)}>
            <Icon name="play" />
            {say('journey.replay')}
          </button>
        </div>
      )}
      <Track journey={journey} turn={turn} />
      <p className="quiet">{say('journey.since')}</p>
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
    <aside className="slip" data-open={open} aria-label={say('journey.title')}>
      <h2>
        <button
          type="button"
          className="slip-head"
          aria-expanded={open}
          aria-controls="slip-body"
          title={open ? say('journey.close') : say('journey.open')}
          onClick={() => setOpen(!open)}
        >
          <span className="slip-title">{say('journey.title')}</span>
          <span className="slip-live" data-live={live}>
            {say(`journey.live.${live}`)}
          </span>
          <Icon name="chevron" />
        </button>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: it is a part of the panel, not of a form */}
      <div id="slip-body" role="group" aria-label={say('journey.title')} tabIndex={0} hidden={!open}>
        {open && <Slip journey={journey} journeys={list} onChoose={setChosen} />}
      </div>
    </aside>
  )
}
