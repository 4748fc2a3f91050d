import { useCallback } from 'react'
import { answered } from '../api/problem.ts'
import type { Connection, Me } from '../api/types.ts'
import { say } from '../say.ts'
import { useApi } from '../session/api-context.ts'
import { useAnnounce } from '../shell/Announcer.tsx'
import { AreYouSure } from './AreYouSure.tsx'
import { BindSpace } from './chats/BindSpace.tsx'
import { platformName } from './courses/platform-name.ts'
import { momentOf } from './moment-of.ts'
import { Page } from './Page.tsx'
import { useAttempt } from './use-attempt.ts'
import { useLoaded } from './use-loaded.ts'

/** What belongs to the school on each platform, and how it is connected. */
export function ConnectionsView({ me }: { me: Me }) {
  const { client } = useApi()
  const announce = useAnnounce()
  const load = useCallback(
    async (signal: AbortSignal) => (await answered(client.GET('/connections', { signal }))).data.items,
    [client],
  )
  const { data: connections, problem: notLoaded, reload } = useLoaded<readonly Connection[]>(load)
  const { busy, problem, attempt } = useAttempt()
  const unbind = (connection: Connection, tenant: string) =>
    attempt(
      async () => {
        const path = { platform: connection.platform, tenant }
        await answered(client.DELETE('/spaces/{platform}/{tenant}', { params: { path } }))
        announce(say('connections.unbound', { space: spaceName(connection) }))
        reload()
      },
      { 404: say('connections.goneAlready') },
    )
  return (
    <Page title={say('connections.title')} intro={say('connections.intro')} problems={[notLoaded, problem]}>
      <section className="talker" aria-label={say('connections.title')}>
        {connections === null && <p className="quiet">{say('list.loading')}</p>}
        <ul className="desk-rows">
          {connections?.map((connection) => (
            <li key={`${connection.platform} ${connection.tenant}`}>
              <State connection={connection} />
              {connection.tenant !== null && (
                <AreYouSure
                  ask={say('connections.unbind')}
                  label={say('connections.unbindOf', { space: spaceName(connection) })}
                  consequence={say('connections.sure', { space: spaceName(connection) })}
                  yes={say('connections.yes')}
                  no={say('connections.no')}
                  disabled={busy}
                  onYes={() => void unbind(connection, connection.tenant ?? '')}
                />
              )}
            </li>
          ))}
        </ul>
      </section>
      <BindSpace setUp={me.platforms} onBound={reload} />
    </Page>
  )
}

function State({ connection }: { connection: Connection }) {
  const { platform, tenant, state, since, last_failure } = connection
  const when = momentOf(since)
  return (
    <div>
      <strong>{platformName(platform)}</strong>
      {tenant !== null && <span className="told"> {spaceName(connection)}</span>}
      <br />
      {tenant === null && say('connections.none')}
      {tenant !== null &&
        (state === 'not_connected'
          ? say('connections.not_connected')
          : say(`connections.${state}`, { when }))}
      {last_failure !== null && (
        <p className="quiet">
          {say('connections.lastFailure', { code: last_failure.code, when: momentOf(last_failure.at) })}
        </p>
      )}
    </div>
  )
}

const spaceName = ({ shown_name, tenant }: Connection): string =>
  shown_name === '' ? (tenant ?? say('connections.unnamed')) : shown_name
