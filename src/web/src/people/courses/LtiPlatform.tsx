import { type FormEvent, useState } from 'react'
import { answered } from '../../api/problem.ts'
import type { LtiRegistration } from '../../api/types.ts'
import { say } from '../../say.ts'
import { useApi } from '../../session/api-context.ts'
import { useAnnounce } from '../../shell/Announcer.tsx'
import { AreYouSure } from '../AreYouSure.tsx'
import { FormEnd } from '../DeskForm.tsx'
import { useAttempt } from '../use-attempt.ts'
import { LtiCheck } from './LtiCheck.tsx'
import { LtiDeployments } from './LtiDeployments.tsx'
import { LtiNews } from './LtiNews.tsx'
import { LtiServices } from './LtiServices.tsx'

/** A learning platform: whether it may launch the tool, who frames the tool's pages there, and how it is doing. */
export function LtiPlatform({ platform, onChanged }: { platform: LtiRegistration; onChanged: () => void }) {
  const { client } = useApi()
  const announce = useAnnounce()
  const { registration_id, shown_name: name, state, issuer, client_id } = platform
  const [frames, setFrames] = useState(platform.frame_origins.join('\n'))
  const { busy, problem, attempt } = useAttempt()
  const decide = (to: 'active' | 'off', said: string, frame_origins?: string[]) =>
    attempt(
      async () => {
        const params = { path: { registration_id } }
        const body = { state: to, ...(frame_origins === undefined ? {} : { frame_origins }) }
        await answered(client.PUT('/connections/lti/{registration_id}', { params, body }))
        announce(said)
        onChanged()
      },
      { 400: say('platforms.framesWrong', { start: 'https://' }), 404: say('connections.goneAlready') },
    )
  const send = (event: FormEvent) => {
    event.preventDefault()
    const origins = frames.split(/\s+/).filter((line) => line !== '')
    const said = state === 'active' ? say('platforms.saved', { name }) : say('platforms.isOn', { name })
    void decide('active', said, origins)
  }
  const submit = {
    waiting: 'platforms.approve',
    active: 'platforms.save',
    off: 'platforms.switchOn',
  } as const
  const [title, field] = [`lti-${registration_id}`, `lti-frames-${registration_id}`]
  return (
    <section className="talker" aria-labelledby={title}>
      <h2 id={title}>
        <span className="told">{name}</span> ({say(`platforms.state.${state}`)})
      </h2>
      <p className="told">
        {issuer}
        <br />
        <span className="quiet">{say('platforms.client', { client: client_id })}</span>
      </p>
      {state === 'waiting' && <p>{say('platforms.check')}</p>}
      <LtiNews platform={platform} />
      <LtiCheck platform={platform} />
      <form className="desk-form" onSubmit={send}>
        <div className="desk-field">
          <label htmlFor={field}>{say('platforms.frames')}</label>
          <textarea
            id={field}
            rows={2}
            value={frames}
            aria-describedby={`${field}-how`}
            onChange={(event) => setFrames(event.target.value)}
          />
          <p id={`${field}-how`} className="quiet">
            {say('platforms.framesHow', { example: 'https://school.instructure.com' })}
          </p>
        </div>
        <FormEnd problem={problem} busy={busy} submit={say(submit[state])} />
      </form>
      {state !== 'waiting' && <LtiDeployments platform={platform} onChanged={onChanged} />}
      {state === 'active' && <LtiServices platform={platform} onChanged={onChanged} />}
      {state === 'active' && (
        <div className="desk-buttons">
          <AreYouSure
            ask={say('platforms.switchOff')}
            label={say('platforms.switchOffOf', { name })}
            consequence={say('platforms.sureOff', { name })}
            yes={say('platforms.yesOff')}
            no={say('connections.no')}
            disabled={busy}
            onYes={() => void decide('off', say('platforms.isOff', { name }))}
          />
        </div>
      )}
    </section>
  )
}
