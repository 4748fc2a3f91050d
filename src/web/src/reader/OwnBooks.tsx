import type { ListedBook } from '../api/types.ts'
import { messages } from '../messages.ts'
import { Icon } from '../shell/Icon.tsx'

const text = messages.reader

interface Props {
  books: readonly ListedBook[]
  more: boolean
  busy: 'sending' | 'forgetting' | null
  onRemove: (book: ListedBook) => void
  onForget: () => void
}

/** What the service keeps for this reader, with the way to take each book, or all, away again. */
export function OwnBooks({ books, more, busy, onRemove, onForget }: Props) {
  return (
    <div className="own">
      <details>
        <summary>
          {more ? text.mineMore(books.length) : text.mine(books.length)}
          <Icon name="chevron" />
        </summary>
        <ul>
          {books.map((listed) => (
            <li key={listed.book.book_id}>
              <span>
                <cite>{listed.book.title}</cite> <small>{messages.shelf.by(listed.book.authors)}</small>
              </span>
              <button
                type="button"
                className="vote"
                disabled={busy !== null}
                aria-label={text.removeOf(listed.book.title)}
                onClick={() => onRemove(listed)}
              >
                <Icon name="close" />
                {text.remove}
              </button>
            </li>
          ))}
        </ul>
      </details>
      <button type="button" className="button small" disabled={busy !== null} onClick={onForget}>
        {busy === 'forgetting' ? text.forgetting : text.forget}
      </button>
    </div>
  )
}
