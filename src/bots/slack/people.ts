import type { webApi } from '@slack/bolt'
import type { Account } from '../../core/domain/people/account.ts'
import { firstSpoken, type Language } from '../../words/languages.ts'
import type { BotFlows } from '../flows.ts'
import { chatVoice } from '../voice.ts'
import type { SlackClients } from './clients.ts'

/** What Slack knows of people who talk to us. */
export interface SlackPeople {
  /** The language that somebody chose, else the one of the own client; English until Slack tells it. */
  languageOf(account: Account): Promise<Language>
  /** The language as it was found lately; English when nobody asked, and Slack does not wait for the answer. */
  lastLanguageOf(account: Account): Language
  /** The person chose another language. */
  forget(account: Account): void
  /** Asks for a link by the address that Slack knows, and answers what to tell the person about it. */
  howToLink(account: Account): Promise<string>
}

/** Another process hears of a new choice so much later. */
const trustedMs = 300_000
const maxRemembered = 5_000

export function createSlackPeople(
  flows: Pick<BotFlows, 'chat' | 'links' | 'spaces'>,
  clients: Pick<SlackClients, 'of'>,
): SlackPeople {
  const spoken = new Map<string, { language: Language; untilMs: number }>()
  const asked = async ({ tenant, account_id }: Account): Promise<webApi.UsersInfoResponse['user']> => {
    const client = await clients.of(tenant)
    return (await client.users.info({ user: account_id, include_locale: true })).user
  }
  const note = ({ tenant, account_id }: Account, locale: string | undefined): Language => {
    const language = firstSpoken([locale])
    if (spoken.size >= maxRemembered) spoken.clear()
    spoken.set(`${tenant} ${account_id}`, { language, untilMs: performance.now() + trustedMs })
    return language
  }
  return {
    async languageOf(account) {
      const known = spoken.get(`${account.tenant} ${account.account_id}`)
      if (known !== undefined && known.untilMs > performance.now()) return known.language
      const settings = await flows.chat.digests.settingsOf(account)
      if (settings !== null && settings.language !== null) return note(account, settings.language)
      const user = await asked(account).catch(() => undefined)
      return note(account, user?.locale)
    },
    lastLanguageOf: ({ tenant, account_id }) => spoken.get(`${tenant} ${account_id}`)?.language ?? 'en',
    forget: ({ tenant, account_id }) => void spoken.delete(`${tenant} ${account_id}`),
    async howToLink(account) {
      const user = await asked(account).catch(() => undefined)
      const { say } = chatVoice(note(account, user?.locale))
      if ((await flows.spaces.spaceOf(account)) === null) return say('refused.noSchool')
      const known = { email: user?.profile?.email ?? '', shown_name: user?.real_name ?? user?.name ?? '' }
      const answer = await flows.links.linkByEmail(account, known)
      return answer === 'refused' ? say('link.unknownSlack') : say('link.howToSlack')
    },
  }
}
