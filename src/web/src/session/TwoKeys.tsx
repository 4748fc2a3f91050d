import { say } from '../say.ts'
import type { KeyChoice } from './use-session.ts'
import './KeyForm.css'

const shownCharacters = 4

/** A key's owner is known to the service alone, which is not asked before the choice; its end tells two keys apart. */
const endOf = (key: string): string => `…${key.slice(-shownCharacters)}`

export function TwoKeys({ choice, onKey }: { choice: KeyChoice; onKey: (key: string) => void }) {
  return (
    <main className="doorway" id="main" tabIndex={-1}>
      <section className="doorway-card talker" aria-labelledby="two-keys">
        <h1 id="two-keys">{say('twoKeys.title')}</h1>
        <p>{say('twoKeys.explain')}</p>
        <ul>
          <li>{say('twoKeys.ofTab', { end: endOf(choice.ofTab) })}</li>
          <li>{say('twoKeys.ofAddress', { end: endOf(choice.ofAddress) })}</li>
        </ul>
        <div className="doorway-row">
          <button type="button" className="button primary" onClick={() => onKey(choice.ofTab)}>
            {say('twoKeys.keep')}
          </button>
          <button type="button" className="button" onClick={() => onKey(choice.ofAddress)}>
            {say('twoKeys.replace')}
          </button>
        </div>
      </section>
    </main>
  )
}
