import type { ListedBook } from '../api/types.ts'
import { say } from '../say.ts'
import { byline } from '../shelf/byline.ts'
import { Icon } from '../shell/Icon.tsx'

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
          {say(more ? 'reader.mineMore' : 'reader.mine', { n: books.length })}
          <Icon name="chevron" />
        </summary>
        <ul>
          {books.map((listed) => (
            <li key={listed.book.book_id}>
              <span>
                <cite>{listed.book.title}</cite> <small>{byline(listed.book.authors)}</small>
              </span>
              <button
                type="button"
                className="vote"
                disabled={busy !== null}
                aria-label={say('reader.removeOf', { title: listed.book.title })}
                onClick={() => onRemove(listed)}
              >
                <Icon name="close" />
                {say('reader.remove')}
              </button>
            </li>
          ))}
        </ul>
      </details>
      <button type="button" className="button small" disabled={busy !== null} onClick={onForget}>
        {busy === 'forgetting' ? say('reader.forgetting') : say('reader.forget')}
      </button>
    </div>
  )
}
