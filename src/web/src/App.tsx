import { AboutView } from './about/AboutView.tsx'
import { JourneyPanel } from './journey/JourneyPanel.tsx'
import { JourneyProvider } from './journey/JourneyProvider.tsx'
import { LiveProvider } from './live/LiveProvider.tsx'
import { ConnectionsView } from './people/ConnectionsView.tsx'
import { ChannelsView } from './people/chats/ChannelsView.tsx'
import { RostersView } from './people/courses/RostersView.tsx'
import { LinksView } from './people/LinksView.tsx'
import { MineView } from './people/MineView.tsx'
import { SignIn } from './people/SignIn.tsx'
import { ReaderView } from './reader/ReaderView.tsx'
import { say, useLanguage } from './say.ts'
import { SchoolView } from './school/SchoolView.tsx'
import { ApiContext } from './session/api-context.ts'
import { KeyForm } from './session/KeyForm.tsx'
import { TwoKeys } from './session/TwoKeys.tsx'
import { type Session, useSession } from './session/use-session.ts'
import { Announcer } from './shell/Announcer.tsx'
import { Footer } from './shell/Footer.tsx'
import { useView, type View, viewsFor } from './shell/hash-route.ts'
import { Masthead } from './shell/Masthead.tsx'
import { SkipLink } from './shell/SkipLink.tsx'
import { useArrival } from './shell/use-arrival.ts'

export function App() {
  const { waiting, refused, choice, session, open, enter } = useSession()
  useLanguage()
  const views = viewsFor(session?.me ?? null)
  const view = useView(views)
  useArrival(view)
  return (
    <Announcer>
      <SkipLink />
      <Masthead view={session === null ? null : view} views={views} />
      {waiting && (
        <main id="main" className="shelf-waiting" tabIndex={-1}>
          {say('start.waiting')}
        </main>
      )}
      {choice !== null && <TwoKeys choice={choice} onKey={open} />}
      {!waiting && choice === null && session === null && (
        <main className="doorway" id="main" tabIndex={-1}>
          <SignIn asDemo={false} onSignedIn={enter} />
          <KeyForm refused={refused} onKey={open} />
        </main>
      )}
      {session !== null && <Library session={session} view={view} onSignedIn={enter} />}
      <Footer session={session} />
    </Announcer>
  )
}

function Library({ session, ...room }: { session: Session; view: View; onSignedIn: () => void }) {
  const isDesk = ['rosters', 'connections', 'channels', 'links', 'sign-in'].includes(room.view)
  return (
    <ApiContext value={session.api}>
      <LiveProvider>
        <JourneyProvider>
          <div className="room">
            <main id="main" tabIndex={-1}>
              <Shown session={session} {...room} />
            </main>
            {!isDesk && <JourneyPanel />}
          </div>
        </JourneyProvider>
      </LiveProvider>
    </ApiContext>
  )
}

function Shown({ session, view, onSignedIn }: { session: Session; view: View; onSignedIn: () => void }) {
  const { me } = session
  switch (view) {
    case 'school':
      return <SchoolView />
    case 'reader':
      return <ReaderView />
    case 'about-demo':
      return <AboutView />
    case 'sign-in':
      return <SignIn asDemo={!session.typed} onSignedIn={onSignedIn} />
    case 'rosters':
      return <RostersView isAdmin={me?.role === 'admin'} />
    case 'connections':
      return me === null ? null : <ConnectionsView me={me} />
    case 'channels':
      return <ChannelsView />
    case 'links':
      return me === null ? null : <LinksView me={me} />
    case 'mine':
      return me === null ? null : <MineView me={me} />
  }
}
