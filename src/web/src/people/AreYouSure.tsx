import { useEffect, useRef, useState } from 'react'

/** A button for what cannot be taken back: the first press says what follows from it, the second does it. */
export function AreYouSure(sure: {
  ask: string
  /** What the button is called for those who do not see what stands beside it. */
  label?: string
  consequence: string
  yes: string
  no: string
  disabled: boolean
  onYes: () => void
}) {
  const [asked, setAsked] = useState(false)
  const first = useRef<HTMLButtonElement>(null)
  const keep = useRef<HTMLButtonElement>(null)
  const wasAsked = useRef(false)
  useEffect(() => {
    if (asked) keep.current?.focus()
    else if (wasAsked.current) first.current?.focus()
    wasAsked.current = asked
  }, [asked])
  if (!asked)
    return (
      <button
        ref={first}
        type="button"
        className="button small"
        aria-label={sure.label}
        disabled={sure.disabled}
        onClick={() => setAsked(true)}
      >
        {sure.ask}
      </button>
    )
  const answer = (isYes: boolean) => {
    setAsked(false)
    if (isYes) sure.onYes()
  }
  return (
    <div className="problem">
      <p role="alert">{sure.consequence}</p>
      <div className="desk-buttons">
        <button type="button" className="button small primary" onClick={() => answer(true)}>
          {sure.yes}
        </button>
        <button ref={keep} type="button" className="button small" onClick={() => answer(false)}>
          {sure.no}
        </button>
      </div>
    </div>
  )
}
