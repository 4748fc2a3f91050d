import { useCallback } from 'react'
import { publicClient } from '../api/client.ts'
import { answered } from '../api/problem.ts'
import type { DemoPerson, Provider } from '../api/types.ts'
import { say } from '../say.ts'
import { returnPath } from '../session/signed-in.ts'
import { roleName } from './role-name.ts'
import { useAttempt } from './use-attempt.ts'
import { useLoaded } from './use-loaded.ts'
import './Page.css'

/** Where people of a school sign in; in an embedded demo also whom one may be. `asDemo`: whether to offer that. */
export function SignIn({ asDemo, onSignedIn }: { asDemo: boolean; onSignedIn: () => void }) {
  const load = useCallback(
    async (signal: AbortSignal) => (await answered(publicClient.GET('/sign-in', { signal }))).data.items,
    [],
  )
  const { data: providers, problem } = useLoaded<readonly Provider[]>(load)
  return (
    <section className="doorway-card talker" aria-labelledby="sign-in">
      <h1 id="sign-in">{say('signIn.title')}</h1>
      <p>{say('signIn.explain')}</p>
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {providers?.length === 0 && <p className="quiet">{say('signIn.none')}</p>}
      <ul className="desk-rows">
        {providers?.map(({ provider_id, label, school_name }) => (
          <li key={provider_id}>
            <span className="told">{school_name}</span>
            <a className="button primary" href={addressOf(provider_id)}>
              {say('signIn.with', { provider: label })}
            </a>
          </li>
        ))}
      </ul>
      {asDemo && <DemoPeople onSignedIn={onSignedIn} />}
    </section>
  )
}

const addressOf = (providerId: string): string =>
  `/sign-in/${encodeURIComponent(providerId)}?return_path=${encodeURIComponent(returnPath)}`

function DemoPeople({ onSignedIn }: { onSignedIn: () => void }) {
  const load = useCallback(
    async (signal: AbortSignal) => (await answered(publicClient.GET('/demo/people', { signal }))).data.items,
    [],
  )
  const { data: people, problem: notFound } = useLoaded<readonly DemoPerson[]>(load)
  const { busy, problem, attempt } = useAttempt()
  const choose = (person_id: string) =>
    attempt(async () => {
      await answered(publicClient.POST('/demo/sign-in', { body: { person_id } }))
      onSignedIn()
    })
  return (
    <>
      <h2>{say('signIn.demo')}</h2>
      <p className="quiet">{say('signIn.demoExplain')}</p>
      {(problem ?? notFound) !== null && (
        <p className="problem" role="alert">
          {problem ?? notFound}
        </p>
      )}
      <ul className="desk-buttons desk-people">
        {people?.map(({ person_id, name, role }) => (
          <li key={person_id}>
            <button type="button" className="button" disabled={busy} onClick={() => void choose(person_id)}>
              <span className="told">{name ?? person_id}</span> ({roleName(role)})
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
