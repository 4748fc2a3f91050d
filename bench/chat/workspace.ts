import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { scopes } from '../../src/bots/slack/install.ts'
import { type FakeSlack, startFakeSlack } from '../../src/sandbox/fake-slack/server.ts'
import type { Channel, Message, User } from '../../src/sandbox/fake-slack/world.ts'
import type { ChatSetup, Moment, Report } from './setup.ts'

/** A process with the bot, as whoever started it sees it. */
export interface BotProcess {
  /** Where it takes Slack's calls. */
  url: string
  ended: Promise<void>
  /** Ends by itself, as if killed, when a request comes to this moment. */
  dieAt(moment: Moment): void
  report(): Promise<Report>
  stop(): Promise<void>
}

/** A stand-in of Slack with a class's teachers in it, for a bot in a process of its own. */
export interface Workspace {
  slack: FakeSlack
  teachers: readonly [User, ...User[]]
  channel: Channel
  /** Starts the bot on the same data again and again. */
  start(): Promise<BotProcess>
  /** Lets time pass, for the stand-in and for the next process. */
  advance(ms: number): Promise<void>
  /** Has the first teacher share a shelf with the class; answers its messages about books. */
  shelf(): Promise<[Message, ...Message[]]>
  close(): Promise<void>
}

const patienceMs = 60_000
const stepMs = 20

/** Waits until it holds; throws after a minute. */
export async function until<T>(what: string, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  const end = performance.now() + patienceMs
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== null && found !== false) return found
    if (performance.now() > end) throw new Error(`it did not come to be: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, stepMs))
  }
}

export async function openWorkspace(
  dataFolder: string,
  { teachers: count, isAlone }: { teachers: number; isAlone: boolean },
): Promise<Workspace> {
  const slack = await startFakeSlack()
  const team = slack.addTeam('Oak')
  const people = Array.from({ length: count }, (_, n) =>
    slack.addUser(team, { name: `t${n}`, email: `t${n}@oak.example` }),
  )
  const [first, ...others] = people
  if (first === undefined) throw new Error('a workspace has at least one teacher')
  const channel = slack.addChannel(team, '9a', people)
  const { token, refresh, expires_ms } = slack.install(team.id, scopes)
  let [isNew, aheadMs] = [true, 0]
  const start = async (): Promise<BotProcess> => {
    const { app } = slack
    const setup: ChatSetup = {
      ...{ dataFolder, isNew, aheadMs, isAlone, channel: channel.id, teachers: people.map(({ id }) => id) },
      team: { id: team.id, botUserId: team.bot_user_id },
      slack: {
        ...{ api: slack.api, appId: app.id, clientId: app.client_id, clientSecret: app.client_secret },
        signingSecret: app.signing_secret,
      },
      token: { token, refreshToken: refresh, expiresAt: Math.floor(expires_ms / 1000) },
    }
    const bot = await spawnBot(setup)
    isNew = false
    slack.deliverTo(bot.url)
    return bot
  }
  return {
    ...{ slack, channel, start, teachers: [first, ...others] },
    async advance(ms) {
      aheadMs += ms
      await slack.advance(ms)
    },
    shelf: () => shareShelf(slack, first, channel),
    close: () => slack.close(),
  }
}

async function spawnBot(setup: ChatSetup): Promise<BotProcess> {
  const child = fork(fileURLToPath(new URL('bot-process.ts', import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, CHAT_SETUP: JSON.stringify(setup) },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const { url } = await Promise.race([
    said<{ url: string }>(child, 'url'),
    ended.then((): never => {
      throw new Error('the bot ended before it served')
    }),
  ])
  return {
    url,
    ended,
    dieAt: (dieAt) => void child.send({ dieAt }),
    async report() {
      child.send({ report: true })
      return (await said<{ report: Report }>(child, 'report')).report
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** The next thing of this name that the process says. */
const said = <T>(child: ChildProcess, name: string): Promise<T> =>
  new Promise((resolve) => {
    const hear = (message: object): void => {
      if (!(name in message)) return
      child.off('message', hear)
      resolve(message as T)
    }
    child.on('message', hear)
  })

interface Button {
  action_id?: string
  value?: string
}

/** The button of a message for a verb. */
export function buttonOf(
  { blocks }: Pick<Message, 'blocks'>,
  verb: string,
): { action_id: string; value: string } {
  const all = (blocks ?? []) as { elements?: Button[] }[]
  const found = all
    .flatMap(({ elements = [] }) => elements)
    .find(({ action_id }) => action_id === `fb1:${verb}`)
  if (found?.action_id === undefined || found.value === undefined) throw new Error(`no button ${verb}`)
  return { action_id: found.action_id, value: found.value }
}

const hasButton = (message: Pick<Message, 'blocks'>, verb: string): boolean =>
  JSON.stringify(message.blocks ?? []).includes(`"fb1:${verb}"`)

/** Picks as a teacher asks for them: the command, the form, and the private answer. */
export async function askForPicks(slack: FakeSlack, user: User, channel: Channel): Promise<Message> {
  const before = privateTo(slack, user, channel).length
  await slack.command({ user, channel }, '/picks', 'Ada')
  const viewId = await until('the form', () => formOf(slack))
  const offered = (await slack.type(user, viewId, 'student', 'Ada')).body as { options: unknown[] }
  await slack.submit(user, viewId, {
    student: { student: { type: 'external_select', selected_option: offered.options[0] } },
    topic: { topic: { type: 'plain_text_input', value: null } },
  })
  return until('the answer', () => privateTo(slack, user, channel)[before])
}

/** The form that asks for a student, once it stands in the place of the loading view. */
export const formOf = (slack: FakeSlack): string | undefined =>
  [...slack.world.views].findLast(([, { view }]) => JSON.stringify(view).includes('external_select'))?.[0]

const privateTo = (slack: FakeSlack, user: User, channel: Channel): Message[] =>
  slack.seenBy(user, channel).filter(({ only_for }) => only_for === user.id)

async function shareShelf(slack: FakeSlack, user: User, channel: Channel): Promise<[Message, ...Message[]]> {
  const answer = await askForPicks(slack, user, channel)
  await slack.press(user, answer, buttonOf(answer, 's'))
  const posts = (): Message[] =>
    slack.world.messages.filter(
      (one) => one.channel === channel.id && one.only_for === null && hasButton(one, 'l'),
    )
  await until('the shelf', () => posts().length >= picks)
  const [first, ...others] = posts()
  if (first === undefined) throw new Error('there is no shelf')
  return [first, ...others]
}
/** As many as a private answer on Slack has. */
const picks = 3
