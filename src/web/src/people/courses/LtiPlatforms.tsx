import { useCallback, useState } from 'react'
import { answered } from '../../api/problem.ts'
import type { LtiRegistration } from '../../api/types.ts'
import { say } from '../../say.ts'
import { useApi } from '../../session/api-context.ts'
import { useAnnounce } from '../../shell/Announcer.tsx'
import { DeskForm } from '../DeskForm.tsx'
import { timeOf } from '../ShownCode.tsx'
import { useAttempt } from '../use-attempt.ts'
import { useCode } from '../use-code.ts'
import { useLoaded } from '../use-loaded.ts'
import { LtiPlatform } from './LtiPlatform.tsx'
import { type LtiChoice, LtiServiceChoices } from './LtiServices.tsx'

interface Invite {
  code: string
  expires_at: string
}

/** The way on which a learning platform becomes the school's, and those that are. `onChanged`: something of them did. */
export function LtiPlatforms({ onChanged }: { onChanged: () => void }) {
  const { client } = useApi()
  const announce = useAnnounce()
  const load = useCallback(
    async (signal: AbortSignal) => (await answered(client.GET('/connections/lti', { signal }))).data.items,
    [client],
  )
  const { data: platforms, problem: notLoaded, reload } = useLoaded<readonly LtiRegistration[]>(load)
  const look = useCallback(() => {
    reload()
    onChanged()
  }, [reload, onChanged])
  const [invite, setInvite] = useCode<Invite>(look)
  // How many there were when the address was given; null when they were not loaded yet.
  const [known, setKnown] = useState<number | null>(null)
  const [choice, setChoice] = useState<LtiChoice>({ roster: false, scores: false })
  const { busy, problem, attempt } = useAttempt()
  const send = () => {
    void attempt(async () => {
      const { data } = await answered(client.POST('/connections/lti/invites', { body: choice }))
      setKnown(platforms?.length ?? null)
      setInvite({ code: data.url, expires_at: data.expires_at })
      announce(say('platforms.address'))
    })
  }
  // An address that was used is of no use any more.
  const isShown = invite !== null && (known === null || (platforms?.length ?? 0) <= known)
  return (
    <>
      <DeskForm
        id="bind-lti"
        title={say('platform.lti')}
        submit={say('platforms.invite')}
        busy={busy}
        problem={problem ?? notLoaded}
        onSubmit={send}
        after={isShown && <ShownAddress {...invite} />}
      >
        <p>{say('connections.ltiHow')}</p>
        <LtiServiceChoices choice={choice} onChoose={setChoice} />
      </DeskForm>
      {platforms?.map((platform) => (
        <LtiPlatform key={platform.registration_id} platform={platform} onChanged={look} />
      ))}
    </>
  )
}

function ShownAddress({ code, expires_at }: Invite) {
  return (
    <div className="desk-field">
      <label htmlFor="lti-address">{say('platforms.address')}</label>
      <input
        id="lti-address"
        className="told"
        readOnly
        value={code}
        onFocus={(event) => event.target.select()}
      />
      <p className="quiet">{say('platforms.addressLasts', { time: timeOf(expires_at) })}</p>
    </div>
  )
}
