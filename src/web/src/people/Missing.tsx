import { useCallback, useState } from 'react'
import type { Api } from '../api/client.ts'
import { answered } from '../api/problem.ts'
import type { MissingPerson } from '../api/types.ts'
import { say } from '../say.ts'
import { useApi } from '../session/api-context.ts'
import { useAnnounce } from '../shell/Announcer.tsx'
import { AreYouSure } from './AreYouSure.tsx'
import { useAttempt } from './use-attempt.ts'
import { useLoaded } from './use-loaded.ts'

const pageSize = 200

/** The missing up to as many as are shown, and whether there are more. */
async function missingOf({ client }: Api, import_id: string, shown: number, signal: AbortSignal) {
  const people: MissingPerson[] = []
  for (let after: string | undefined; ; ) {
    const query = { limit: pageSize, ...(after === undefined ? {} : { after }) }
    const params = { path: { import_id }, query }
    const { data } = await answered(client.GET('/imports/{import_id}/missing', { params, signal }))
    people.push(...data.items)
    after = data.next
    if (after === undefined || people.length >= shown) return { people, more: after !== undefined }
  }
}

/** People whom the newest file does not name: chosen one by one or all, and ended when that is confirmed. */
export function Missing({ importId }: { importId: string }) {
  const api = useApi()
  const announce = useAnnounce()
  const [shown, setShown] = useState(pageSize)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const load = useCallback(
    (signal: AbortSignal) => missingOf(api, importId, shown, signal),
    [api, importId, shown],
  )
  const { data, problem: notLoaded, reload } = useLoaded(load)
  const { busy, problem, attempt } = useAttempt()
  if (data === null) return <p className="quiet">{notLoaded ?? say('list.loading')}</p>
  const { people, more } = data
  const choose = (ids: readonly string[], isChosen: boolean) =>
    setChosen((before) => {
      const after = new Set(before)
      for (const id of ids) isChosen ? after.add(id) : after.delete(id)
      return after
    })
  const end = () =>
    attempt(
      async () => {
        const { data: answer } = await answered(
          api.client.POST('/imports/{import_id}/missing', {
            params: { path: { import_id: importId } },
            body: { person_ids: [...chosen] },
          }),
        )
        announce(say('rosters.ended', { n: answer.ended.length }))
        setChosen(new Set())
        reload()
      },
      { 409: say('rosters.notNewest') },
    )
  return (
    <>
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <Choice
        label={say('rosters.all')}
        isChosen={people.length > 0 && people.every(({ person_id }) => chosen.has(person_id))}
        onChoose={(isChosen) =>
          choose(
            people.map(({ person_id }) => person_id),
            isChosen,
          )
        }
      />
      <ul className="desk-rows">
        {people.map(({ person_id, name }) => (
          <li key={person_id} className="told">
            <Choice
              label={name === null ? person_id : `${name} (${person_id})`}
              isChosen={chosen.has(person_id)}
              onChoose={(isChosen) => choose([person_id], isChosen)}
            />
          </li>
        ))}
      </ul>
      {more && (
        <button type="button" className="button small" onClick={() => setShown(shown + pageSize)}>
          {say('rosters.older')}
        </button>
      )}
      <AreYouSure
        ask={say('rosters.someLeft', { n: chosen.size })}
        consequence={say('rosters.sure', { n: chosen.size })}
        yes={say('rosters.yes')}
        no={say('rosters.no')}
        disabled={busy || chosen.size === 0}
        onYes={() => void end()}
      />
    </>
  )
}

function Choice(choice: { label: string; isChosen: boolean; onChoose: (isChosen: boolean) => void }) {
  return (
    <label className="desk-choice">
      <input
        type="checkbox"
        checked={choice.isChosen}
        onChange={(event) => choice.onChoose(event.target.checked)}
      />
      {choice.label}
    </label>
  )
}
