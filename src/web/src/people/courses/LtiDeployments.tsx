import { answered } from '../../api/problem.ts'
import type { LtiRegistration } from '../../api/types.ts'
import { say } from '../../say.ts'
import { useApi } from '../../session/api-context.ts'
import { useAnnounce } from '../../shell/Announcer.tsx'
import { useAttempt } from '../use-attempt.ts'

/** Places of a learning platform that launch the tool: those that wait are let in here. */
export function LtiDeployments({
  platform: { registration_id, deployments },
  onChanged,
}: {
  platform: LtiRegistration
  onChanged: () => void
}) {
  const { client } = useApi()
  const announce = useAnnounce()
  const { busy, problem, attempt } = useAttempt()
  const approve = (deployment_id: string) =>
    attempt(async () => {
      const params = { path: { registration_id, deployment_id } }
      await answered(client.PUT('/connections/lti/{registration_id}/deployments/{deployment_id}', { params }))
      announce(say('platforms.isIn', { deployment: deployment_id }))
      onChanged()
    })
  return (
    <div>
      <h3>{say('platforms.deployments')}</h3>
      {deployments.length === 0 && <p>{say('platforms.noDeployments')}</p>}
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <ul className="desk-rows">
        {deployments.map(({ deployment_id, state }) => (
          <li key={deployment_id}>
            <span>
              <span className="told desk-id">{deployment_id}</span> ({say(`platforms.deployment.${state}`)})
            </span>
            {state === 'waiting' && (
              <button
                type="button"
                className="button small primary"
                aria-label={say('platforms.letIn', { deployment: deployment_id })}
                disabled={busy}
                onClick={() => void approve(deployment_id)}
              >
                {say('platforms.approve')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
