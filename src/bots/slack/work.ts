import type { types } from '@slack/bolt'
import { z } from 'zod'
import type { Account } from '../../core/domain/people/account.ts'
import type { Caller } from '../../core/domain/people/permissions.ts'
import type { Log } from '../../log.ts'
import { readButtonName, wordsOnly } from '../card.ts'
import { type Doing, orRefusal } from '../doing.ts'
import type { BotFlows } from '../flows.ts'
import { pressButton } from '../press.ts'
import { chatVoice } from '../voice.ts'
import { answerPrivately } from './answer.ts'
import type { SlackClients } from './clients.ts'
import { homeFor } from './home.ts'
import { topicMax } from './limits.ts'
import { openView, picksFor, studentOptions, updateView } from './modal.ts'
import type { SlackPeople } from './people.ts'
import { createReactions } from './reactions.ts'
import { thumbsAction } from './render.ts'
import { keepSettings, openSettings, timeZoneOptions } from './settings.ts'
import { askView, ids, noteView, studentOption, tokenOf } from './views.ts'

interface Told {
  body: unknown
  context: Readonly<Record<string, unknown>>
}

/** What Bolt calls, each with what Slack sent. What they throw makes the request be tried again. */
export interface Listeners {
  command(args: Told & { ack(): Promise<void> }): Promise<void>
  shortcut(args: Told & { ack(): Promise<void> }): Promise<void>
  options(args: Told & { ack(answer: { options: types.PlainTextOption[] }): Promise<void> }): Promise<void>
  submission(
    args: Told & { ack(answer: { response_action: 'update'; view: types.ModalView }): Promise<void> },
  ): Promise<void>
  timeZones: Listeners['options']
  settings(args: Told & { ack(): Promise<void> }): Promise<void>
  action(args: Told & { ack(): Promise<void> }): Promise<void>
  reaction(args: Told): Promise<void>
  home(args: Told): Promise<void>
  uninstalled(args: Told): Promise<void>
}

export interface ListenerDeps {
  flows: BotFlows
  clients: SlackClients
  people: SlackPeople
  log: Log
  wasHinted(account: string): Promise<boolean>
}

const text = z.string()
const Id = z.looseObject({ id: text })
const Command = z.looseObject({
  team_id: text,
  user_id: text,
  trigger_id: text,
  response_url: text,
  text: text.default(''),
})
const Shortcut = z.looseObject({
  ...{ team: Id, user: Id, trigger_id: text, response_url: text },
  message: z.looseObject({ text: text.default('') }).optional(),
})
const Options = z.looseObject({ team: Id, user: Id, value: text })
const chosen = z.looseObject({
  selected_option: z.looseObject({ value: text }).nullish(),
  value: text.nullish(),
})
const Submission = z.looseObject({
  ...{ team: Id, user: Id },
  view: z.looseObject({
    ...{ id: text, private_metadata: text },
    state: z.looseObject({ values: z.record(text, z.record(text, chosen)) }),
  }),
})
const Press = z.looseObject({
  ...{ team: Id, user: Id, response_url: text.optional(), trigger_id: text.default('') },
  container: z
    .looseObject({ type: text.optional(), message_ts: text.optional(), is_ephemeral: z.boolean().optional() })
    .optional(),
  actions: z.array(z.looseObject({ action_id: text, value: text.default('') })).min(1),
})
const Home = z.looseObject({ team_id: text, event: z.looseObject({ user: text, tab: text.optional() }) })
const Ended = z.looseObject({
  team_id: text.nullish(),
  enterprise_id: text.nullish(),
  authorizations: z.array(z.looseObject({ is_enterprise_install: z.boolean().optional() })).optional(),
  event: z.looseObject({ type: text, tokens: z.looseObject({ bot: z.array(text).optional() }).optional() }),
})

const accountOf = (tenant: string, account_id: string): Account => ({ platform: 'slack', tenant, account_id })

interface Asked {
  account: Account
  trigger_id: string
  response_url: string
  /** What the search for a student begins with, and what the topic does. */
  words: string
  topic: string
}

export function createListeners({ flows, clients, people, log, wasHinted }: ListenerDeps): Listeners {
  const doingFor = async (account: Account, { inboxId }: Told['context']): Promise<Doing> => {
    const language = await people.languageOf(account)
    return { flows, account, language, voice: chatVoice(language), requestId: String(inboxId ?? '') }
  }
  const showHome = async (doing: Doing): Promise<void> => {
    const { tenant, account_id } = doing.account
    const client = await clients.of(tenant)
    await client.views.publish({ user_id: account_id, view: await homeFor(doing, people) })
  }
  const ask = async (asked: Asked, context: Told['context']): Promise<void> => {
    const { account } = asked
    const client = await clients.of(account.tenant)
    const language = people.lastLanguageOf(account)
    const view = await openView(
      client,
      asked.trigger_id,
      noteView(language, chatVoice(language).say('modal.loading')),
    )
    const doing = await doingFor(account, context)
    const caller = await flows.links.callerOf(account)
    if (view === null) {
      const card = wordsOnly(doing.voice.say('modal.again'))
      return answerPrivately(doing, caller?.school_id ?? null, { url: asked.response_url, card })
    }
    await updateView(client, view, await formFor({ doing, people, caller }, asked))
  }
  return {
    ...createReactions({ flows, clients, people, wasHinted }),
    async command({ ack, body, context }) {
      await ack()
      const { team_id, user_id, trigger_id, response_url, text: words } = Command.parse(body)
      await ask({ account: accountOf(team_id, user_id), trigger_id, response_url, words, topic: '' }, context)
    },
    async shortcut({ ack, body, context }) {
      await ack()
      const { team, user, trigger_id, response_url, message } = Shortcut.parse(body)
      const topic = (message?.text ?? '').replace(/\s+/gu, ' ').trim().slice(0, topicMax)
      await ask({ account: accountOf(team.id, user.id), trigger_id, response_url, words: '', topic }, context)
    },
    async options({ ack, body }) {
      const { team, user, value } = Options.parse(body)
      const caller = await flows.links.callerOf(accountOf(team.id, user.id))
      const found = caller === null ? [] : await studentOptions({ flows }, caller, value).catch(() => [])
      await ack({ options: found.map(studentOption) })
    },
    async timeZones({ ack, body }) {
      await ack({ options: timeZoneOptions(Options.parse(body).value) })
    },
    async settings({ ack, body, context }) {
      await ack()
      const { team, user, view } = Submission.parse(body)
      const account = accountOf(team.id, user.id)
      const caller = await flows.links.callerOf(account)
      if (caller === null) return
      const values = Object.fromEntries(
        Object.entries(view.state.values).map(([id, fields]) => [id, fields[id]?.selected_option?.value]),
      )
      await keepSettings(await doingFor(account, context), caller, values)
      people.forget(account)
      await showHome(await doingFor(account, context))
    },
    async submission({ ack, body, context }) {
      const { team, user, view } = Submission.parse(body)
      const account = accountOf(team.id, user.id)
      const doing = await doingFor(account, context)
      const { say } = doing.voice
      await ack({ response_action: 'update', view: noteView(doing.language, say('modal.looking')) })
      const values = view.state.values
      const token = tokenOf(values[ids.student]?.[ids.student]?.selected_option?.value ?? '') ?? ''
      const topic = values[ids.topic]?.[ids.topic]?.value?.trim() || undefined
      const caller = await flows.links.callerOf(account)
      const card =
        caller === null
          ? wordsOnly(await people.howToLink(account))
          : await orRefusal(doing.voice, () => picksFor(doing, caller, { token, topic }))
      const origin = z
        .looseObject({ response_url: text })
        .safeParse(await flows.chat.requests.payloadOf(view.private_metadata, account))
      await answerPrivately(doing, caller?.school_id ?? null, {
        url: origin.data?.response_url ?? null,
        card,
      })
      const client = await clients.of(team.id)
      await updateView(client, { id: view.id, hash: null }, noteView(doing.language, say('modal.done')))
    },
    async action({ ack, body, context }) {
      await ack()
      const press = Press.parse(body)
      const doing = await doingFor(accountOf(press.team.id, press.user.id), context)
      await pressed({ people, clients }, doing, press)
      if (press.container?.type === 'view') await showHome(doing)
    },
    async home({ body, context }) {
      const { team_id, event } = Home.parse(body)
      if (event.tab !== undefined && event.tab !== 'home') return
      await showHome(await doingFor(accountOf(team_id, event.user), context))
    },
    async uninstalled({ body }) {
      const { team_id, enterprise_id, authorizations, event } = Ended.parse(body)
      if (event.type === 'tokens_revoked' && (event.tokens?.bot ?? []).length === 0) return
      const isOrg = authorizations?.[0]?.is_enterprise_install === true
      const tenant = (isOrg ? enterprise_id : team_id) ?? ''
      log.warn({ tenant }, 'the app was removed from Slack')
      await flows.chat.installations.end({ platform: 'slack', tenant }, 'gone', event.type)
      await pauseChannels(flows, tenant)
    },
  }
}

/** Should the app come back, teachers say anew which channel is a class's. `tenant`: a workspace, or a whole organisation. */
async function pauseChannels({ chat, spaces }: BotFlows, tenant: string): Promise<void> {
  const all = await chat.installations.list('slack')
  const within = all.filter((one) => one.within === tenant).map((one) => one.tenant)
  for (const one of [tenant, ...within]) {
    const space = { platform: 'slack', tenant: one } as const
    const school = await spaces.spaceOf(space)
    if (school !== null) await chat.posts.pauseSpace(school, space)
  }
}

/** The form; for who has no link or no students, what to do about it. */
async function formFor(
  { doing, people, caller }: { doing: Doing; people: SlackPeople; caller: Caller | null },
  { words, topic }: Asked,
): Promise<types.ModalView> {
  const { language, account, requestId } = doing
  if (caller === null) return noteView(language, await people.howToLink(account))
  const found = words.trim() === '' ? [] : await studentOptions(doing, caller, words, 2).catch(() => [])
  const student = found.length === 1 ? (found[0] ?? null) : null
  return askView(language, { request: requestId, topic, student })
}

async function pressed(
  { people, clients }: Pick<ListenerDeps, 'people' | 'clients'>,
  doing: Doing,
  { response_url, trigger_id, container, actions }: z.infer<typeof Press>,
): Promise<void> {
  const { flows, account } = doing
  const [action] = actions
  if (action === undefined) return
  const [version = '', verb = ''] = action.action_id.split(':')
  const named = action.action_id === thumbsAction ? action.value : `${action.value}:${verb}`
  const ref = readButtonName(`${version}:${named}`)
  const caller = await flows.links.callerOf(account)
  if (caller !== null && verb === 'e')
    return openSettings(doing, caller, { client: await clients.of(account.tenant), trigger_id })
  const card =
    caller === null
      ? wordsOnly(await people.howToLink(account))
      : await orRefusal(doing.voice, () => pressButton(doing, caller, ref))
  // A message that may have been posted is posted: somebody pressed one of its buttons.
  if (
    caller !== null &&
    ref !== null &&
    ref !== 'too-old' &&
    container?.message_ts !== undefined &&
    container.is_ephemeral !== true
  )
    await flows.chat.posts.found(caller.school_id, account, {
      button_id: ref.button_id,
      message_id: container.message_ts,
    })
  await answerPrivately(doing, caller?.school_id ?? null, { url: response_url ?? null, card })
}
