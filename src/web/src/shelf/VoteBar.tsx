import { useEffect, useRef } from 'react'
import type { PickedBook, Vote } from '../api/types.ts'
import { messages } from '../messages.ts'
import { Icon } from '../shell/Icon.tsx'
import type { Given } from './use-votes.ts'

const text = messages.vote
const choices = ['up', 'down', 'read'] as const

interface Props {
  book: PickedBook
  given: Given['vote'] | null
  onVote: (vote: Vote) => void
}

/** Three opinions, or the one given with its undo. The focus stays in the bar when the buttons change. */
export function VoteBar({ book, given, onVote }: Props) {
  const bar = useRef<HTMLDivElement>(null)
  const acted = useRef(false)
  useEffect(() => {
    if (!acted.current) return
    acted.current = false
    bar.current?.querySelector('button')?.focus({ preventScroll: true })
  })
  const vote = (choice: Vote) => {
    acted.current = true
    onVote(choice)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be hidden from sight in a row of buttons
    <div className="votes" role="group" aria-label={text.group(book.title)} ref={bar}>
      {given === null ? (
        choices.map((choice) => (
          <button type="button" key={choice} className={`vote vote-${choice}`} onClick={() => vote(choice)}>
            <Icon name={choice} />
            {text[choice]}
          </button>
        ))
      ) : (
        <>
          <span className={`voted vote-${given}`}>
            <Icon name={given} />
            {text.done[given]}
          </span>
          <button
            type="button"
            className="vote"
            aria-label={text.undoOf(book.title)}
            onClick={() => vote('none')}
          >
            <Icon name="undo" />
            {text.undo}
          </button>
        </>
      )}
    </div>
  )
}
