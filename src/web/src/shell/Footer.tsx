import { messages } from '../messages.ts'
import type { Session } from '../session/use-session.ts'

export function Footer({ session }: { session: Session }) {
  return (
    <footer className="page-foot">
      {session.schoolName !== null && <p>{messages.shell.connected(session.schoolName)}</p>}
      {session.typed && (
        <button type="button" className="button small" onClick={session.close}>
          {messages.shell.forgetKey}
        </button>
      )}
    </footer>
  )
}
