import { messages } from '../messages.ts'
import { addressOf, type View, views } from './hash-route.ts'
import mark from './mark.svg'

const text = messages.shell
const names: Record<View, string> = { school: text.school, reader: text.reader, 'about-demo': text.about }

/** The name over the door, and the ways in; no ways while the library is closed (`view` null). */
export function Masthead({ view }: { view: View | null }) {
  return (
    <header className="masthead">
      <a className="wordmark" href={addressOf('school')}>
        <img src={mark} alt="" width={40} height={40} />
        <span>
          {text.name}
          <small>{text.tagline}</small>
        </span>
      </a>
      {view !== null && (
        <nav aria-label={text.navigation}>
          <ul>
            {views.map((each) => (
              <li key={each}>
                <a href={addressOf(each)} aria-current={each === view ? 'page' : undefined}>
                  {names[each]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </header>
  )
}
