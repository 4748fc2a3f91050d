import { useCallback, useState } from 'react'
import { answered } from '../../api/problem.ts'
import type { UnboundSpace } from '../../api/types.ts'
import { say } from '../../say.ts'
import { useApi } from '../../session/api-context.ts'
import { useAnnounce } from '../../shell/Announcer.tsx'
import { DeskForm } from '../DeskForm.tsx'
import { useAttempt } from '../use-attempt.ts'
import { useLoaded } from '../use-loaded.ts'
import { SpaceName } from './SpaceName.tsx'

/** The workspaces of the school's organisation that are no school's yet; nothing while there are none. */
export function BindWorkspace({ onBound }: { onBound: () => void }) {
  const { client } = useApi()
  const announce = useAnnounce()
  const load = useCallback(
    async (signal: AbortSignal) => (await answered(client.GET('/spaces/unbound', { signal }))).data.items,
    [client],
  )
  const { data: unbound, reload } = useLoaded<readonly UnboundSpace[]>(load)
  const [chosen, setChosen] = useState('')
  const [shown_name, setName] = useState('')
  const { busy, problem, attempt } = useAttempt()
  const space = unbound?.find(({ tenant }) => tenant === chosen) ?? unbound?.[0]
  if (unbound === null || space === undefined) return null
  const send = () => {
    void attempt(
      async () => {
        const body = { shown_name: shown_name.trim() }
        await answered(client.PUT('/spaces/{platform}/{tenant}', { params: { path: space }, body }))
        announce(say('connections.boundNow'))
        setName('')
        reload()
        onBound()
      },
      { 404: say('connections.notOurs'), 409: say('connections.notOurs') },
    )
  }
  return (
    <DeskForm
      id="bind-workspace"
      title={say('connections.organisation')}
      submit={say('connections.bind')}
      busy={busy}
      problem={problem}
      onSubmit={send}
    >
      <p>{say('connections.organisationHow')}</p>
      <div className="desk-field">
        <label htmlFor="workspace-id">{say('connections.workspace')}</label>
        <select id="workspace-id" value={space.tenant} onChange={(event) => setChosen(event.target.value)}>
          {unbound.map(({ tenant }) => (
            <option key={tenant}>{tenant}</option>
          ))}
        </select>
      </div>
      <SpaceName id="workspace-name" value={shown_name} onChange={setName} />
    </DeskForm>
  )
}
