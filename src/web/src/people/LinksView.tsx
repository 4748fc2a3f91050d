import { useCallback } from 'react'
import { answered } from '../api/problem.ts'
import type { Link, Me } from '../api/types.ts'
import { say } from '../say.ts'
import { useApi } from '../session/api-context.ts'
import { useAnnounce } from '../shell/Announcer.tsx'
import { platformName } from './courses/platform-name.ts'
import { LinkCode } from './LinkCode.tsx'
import { Page } from './Page.tsx'
import { useAttempt } from './use-attempt.ts'
import { useLoaded } from './use-loaded.ts'

/** The person's accounts on platforms: those that ask, those that are linked, and a code for a new one. */
export function LinksView({ me }: { me: Me }) {
  const { client } = useApi()
  const announce = useAnnounce()
  const load = useCallback(
    async (signal: AbortSignal) => (await answered(client.GET('/links', { signal }))).data.items,
    [client],
  )
  const { data: links, problem: notLoaded, reload } = useLoaded<readonly Link[]>(load)
  const { busy, problem, attempt } = useAttempt()
  const settle = ({ platform, tenant, account_id }: Link, is: 'mine' | 'not mine') =>
    attempt(
      async () => {
        const body = { platform, tenant, account_id }
        await answered(
          is === 'mine'
            ? client.POST('/links/confirmations', { body })
            : client.POST('/links/removals', { body }),
        )
        announce(say(is === 'mine' ? 'links.done' : 'links.gone'))
        reload()
      },
      { 403: say('links.notForYou'), 404: say('links.tooLate'), 409: say('links.oneOnly') },
    )
  const waiting = links?.filter((link) => link.state === 'pending') ?? []
  const confirmed = links?.filter((link) => link.state === 'confirmed') ?? []
  return (
    <Page title={say('links.title')} intro={say('links.intro')} problems={[notLoaded, problem]}>
      {waiting.map((link) => (
        <section key={idOf(link)} className="talker" aria-label={say('links.pending', wordsOf(link))}>
          <p>
            <strong>{platformName(link.platform)}</strong>
          </p>
          <p className="told">{say('links.pending', wordsOf(link))}</p>
          <div className="desk-buttons">
            <button
              type="button"
              className="button primary"
              disabled={busy}
              onClick={() => void settle(link, 'mine')}
            >
              {say('links.confirm')}
            </button>
            <button
              type="button"
              className="button"
              disabled={busy}
              onClick={() => void settle(link, 'not mine')}
            >
              {say('links.deny')}
            </button>
          </div>
        </section>
      ))}
      <section className="talker" aria-label={say('links.title')}>
        {links === null && <p className="quiet">{say('list.loading')}</p>}
        {links !== null && confirmed.length === 0 && <p className="quiet">{say('links.none')}</p>}
        <ul className="desk-rows">
          {confirmed.map((link) => (
            <li key={idOf(link)}>
              <span>
                <strong>{platformName(link.platform)}</strong>{' '}
                <span className="told">{say('links.confirmed', wordsOf(link))}</span>
              </span>
              <button
                type="button"
                className="button small"
                disabled={busy}
                aria-label={say('links.unlinkOf', wordsOf(link))}
                onClick={() => void settle(link, 'not mine')}
              >
                {say('links.unlink')}
              </button>
            </li>
          ))}
        </ul>
      </section>
      {me.role !== 'student' && me.platforms.includes('slack') && <p>{say('links.inSlack')}</p>}
      {me.platforms.length === 0 && <p className="quiet">{say('links.nowhere')}</p>}
      <LinkCode setUp={me.platforms} onWaiting={reload} />
    </Page>
  )
}

const idOf = (link: Link): string => JSON.stringify([link.platform, link.tenant, link.account_id])
const wordsOf = ({ shown_name, space_name }: Link) => ({
  account: shown_name === '' ? say('links.noName') : shown_name,
  space: space_name === '' ? say('links.noSpace') : space_name,
})
