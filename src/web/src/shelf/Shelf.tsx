import { useRef, useState } from 'react'
import { say } from '../say.ts'
import { BookCard } from './BookCard.tsx'
import { Choices } from './Choices.tsx'
import { Notices } from './Notices.tsx'
import { Tray } from './Tray.tsx'
import { useFocusKept } from './use-focus-kept.ts'
import { useLateWording } from './use-late-wording.ts'
import { useLaterLooks } from './use-later-looks.ts'
import { useMotion } from './use-motion.ts'
import { useNews } from './use-news.ts'
import { useShown } from './use-shown.ts'
import { type Choice, useSlate } from './use-slate.ts'
import { useVotes } from './use-votes.ts'
import './Shelf.css'
import './BookCard.css'

interface Props {
  readerId: string
  /** Whose list it is, in words. */
  name: string
  heading: string
  /** Said instead of "nothing fits" while the first list is still being made. */
  whileEmpty?: string | undefined
  onPicks?: (count: number) => void
  /** Off for a reader without a school: nobody's level is known there. */
  levels?: boolean
  /** Changes when something was sent that will change the list a moment later. */
  sent?: unknown
}

/** One reader's picks with everything that can be done to them. Give it the reader's id as `key`. */
export function Shelf({ readerId, name, heading, whileEmpty, onPicks, sent, levels = true }: Props) {
  const [choice, setChoice] = useState<Choice>({ limit: 6, theme: '', level: '' })
  const [showLevel, setShowLevel] = useState(false)
  const { refresh, ...state } = useSlate(readerId, choice)
  const fresh = useNews(state.slate, state.for, name)
  const votes = useVotes({ readerId, slateId: state.slate?.slate_id, refresh })
  const area = useRef<HTMLElement>(null)
  const picks = useLateWording(state.slate)?.items ?? []
  const order = picks.map((pick) => pick.book.book_id)
  const offShelf = votes.given.filter(({ book }) => !order.includes(book.book_id))
  useLaterLooks(sent, refresh)
  useShown(state.slate, order.join(' '), onPicks)
  useMotion(area, order.join(' '))
  useFocusKept(area, [...order, '/', ...offShelf.map(({ book }) => book.book_id)].join(' '))

  const givenTo = (bookId: string) => votes.given.find(({ book }) => book.book_id === bookId)?.vote ?? null
  return (
    <section className="shelf-area" aria-labelledby="shelf-heading" ref={area} aria-busy={state.loading}>
      <h2 id="shelf-heading" tabIndex={-1}>
        {heading}
      </h2>
      <Choices
        levels={levels}
        choice={choice}
        onChoice={setChoice}
        showLevel={showLevel}
        onShowLevel={setShowLevel}
      />
      {votes.problem !== null && (
        <p className="problem" role="alert">
          {votes.problem}
        </p>
      )}
      <Notices state={state} whileEmpty={whileEmpty} onAgain={() => void refresh()} />
      <ol className="shelf" aria-label={say('shelf.label')}>
        {picks.map((pick) => (
          <BookCard
            key={pick.book.book_id}
            pick={pick}
            fresh={fresh.has(pick.book.book_id)}
            showLevel={showLevel}
            given={givenTo(pick.book.book_id) ?? pick.vote}
            onVote={(vote) => votes.cast(pick.book, vote)}
          />
        ))}
      </ol>
      {state.slate !== null && (
        <p className="quiet answered">
          {say(`shelf.answered.${state.slate.source}`, { ms: state.elapsedMs })}
        </p>
      )}
      <Tray given={offShelf} onUndo={(book) => votes.cast(book, 'none')} />
    </section>
  )
}
