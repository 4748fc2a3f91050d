import type { types, webApi } from '@slack/bolt'
import { z } from 'zod'
import { digestChoices } from '../../core/domain/chats/digest.ts'
import type { Caller } from '../../core/domain/people/permissions.ts'
import { may } from '../../core/domain/people/permissions.ts'
import type { AccountSettings } from '../../core/ports/chats/digests.ts'
import { type Language, languages, ownName } from '../../words/languages.ts'
import type { Doing } from '../doing.ts'
import { chatVoice } from '../voice.ts'
import { slackModalTitleMax, slackOptionsMax, slackOptionTextMax } from './limits.ts'
import { openView } from './modal.ts'
import { plainText } from './render.ts'
import { ids } from './views.ts'

const ofSlack = 'slack'

export interface SettingsFacts extends AccountSettings {
  time_zone: string
  /** Whether the person may get digests at all. */
  mayHaveDigest: boolean
}

const option = (text: string, value: string): types.PlainTextOption => ({
  text: plainText(text, slackOptionTextMax),
  value,
})

/** The form of an account's settings. */
export function settingsView(language: Language, facts: SettingsFacts): types.ModalView {
  const { say } = chatVoice(language)
  const spoken = [
    option(say('settings.languageOfSlack'), ofSlack),
    ...languages.map((one) => option(ownName[one], one)),
  ]
  const choices = digestChoices.map((choice) => option(say(`settings.${choice}`), choice))
  const input = (id: string, label: string, element: types.InputBlock['element']): types.InputBlock => ({
    ...{ type: 'input', block_id: id, label: plainText(label, slackOptionTextMax), element },
  })
  const chosen = (options: types.PlainTextOption[], value: string) => {
    const initial_option = options.find((one) => one.value === value)
    return { options, ...(initial_option === undefined ? {} : { initial_option }) }
  }
  const blocks = [
    input(ids.language, say('settings.language'), {
      ...{ type: 'static_select', action_id: ids.language, ...chosen(spoken, facts.language ?? ofSlack) },
    }),
    input(ids.timeZone, say('settings.zone'), {
      ...{ type: 'external_select', action_id: ids.timeZone, min_query_length: 1 },
      placeholder: plainText(say('settings.zoneHint'), slackOptionTextMax),
      initial_option: option(facts.time_zone, facts.time_zone),
    }),
    ...(facts.mayHaveDigest
      ? [
          input(ids.digest, say('settings.digest'), {
            ...{ type: 'radio_buttons', action_id: ids.digest, ...chosen(choices, facts.digest) },
          }),
        ]
      : []),
  ]
  return {
    ...{ type: 'modal', callback_id: ids.settings, blocks },
    title: plainText(say('settings.title'), slackModalTitleMax),
    submit: plainText(say('settings.save'), slackModalTitleMax),
    close: plainText(say('modal.close'), slackModalTitleMax),
  }
}

/** Time zones whose names hold the typed words. */
export function timeZoneOptions(words: string): types.PlainTextOption[] {
  const wanted = words.trim().toLowerCase().replace(/\s+/g, '_')
  return Intl.supportedValuesOf('timeZone')
    .filter((name) => name.toLowerCase().includes(wanted))
    .slice(0, slackOptionsMax)
    .map((name) => option(name, name))
}

/** Opens the form; the time zone is the one of Slack until one is chosen. */
export async function openSettings(
  { flows, account, language }: Doing,
  caller: Caller,
  { client, trigger_id }: { client: webApi.WebClient; trigger_id: string },
): Promise<void> {
  const settings = await flows.chat.digests.settingsOf(account)
  if (settings === null) return
  const { user } = await client.users.info({ user: account.account_id, include_locale: true })
  const time_zone = settings.time_zone ?? user?.tz ?? settings.school_time_zone
  const facts = { ...settings, time_zone, mayHaveDigest: may(caller, 'digests.own') }
  await openView(client, trigger_id, settingsView(language, facts))
}

const Chosen = z.object({
  [ids.language]: z.enum([ofSlack, ...languages]).transform((value) => (value === ofSlack ? null : value)),
  [ids.timeZone]: z.string().max(100),
  [ids.digest]: z.enum(digestChoices).optional(),
})

/** Keeps what was filled in; `values`: each field's chosen value. */
export async function keepSettings(doing: Doing, caller: Caller, values: unknown): Promise<void> {
  const { language, time_zone, digest } = Chosen.parse(values)
  await doing.flows.chat.digests.choose(caller, doing.account, {
    ...{ language, time_zone, ...(digest === undefined ? {} : { digest }) },
  })
}
