import { say } from '../say.ts'
import { Icon } from '../shell/Icon.tsx'
import type { Given } from './use-votes.ts'

const shownAtOnce = 6

interface Props {
  given: readonly Given[]
  onUndo: (book: Given['book']) => void
}

/** Books that a vote took off the shelf, each with its way back. */
export function Tray({ given, onUndo }: Props) {
  if (given.length === 0) return null
  return (
    <section className="tray" aria-label={say('shelf.tray')}>
      <h3>{say('shelf.tray')}</h3>
      <ul>
        {given.slice(0, shownAtOnce).map(({ book, vote }) => (
          <li key={book.book_id} data-tray={book.book_id}>
            <Icon name={vote} />
            <span className="tray-title">
              {book.title} <span className="tray-vote">{say(`vote.done.${vote}`)}</span>
            </span>
            <button
              type="button"
              className="vote"
              aria-label={say('vote.undoOf', { title: book.title })}
              onClick={() => onUndo(book)}
            >
              <Icon name="undo" />
              {say('vote.undo')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
