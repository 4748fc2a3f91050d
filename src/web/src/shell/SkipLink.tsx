import type { MouseEvent } from 'react'
import { say } from '../say.ts'

/** Moves the focus itself: the address after # belongs to the views. */
export function SkipLink() {
  const skip = (event: MouseEvent) => {
    event.preventDefault()
    document.getElementById('main')?.focus()
  }
  return (
    // biome-ignore lint/a11y/useValidAnchor: it is a link to a part of the page; only the address must stay
    <a className="skip" href="#main" onClick={skip}>
      {say('shell.skip')}
    </a>
  )
}
