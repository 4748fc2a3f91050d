import { useEffect, useRef } from 'react'
import type { PickedBook, Vote } from '../api/types.ts'
import { say } from '../say.ts'
import { Icon } from '../shell/Icon.tsx'
import type { Given } from './use-votes.ts'

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
    <div className="votes" role="group" aria-label={say('vote.group', { title: book.title })} ref={bar}>
      {given === null ? (
        choices.map((choice) => (
          <button type="button" key={choice} className={`vote vote-${choice}`} onClick={() => vote(choice)}>
            <Icon name={choice} />
            {say(`vote.${choice}`)}
          </button>
        ))
      ) : (
        <>
          <span className={`voted vote-${given}`}>
            <Icon name={given} />
            {say(`vote.done.${given}`)}
          </span>
          <button
            type="button"
            className="vote"
            aria-label={say('vote.undoOf', { title: book.title })}
            onClick={() => vote('none')}
          >
            <Icon name="undo" />
            {say('vote.undo')}
          </button>
        </>
      )}
    </div>
  )
}
