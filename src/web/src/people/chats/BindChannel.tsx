import { useState } from 'react'
import { answered } from '../../api/problem.ts'
import type { SchoolClass, Space } from '../../api/types.ts'
import { say } from '../../say.ts'
import { useApi } from '../../session/api-context.ts'
import { useAnnounce } from '../../shell/Announcer.tsx'
import { platformName } from '../courses/platform-name.ts'
import { DeskForm } from '../DeskForm.tsx'
import { useAttempt } from '../use-attempt.ts'

/** Binds a channel of one of these spaces to one of these classes. */
export function BindChannel(choice: {
  spaces: readonly Space[]
  classes: readonly SchoolClass[]
  onBound: () => void
}) {
  const { spaces, classes, onBound } = choice
  const { client } = useApi()
  const announce = useAnnounce()
  const [spaceAt, setSpaceAt] = useState(0)
  const [classId, setClassId] = useState(classes[0]?.class_id ?? '')
  const [channel, setChannel] = useState('')
  const { busy, problem, attempt } = useAttempt()
  const space = spaces[spaceAt] ?? spaces[0]
  const send = () => {
    if (space === undefined) return
    void attempt(
      async () => {
        const path = { platform: space.platform, tenant: space.tenant, channel_id: channel.trim() }
        const body = { class_id: classId }
        await answered(
          client.PUT('/spaces/{platform}/{tenant}/channels/{channel_id}', { params: { path }, body }),
        )
        announce(say('channels.bound'))
        setChannel('')
        onBound()
      },
      {
        403: say('channels.notOwn'),
        404: say('channels.notYours'),
        409: say('channels.taken'),
        503: say('channels.unchecked'),
      },
    )
  }
  return (
    <DeskForm
      id="bind-channel"
      title={say('channels.new')}
      submit={say('channels.bind')}
      busy={busy}
      problem={problem}
      onSubmit={send}
    >
      <div className="desk-field">
        <label htmlFor="channel-space">{say('channels.space')}</label>
        <select
          id="channel-space"
          value={spaceAt}
          onChange={(event) => setSpaceAt(Number(event.target.value))}
        >
          {spaces.map(({ platform, tenant, shown_name }, at) => (
            <option key={`${platform} ${tenant}`} value={at}>
              {`${platformName(platform)}, ${shown_name || tenant}`}
            </option>
          ))}
        </select>
      </div>
      <div className="desk-field">
        <label htmlFor="channel-id">{say('channels.channel')}</label>
        <input
          id="channel-id"
          required
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          value={channel}
          onChange={(event) => setChannel(event.target.value)}
        />
      </div>
      <div className="desk-field">
        <label htmlFor="channel-class">{say('channels.class')}</label>
        <select id="channel-class" value={classId} onChange={(event) => setClassId(event.target.value)}>
          {classes.map(({ class_id, name }) => (
            <option key={class_id} value={class_id}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </DeskForm>
  )
}
