import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { onTestFinished } from 'vitest'
import { createSlackBot, type SlackBot, type SlackBotOptions } from '../../../src/bots/slack/app.ts'
import { createSlackLook } from '../../../src/bots/slack/channel-look.ts'
import type { Account } from '../../../src/core/domain/people/account.ts'
import type { Caller } from '../../../src/core/domain/people/permissions.ts'
import { type FakeSlack, startFakeSlack } from '../../../src/sandbox/fake-slack/server.ts'
import type { Channel, Message, Team, User } from '../../../src/sandbox/fake-slack/world.ts'
import { logInto } from '../../support/a-log.ts'
import { aSchool, type Ground, type SchoolWishes, type TestSchool } from '../../support/a-school.ts'
import { bound } from '../../support/a-space.ts'
import { aBook, aCaller } from '../../support/builders.ts'
import { textOf } from '../../support/repository.ts'

/** A school with its workspace: Ms. Ode teaches Ada and Kim in 9a, Mr. Poe teaches Lee in 8b; Ode and Poe are linked. */
export interface TestWorkspace {
  school: TestSchool
  slack: FakeSlack
  bot: SlackBot
  team: Team
  /** The channel of 9a. */
  channel: Channel
  /** A channel of no class. */
  hall: Channel
  ode: User
  poe: User
  /** In the workspace, and at the school, but not linked. */
  may: User
  /** Lines of the bot's log, as they were written. */
  log: string[]
  account(user: User): Account
  person(personId: string, role?: Caller['role']): Caller
  link(user: User, caller: Caller): Promise<void>
  /** Another process of the same bot. */
  another(options?: Partial<SlackBotOptions>): Promise<{ bot: SlackBot; url: string }>
  /** Lets time pass, and everything that is owed be sent. */
  pass(seconds?: number): Promise<void>
  /** Picks for a student, as Ms. Ode asks for them; answers the private message. */
  picks(name?: string, topic?: string): Promise<Message>
  /** Has Ms. Ode share the books of a private answer with 9a; answers the messages about books. */
  shelf(): Promise<Message[]>
  /** The newest message that this person alone sees in the hall. */
  told(user: User, channel?: Channel): Message | undefined
  votes(bookId?: string): Promise<{ reader_id: string; voter: string; vote: string }[]>
  rows(table: string): Promise<Record<string, unknown>[]>
}

export interface Manifest {
  features: {
    slash_commands: { command: string; should_escape: boolean }[]
    shortcuts: { callback_id: string }[]
  }
  oauth_config: { scopes: { bot: string[] } }
  settings: {
    event_subscriptions: { bot_events: string[] }
    interactivity: { request_url: string }
    org_deploy_enabled: boolean
    socket_mode_enabled: boolean
    token_rotation_enabled: boolean
  }
}
export const manifest = JSON.parse(textOf('manifests/slack-manifest.json')) as Manifest
const scopes = manifest.oauth_config.scopes.bot

const books = Array.from({ length: 8 }, (_, n) =>
  aBook({
    book_id: `b${n}`,
    title: `Book ${n}`,
    average_rating: 5 - n / 10,
    copies: 2,
    copies_available: n % 2,
  }),
)

/** What stands in a message, its buttons too. */
export const wordsOf = (message: Pick<Message, 'blocks'> | undefined): string =>
  JSON.stringify(message?.blocks ?? null)

interface Element {
  type: string
  action_id: string
  value: string
}
function buttonsOf(message: Pick<Message, 'blocks'> | undefined, verb: string): Element[] {
  const blocks = (message?.blocks ?? []) as { elements?: Element[] }[]
  return blocks
    .flatMap(({ elements = [] }) => elements)
    .filter(({ action_id }) => action_id === `fb1:${verb}`)
}
export function buttonOf(message: Pick<Message, 'blocks'> | undefined, verb: string, at = 0): Element {
  const found = buttonsOf(message, verb)[at]
  if (found === undefined) throw new Error(`there is no button ${verb}`)
  return found
}

async function listen(bot: SlackBot): Promise<{ url: string; server: Server }> {
  const app = express().use(bot.router)
  const server = await new Promise<Server>((resolve) => {
    const listening: Server = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`, server }
}

/** `sockets`: the bot listens over connections of its own, and hears nothing by HTTP. */
export interface WorkspaceWishes extends SchoolWishes {
  sockets?: boolean
}

export async function aWorkspace(
  on: Ground,
  { sockets = false, ...wishes }: WorkspaceWishes = {},
): Promise<TestWorkspace> {
  const school = await aSchool(on, wishes)
  const standIn = await startFakeSlack({ now: () => school.clock().getTime() })
  onTestFinished(() => standIn.close())
  // What people do is over when the bot is done with it.
  const slack = patient(standIn, () => bot.inbox.idle(longestWorkMs))
  const team = slack.addTeam('Harbour')
  const person: TestWorkspace['person'] = (person_id, role = 'teacher') =>
    aCaller({ school_id: school.id, role, person_id, caller_id: `person:${person_id}` })
  const [ode, poe, may] = ['ode', 'poe', 'may'].map((name) =>
    slack.addUser(team, { name, email: `${name}@school.example` }),
  ) as [User, User, User]
  const channel = slack.addChannel(team, '9a', [ode])
  const hall = slack.addChannel(team, 'hall', [ode, poe, may])
  const log: string[] = []
  const hints = new Set<string>()
  const options: SlackBotOptions = {
    ...{
      signingSecret: slack.app.signing_secret,
      appId: slack.app.id,
      flows: school.app.flows,
      clock: school.clock,
    },
    api: { url: slack.api, clientId: slack.app.client_id, clientSecret: slack.app.client_secret },
    log: logInto(log),
    wasHinted: async (account) => hints.has(account) || !hints.add(account),
    appToken: sockets ? standIn.socketMode().appToken : null,
  }
  const bot: SlackBot = createSlackBot(options)
  slack.deliverTo((await listen(bot)).url)
  await bot.sockets?.open()
  onTestFinished(() => bot.sockets?.close())
  school.app.channelLooks.set('slack', createSlackLook(bot.clients))
  const w: TestWorkspace = {
    ...{ school, slack, bot, team, channel, hall, ode, poe, may, log, person },
    account: (user) => ({ platform: 'slack', tenant: user.team_id, account_id: user.id }),
    async link(user, caller) {
      const { links } = school.app.flows
      await links.linkByEmail(w.account(user), { email: user.email, shown_name: user.name })
      await links.confirmLink(caller, w.account(user))
    },
    async another(more = {}) {
      const other = createSlackBot({ ...options, ...more })
      return { bot: other, url: (await listen(other)).url }
    },
    async pass(seconds = 1) {
      for (let n = 0; n < seconds; n++) {
        school.clock.advance(1_000)
        await bot.sender.sendDue()
      }
    },
    ...hands({ school, slack, ode, hall, channel, on }, (seconds) => w.pass(seconds)),
  }
  await furnish(w)
  return w
}

const longestWorkMs = 10_000
const doings = [
  'command',
  'shortcut',
  'submit',
  'press',
  'pressIn',
  'react',
  'unreact',
  'openHome',
  'uninstall',
] as const

function patient(slack: FakeSlack, done: () => Promise<void>): FakeSlack {
  const waiting = doings.map((name) => {
    const act = slack[name] as (...args: unknown[]) => Promise<unknown>
    const acting = async (...args: unknown[]) => {
      const answer = await act(...args)
      await done()
      return answer
    }
    return [name, acting] as const
  })
  return { ...slack, ...Object.fromEntries(waiting) }
}

type Given = Pick<TestWorkspace, 'school' | 'slack' | 'ode' | 'hall' | 'channel'> & { on: Ground }

function hands(
  { school, slack, ode, hall, channel, on }: Given,
  pass: TestWorkspace['pass'],
): Pick<TestWorkspace, 'picks' | 'shelf' | 'told' | 'votes' | 'rows'> {
  const told: TestWorkspace['told'] = (user, where = hall) =>
    slack.seenBy(user, where).findLast(({ only_for }) => only_for === user.id)
  const picks: TestWorkspace['picks'] = async (name = 'Ada', topic = '') => {
    await slack.command({ user: ode, channel: hall }, '/picks', name)
    const view = [...slack.world.views.values()].at(-1)
    const offered = (await slack.type(ode, view!.id, 'student', name)).body as {
      options: { value: string }[]
    }
    const values = {
      student: { student: { type: 'external_select', selected_option: offered.options[0] } },
      topic: { topic: { type: 'plain_text_input', value: topic === '' ? null : topic } },
    }
    await slack.submit(ode, view!.id, values)
    return told(ode)!
  }
  return {
    picks,
    told,
    async shelf() {
      const answer = await picks()
      await slack.press(ode, answer, buttonOf(answer, 's'))
      await pass(8)
      return slack.world.messages.filter(
        (one) => one.channel === channel.id && buttonsOf(one, 'l').length > 0,
      )
    },
    votes: (bookId) =>
      school.sql(
        `select reader_id, voter, vote from vote where vote <> 'none' and ($1::text is null or book_id = $1)
         union all select '', person_id, vote from chat_vote where vote <> 'none' and ($1::text is null or book_id = $1)`,
        [bookId ?? null],
      ),
    rows: (table) =>
      on.driver.transaction({ role: 'shelftalk_system', schoolId: null, background: false }, (sql) =>
        sql.rows<Record<string, unknown>>(`select * from ${table}`),
      ),
  }
}

async function furnish(w: TestWorkspace): Promise<void> {
  const { school, slack, team, channel } = w
  const { spaces, chat } = school.app.flows
  await school.books(books)
  await school.students(
    { student_id: 'ada', first_name: 'Ada', grade_level: 9, class_ids: ['9a'] },
    { student_id: 'kim', first_name: 'Kim', grade_level: 9, class_ids: ['9a'] },
    { student_id: 'lee', first_name: 'Lee', grade_level: 8, class_ids: ['8b'] },
  )
  await school.staff(
    { person_id: 'root', role: 'admin', name: 'Root', email: null },
    ...['ode', 'poe', 'may'].map((id) => ({
      ...{ person_id: id, role: 'teacher' as const, name: id, email: `${id}@school.example` },
    })),
  )
  await school.app.core.store.school(school.id, async (rows) => {
    await rows.classTeachers.set('ode', ['9a'])
    await rows.classTeachers.set('poe', ['8b'])
  })
  const space = { platform: 'slack', tenant: team.id } as const
  await bound(school.app, w.person('root', 'admin'), { ...space, shown_name: 'Harbour' })
  const { token, refresh, expires_ms } = slack.install(team.id, scopes)
  await chat.installations.put({
    ...{ ...space, scopes, bot_user_id: team.bot_user_id, expires_at: new Date(expires_ms) },
    installed: {
      bot: { token, refreshToken: refresh, expiresAt: expires_ms / 1000, userId: team.bot_user_id, scopes },
    },
  })
  await spaces.bindChannel(w.person('ode'), { ...space, channel_id: channel.id, class_id: '9a' })
  await w.link(w.ode, w.person('ode'))
  await w.link(w.poe, w.person('poe'))
}
