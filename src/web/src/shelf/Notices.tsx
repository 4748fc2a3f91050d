import { say } from '../say.ts'
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
          {say('problem.again')}
        </button>
      </div>
    )
  }
  if (state.slate === null) return <p className="shelf-waiting">{say('shelf.loading')}</p>
  const { items, notices } = state.slate
  if (items.length > 0 && notices.length === 0) return null
  return (
    <ul className="notices">
      {items.length === 0 && <li>{whileEmpty ?? say('shelf.empty')}</li>}
      {notices.map((notice) => (
        <li key={notice}>{notice}</li>
      ))}
    </ul>
  )
}
