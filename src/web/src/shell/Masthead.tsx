import { say } from '../say.ts'
import { addressOf, nameOf, type View } from './hash-route.ts'
import mark from './mark.svg'

/** The name over the door, and the ways in; no ways while the library is closed (`view` null). */
export function Masthead({ view, views }: { view: View | null; views: readonly View[] }) {
  return (
    <header className="masthead">
      <a className="wordmark" href={addressOf(views[0] ?? 'school')}>
        <img src={mark} alt="" width={40} height={40} />
        <span>
          {say('shell.name')}
          <small>{say('shell.tagline')}</small>
        </span>
      </a>
      {view !== null && (
        <nav aria-label={say('shell.navigation')}>
          <ul>
            {views.map((each) => (
              <li key={each}>
                <a href={addressOf(each)} aria-current={each === view ? 'page' : undefined}>
                  {nameOf(each)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </header>
  )
}
