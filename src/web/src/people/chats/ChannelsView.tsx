import { useCallback } from 'react'
import { answered } from '../../api/problem.ts'
import type { Channel, Space } from '../../api/types.ts'
import { say } from '../../say.ts'
import { useClasses } from '../../school/use-classes.ts'
import { useApi } from '../../session/api-context.ts'
import { useAnnounce } from '../../shell/Announcer.tsx'
import { platformName } from '../courses/platform-name.ts'
import { Page } from '../Page.tsx'
import { useAttempt } from '../use-attempt.ts'
import { useLoaded } from '../use-loaded.ts'
import { BindChannel } from './BindChannel.tsx'

interface Bound {
  spaces: readonly Space[]
  channels: readonly Channel[]
}

/** Which channels are of which classes: a teacher's own, an admin's all. */
export function ChannelsView() {
  const { client } = useApi()
  const announce = useAnnounce()
  const classes = useClasses()
  const load = useCallback(
    async (signal: AbortSignal): Promise<Bound> => {
      const [spaces, channels] = await Promise.all([
        answered(client.GET('/spaces', { signal })),
        answered(client.GET('/channels', { signal })),
      ])
      return { spaces: spaces.data.items, channels: channels.data.items }
    },
    [client],
  )
  const { data: bound, problem: notLoaded, reload } = useLoaded(load)
  const { busy, problem, attempt } = useAttempt()
  const unbind = ({ platform, tenant, channel_id }: Channel) =>
    attempt(
      async () => {
        const path = { platform, tenant, channel_id }
        await answered(
          client.DELETE('/spaces/{platform}/{tenant}/channels/{channel_id}', { params: { path } }),
        )
        announce(say('channels.unbound'))
        reload()
      },
      { 404: say('channels.notYours') },
    )
  const nameOf = (classId: string) => classes.list?.find((one) => one.class_id === classId)?.name ?? classId
  const problems = [classes.problem, notLoaded, problem]
  return (
    <Page title={say('channels.title')} intro={say('channels.intro')} problems={problems}>
      <section className="talker" aria-label={say('channels.title')}>
        {bound === null && <p className="quiet">{say('list.loading')}</p>}
        {bound?.channels.length === 0 && <p className="quiet">{say('channels.none')}</p>}
        <ul className="desk-rows">
          {bound?.channels.map((channel) => (
            <li key={JSON.stringify(channel)}>
              <span className="told">
                {say('channels.of', {
                  channel: channel.channel_id,
                  space: spaceName(channel, bound.spaces),
                  group: nameOf(channel.class_id),
                })}
              </span>
              <button
                type="button"
                className="button small"
                disabled={busy}
                aria-label={say('channels.unbindOf', { channel: channel.channel_id })}
                onClick={() => void unbind(channel)}
              >
                {say('channels.unbind')}
              </button>
            </li>
          ))}
        </ul>
      </section>
      {bound?.spaces.length === 0 && <p>{say('channels.noSpace')}</p>}
      {bound !== null && bound.spaces.length > 0 && classes.list !== null && (
        <BindChannel spaces={bound.spaces} classes={classes.list} onBound={reload} />
      )}
    </Page>
  )
}

const spaceName = ({ platform, tenant }: Channel, spaces: readonly Space[]): string => {
  const space = spaces.find((one) => one.platform === platform && one.tenant === tenant)
  return `${platformName(platform)}, ${space?.shown_name || tenant}`
}
