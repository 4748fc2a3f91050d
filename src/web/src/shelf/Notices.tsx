import { messages } from '../messages.ts'
import type { SlateState } from './use-slate.ts'

interface Props {
  state: SlateState
  whileEmpty: string | undefined
  onAgain: () => void
}

/** Why there is no list, or why it is short or general. */
export function Notices({ state, whileEmpty, onAgain }: Props) {
  if (state.problem !== null) {
    return (
      <div className="problem" role="alert">
        <p>{state.problem}</p>
        <button type="button" className="button" onClick={onAgain}>
          {messages.problem.again}
        </button>
      </div>
    )
  }
  if (state.slate === null) return <p className="shelf-waiting">{messages.shelf.loading}</p>
  const empty = state.slate.items.length === 0 ? [whileEmpty ?? messages.shelf.empty] : []
  const notices = [...empty, ...state.slate.notices]
  if (notices.length === 0) return null
  return (
    <ul className="notices">
      {notices.map((notice) => (
        <li key={notice}>{notice}</li>
      ))}
    </ul>
  )
}
