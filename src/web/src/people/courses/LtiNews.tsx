import type { LtiRegistration } from '../../api/types.ts'
import { say } from '../../say.ts'
import { momentOf } from '../moment-of.ts'
import { adviceFor } from './lti-advice.ts'

const maxClockApartSeconds = 60

/** How a learning platform is doing: what opened, what was refused and what to do about it, what it withheld. */
export function LtiNews({ platform }: { platform: LtiRegistration }) {
  const { state, last_launch_at, last_failure, clock_apart_seconds, withheld } = platform
  const advice = last_failure === null ? null : adviceFor(last_failure.code)
  return (
    <>
      {state !== 'waiting' && (
        <p>
          {last_launch_at === null
            ? say('platforms.noLaunch')
            : say('platforms.lastLaunch', { when: momentOf(last_launch_at) })}
        </p>
      )}
      {last_failure !== null && (
        <p>
          {say('platforms.lastRefused', { when: momentOf(last_failure.at), code: last_failure.code })}
          <br />
          {advice !== null && say(`advice.${advice}`)}
        </p>
      )}
      {clock_apart_seconds > maxClockApartSeconds && (
        <p className="problem">{say('platforms.clock', { seconds: clock_apart_seconds })}</p>
      )}
      {withheld.length > 0 && (
        <p className="told">{say('platforms.withheld', { services: withheld.join(', ') })}</p>
      )}
    </>
  )
}
