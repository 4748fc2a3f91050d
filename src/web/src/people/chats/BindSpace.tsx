import { useState } from 'react'
import { answered } from '../../api/problem.ts'
import type { Platform } from '../../api/types.ts'
import { listed, say, spoken } from '../../say.ts'
import { useApi } from '../../session/api-context.ts'
import { useAnnounce } from '../../shell/Announcer.tsx'
import { LtiPlatforms } from '../courses/LtiPlatforms.tsx'
import { platformName, platforms } from '../courses/platform-name.ts'
import { DeskForm } from '../DeskForm.tsx'
import { ShownCode, saidCode, timeOf } from '../ShownCode.tsx'
import { useAttempt } from '../use-attempt.ts'
import { useCode } from '../use-code.ts'
import { BindWorkspace } from './BindWorkspace.tsx'
import { SpaceName } from './SpaceName.tsx'

/**
 * The ways on which a workspace or server becomes the school's: whoever manages it over there takes part in each. Offered
 * are those that are set up.
 */
export function BindSpace({ setUp, onBound }: { setUp: readonly Platform[]; onBound: () => void }) {
  const missing = platforms.filter((platform) => !setUp.includes(platform))
  return (
    <>
      {setUp.includes('slack') && (
        <section className="talker" aria-labelledby="bind-slack">
          <h2 id="bind-slack">{say('connections.slack')}</h2>
          <p>{say('connections.slackHow')}</p>
          <p className="desk-buttons">
            <a className="button primary" href={`/slack/install?language=${spoken()}`}>
              {say('connections.addToSlack')}
            </a>
          </p>
        </section>
      )}
      {setUp.includes('slack') && <BindWorkspace onBound={onBound} />}
      {setUp.includes('discord') && <BindGuild onBound={onBound} />}
      {setUp.includes('lti') && <LtiPlatforms onChanged={onBound} />}
      {missing.length > 0 && (
        <p className="quiet">
          {say('connections.notSetUp', { platforms: listed(missing.map(platformName)) })}
        </p>
      )}
    </>
  )
}

/** A code that whoever manages a Discord server types there. */
function BindGuild({ onBound }: { onBound: () => void }) {
  const { client } = useApi()
  const announce = useAnnounce()
  const [shown_name, setName] = useState('')
  const [code, setCode] = useCode(onBound)
  const { busy, problem, attempt } = useAttempt()
  const send = () => {
    void attempt(async () => {
      const body = { platform: 'discord' as const, shown_name: shown_name.trim() }
      const { data } = await answered(client.POST('/spaces/codes', { body }))
      setCode(data)
      announce(saidCode(data.code))
    })
  }
  return (
    <DeskForm
      id="bind-discord"
      title={say('connections.discord')}
      submit={say('links.getCode')}
      busy={busy}
      problem={problem}
      onSubmit={send}
      after={
        code !== null && (
          <ShownCode
            code={code.code}
            how={say('connections.discordHow')}
            lasts={say('connections.codeLasts', { time: timeOf(code.expires_at) })}
          />
        )
      }
    >
      <SpaceName id="space-name" value={shown_name} onChange={setName} />
    </DeskForm>
  )
}
