import { type FormEvent, useState } from 'react'
import { answered } from '../../api/problem.ts'
import type { LtiRegistration } from '../../api/types.ts'
import { say } from '../../say.ts'
import { useApi } from '../../session/api-context.ts'
import { useAnnounce } from '../../shell/Announcer.tsx'
import { FormEnd } from '../DeskForm.tsx'
import { momentOf } from '../moment-of.ts'
import { useAttempt } from '../use-attempt.ts'

/** What a learning platform is asked for beside launches. */
export type LtiChoice = Pick<LtiRegistration['services'], 'roster' | 'scores'>

/** What a learning platform may be asked for beside launches: nothing, unless the school wants it. */
export function LtiServiceChoices({
  choice,
  onChoose,
}: {
  choice: LtiChoice
  onChoose: (choice: LtiChoice) => void
}) {
  return (
    <fieldset className="desk-field">
      <legend>{say('platforms.services')}</legend>
      {(['roster', 'scores'] as const).map((service) => (
        <label key={service} className="desk-choice">
          <input
            type="checkbox"
            checked={choice[service]}
            onChange={(event) => onChoose({ ...choice, [service]: event.target.checked })}
          />
          {say(`platforms.service.${service}`)}
        </label>
      ))}
    </fieldset>
  )
}

/** What came of the services, and the way to change which are on. */
export function LtiServices({
  platform: { registration_id, shown_name: name, services },
  onChanged,
}: {
  platform: LtiRegistration
  onChanged: () => void
}) {
  const { client } = useApi()
  const announce = useAnnounce()
  const [choice, setChoice] = useState<LtiChoice>({ roster: services.roster, scores: services.scores })
  const { busy, problem, attempt } = useAttempt()
  const send = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      const params = { path: { registration_id } }
      await answered(client.PUT('/connections/lti/{registration_id}/services', { params, body: choice }))
      announce(say('platforms.servicesSaved', { name }))
      onChanged()
    })
  }
  const { rosters, delivered } = services
  const failures = Object.entries({ ...rosters.failures, ...delivered.failures })
  return (
    <form className="desk-form" onSubmit={send}>
      <LtiServiceChoices choice={choice} onChoose={setChoice} />
      {services.roster && rosters.read_at !== null && (
        <p>{say('platforms.rostersRead', { n: rosters.courses, when: momentOf(rosters.read_at) })}</p>
      )}
      {services.scores && <p>{say('platforms.scoresSent', { n: delivered.states.sent ?? 0 })}</p>}
      {failures.map(([code, n]) => (
        <p key={code} className="problem">
          {say('platforms.serviceFailed', { n, code })}
        </p>
      ))}
      <FormEnd problem={problem} busy={busy} submit={say('platforms.saveServices')} />
    </form>
  )
}
