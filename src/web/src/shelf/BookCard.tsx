import { useId } from 'react'
import type { Pick, PickedBook, Vote } from '../api/types.ts'
import { say } from '../say.ts'
import { Icon } from '../shell/Icon.tsx'
import { byline } from './byline.ts'
import { Cover } from './Cover.tsx'
import type { Given } from './use-votes.ts'
import { VoteBar } from './VoteBar.tsx'

interface Props {
  pick: Pick
  fresh: boolean
  showLevel: boolean
  given: Given['vote'] | null
  onVote: (vote: Vote) => void
}

const series = (name: string, place: number | null): string =>
  place === null ? name : say('book.inSeries', { series: name, place })

function facts(book: PickedBook): string {
  return [
    book.series === null ? '' : series(book.series, book.series_number),
    book.publication_year === null ? '' : String(book.publication_year),
    book.page_count === null ? '' : say('book.pages', { n: book.page_count }),
  ]
    .filter((fact) => fact !== '')
    .join(' · ')
}

function Level({ pick }: { pick: Pick }) {
  const fit = say(`level.${pick.level_fit ?? 'unknown'}`)
  const level = pick.book.reading_level
  return (
    <p className="level">
      <Icon name="eye" />
      <span>
        <strong>{fit}</strong>
        {level !== null && pick.level_fit !== null && ` · ${say('level.aboutGrade', { level })}`}
        <small>{say('shelf.levelIs')}</small>
      </span>
    </p>
  )
}

function Why({ pick }: { pick: Pick }) {
  return (
    <details className="why">
      <summary>
        {say('book.why')}
        <span className="for-ears"> {say('book.whyThis', { title: pick.book.title })}</span>
        <Icon name="chevron" />
      </summary>
      <ul>
        {pick.reasons.map((reason) => (
          <li key={`${reason.code} ${reason.text}`}>{reason.text}</li>
        ))}
      </ul>
    </details>
  )
}

/** A book on the shelf and, hanging under it, its card: the line that says why. */
export function BookCard({ pick, fresh, showLevel, given, onVote }: Props) {
  const { book } = pick
  const titleId = useId()
  const about = facts(book)
  return (
    <li className="pick" data-book={book.book_id} data-voted={given ?? undefined}>
      <article aria-labelledby={titleId}>
        <div className="stand">
          <Cover book={book} />
        </div>
        <div className="rail" aria-hidden="true" />
        <div className="talker">
          {fresh && <span className="fresh">{say('shelf.fresh')}</span>}
          <h3 id={titleId}>{book.title}</h3>
          <p className="authors">{byline(book.authors)}</p>
          <p className="reason" lang={pick.explanation.by === 'model' ? 'en' : undefined}>
            {pick.explanation.text}
          </p>
          {book.description !== null && <p className="about-book">{book.description}</p>}
          {about !== '' && <p className="facts">{about}</p>}
          {showLevel && <Level pick={pick} />}
          <VoteBar book={book} given={given} onVote={onVote} />
          {pick.reasons.length > 0 && <Why pick={pick} />}
        </div>
      </article>
    </li>
  )
}
