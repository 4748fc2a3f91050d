import { messages } from '../messages.ts'
import type { KeyChoice } from './use-session.ts'
import './KeyForm.css'

const text = messages.twoKeys
const shownCharacters = 4

/** A key's owner is known to the service alone, which is not asked before the choice; its end tells two keys apart. */
const endOf = (key: string): string => `…${key.slice(-shownCharacters)}`

export function TwoKeys({ choice, onKey }: { choice: KeyChoice; onKey: (key: string) => void }) {
  return (
    <main className="doorway" id="main" tabIndex={-1}>
      <section className="doorway-card talker" aria-labelledby="two-keys">
        <h1 id="two-keys">{text.title}</h1>
        <p>{text.explain}</p>
        <ul>
          <li>{text.ofTab(endOf(choice.ofTab))}</li>
          <li>{text.ofAddress(endOf(choice.ofAddress))}</li>
        </ul>
        <div className="doorway-row">
          <button type="button" className="button primary" onClick={() => onKey(choice.ofTab)}>
            {text.keep}
          </button>
          <button type="button" className="button" onClick={() => onKey(choice.ofAddress)}>
            {text.replace}
          </button>
        </div>
      </section>
    </main>
  )
}
