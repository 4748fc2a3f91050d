import { AboutView } from './about/AboutView.tsx'
import { JourneyPanel } from './journey/JourneyPanel.tsx'
import { JourneyProvider } from './journey/JourneyProvider.tsx'
import { LiveProvider } from './live/LiveProvider.tsx'
import { ReaderView } from './reader/ReaderView.tsx'
import { say, useLanguage } from './say.ts'
import { SchoolView } from './school/SchoolView.tsx'
import { ApiContext } from './session/api-context.ts'
import { KeyForm } from './session/KeyForm.tsx'
import { TwoKeys } from './session/TwoKeys.tsx'
import { type Session, useSession } from './session/use-session.ts'
import { Announcer } from './shell/Announcer.tsx'
import { Footer } from './shell/Footer.tsx'
import { useView, type View } from './shell/hash-route.ts'
import { Masthead } from './shell/Masthead.tsx'
import { SkipLink } from './shell/SkipLink.tsx'
import { useArrival } from './shell/use-arrival.ts'

export function App() {
  const { waiting, refused, choice, session, open } = useSession()
  useLanguage()
  const view = useView()
  useArrival(view)
  return (
    <Announcer>
      <SkipLink />
      <Masthead view={session === null ? null : view} />
      {waiting && (
        <main id="main" className="shelf-waiting" tabIndex={-1}>
          {say('start.waiting')}
        </main>
      )}
      {choice !== null && <TwoKeys choice={choice} onKey={open} />}
      {!waiting && choice === null && session === null && <KeyForm refused={refused} onKey={open} />}
      {session !== null && <Library session={session} view={view} />}
      <Footer session={session} />
    </Announcer>
  )
}

function Library({ session, view }: { session: Session; view: View }) {
  return (
    <ApiContext value={session.api}>
      <LiveProvider>
        <JourneyProvider>
          <div className="room">
            <main id="main" tabIndex={-1}>
              {view === 'school' && <SchoolView />}
              {view === 'reader' && <ReaderView />}
              {view === 'about-demo' && <AboutView />}
            </main>
            <JourneyPanel />
          </div>
        </JourneyProvider>
      </LiveProvider>
    </ApiContext>
  )
}
