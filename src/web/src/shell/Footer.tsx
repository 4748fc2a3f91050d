import { roleName } from '../people/role-name.ts'
import { say } from '../say.ts'
import type { Session } from '../session/use-session.ts'
import { LanguageSwitch } from './LanguageSwitch.tsx'

/** Whose library it is, the way out, and the language; only the language while the library is closed. */
export function Footer({ session }: { session: Session | null }) {
  return (
    <footer className="page-foot">
      <LanguageSwitch />
      {session?.schoolName && <p>{say('shell.connected', { school: session.schoolName })}</p>}
      {session?.me != null && (
        <>
          <p>
            {say('shell.signedIn', {
              name: session.me.name ?? session.me.person_id ?? '',
              role: roleName(session.me.role),
            })}
          </p>
          <button type="button" className="button small" onClick={session.close}>
            {say('shell.signOut')}
          </button>
        </>
      )}
      {session?.typed && (
        <button type="button" className="button small" onClick={session.close}>
          {say('shell.forgetKey')}
        </button>
      )}
    </footer>
  )
}
