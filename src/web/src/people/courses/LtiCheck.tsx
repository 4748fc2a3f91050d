import { useState } from 'react'
import { answered } from '../../api/problem.ts'
import type { LtiRegistration } from '../../api/types.ts'
import { say } from '../../say.ts'
import { useApi } from '../../session/api-context.ts'
import { useAttempt } from '../use-attempt.ts'

/** Asks a learning platform, as a launch would, and says what came of it. */
export function LtiCheck({ platform: { registration_id, shown_name: name } }: { platform: LtiRegistration }) {
  const { client } = useApi()
  const [told, setTold] = useState('')
  const { busy, problem, attempt } = useAttempt()
  const check = () => {
    setTold('')
    void attempt(async () => {
      const params = { path: { registration_id } }
      const { data } = await answered(client.POST('/connections/lti/{registration_id}/checks', { params }))
      const { failure: code, clock_apart_seconds: seconds } = data
      if (code === null) setTold(say('platforms.check.ok', { name }))
      else if (seconds === null) setTold(say('platforms.check.away', { name, code }))
      else setTold(say('platforms.check.clock', { name, seconds }))
    })
  }
  return (
    <div className="desk-buttons">
      <button type="button" className="button small" disabled={busy} onClick={check}>
        {say('platforms.check.ask')}
      </button>
      <p role="status">{problem ?? told}</p>
    </div>
  )
}
