import { useState } from 'react'
import { answered } from '../api/problem.ts'
import type { Platform } from '../api/types.ts'
import { say } from '../say.ts'
import { useApi } from '../session/api-context.ts'
import { useAnnounce } from '../shell/Announcer.tsx'
import { PlatformField } from './courses/PlatformField.tsx'
import { DeskForm } from './DeskForm.tsx'
import { ShownCode, saidCode, timeOf } from './ShownCode.tsx'
import { useAttempt } from './use-attempt.ts'
import { useCode } from './use-code.ts'

/** Where codes are typed. Slack tells us whose an account is. */
const typedOn = ['discord', 'lti'] as const
type TypedOn = (typeof typedOn)[number]

interface Code {
  code: string
  expires_at: string
  platform: TypedOn
}

/**
 * A code for a new account where codes are typed and that is set up; while it is good, `onWaiting` looks whether an account
 * has come with it.
 */
export function LinkCode({ setUp, onWaiting }: { setUp: readonly Platform[]; onWaiting: () => void }) {
  const { client } = useApi()
  const announce = useAnnounce()
  const offered = typedOn.filter((platform) => setUp.includes(platform))
  const [platform, setPlatform] = useState<TypedOn>(offered[0] ?? 'lti')
  const [code, setCode] = useCode<Code>(onWaiting)
  const { busy, problem, attempt } = useAttempt()
  if (offered.length === 0) return null
  const send = () => {
    void attempt(
      async () => {
        const { data } = await answered(client.POST('/links/codes', { body: { platform } }))
        setCode({ ...data, platform })
        announce(saidCode(data.code))
      },
      { 403: say('links.notForYou') },
    )
  }
  return (
    <DeskForm
      id="new-link"
      title={say('links.new')}
      submit={say('links.getCode')}
      busy={busy}
      problem={problem}
      onSubmit={send}
      after={
        code !== null && (
          <ShownCode
            code={code.code}
            how={say(`links.how.${code.platform}`)}
            lasts={say('links.codeLasts', { time: timeOf(code.expires_at) })}
          />
        )
      }
    >
      <PlatformField
        id="link-platform"
        label={say('links.platform')}
        offered={offered}
        chosen={platform}
        onChoose={setPlatform}
      />
    </DeskForm>
  )
}
