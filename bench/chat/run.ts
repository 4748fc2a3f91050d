// What chat.md promises in times, with a language model that hangs and nothing that takes events out of the outbox.
import { join } from 'node:path'
import type { Message, User } from '../../src/sandbox/fake-slack/world.ts'
import { limits } from '../limits.ts'
import type { Result } from '../results.ts'
import { percentile } from '../statistics.ts'
import { askForPicks, buttonOf, formOf, openWorkspace, until, type Workspace } from './workspace.ts'

const small = { presses: 100, asks: 5, readers: 100, reactSeconds: 2 }
const full = { presses: 400, asks: 20, readers: 500, reactSeconds: 10 }
type Plan = typeof full

/** The Slack bot on the embedded default, against the stand-in. */
export async function benchChat(scratch: string, isSmall: boolean): Promise<Result[]> {
  const plan = isSmall ? small : full
  const w = await openWorkspace(join(scratch, 'chat'), { teachers: plan.readers, isAlone: true })
  try {
    const bot = await w.start()
    try {
      const shelf = await w.shelf()
      return [
        ...(await measureAcks(w, plan)),
        ...(await measureAnswers(w, plan)),
        ...(await measureReactions(w, {
          plan,
          post: shelf[0],
          votes: async () => (await bot.report()).votes,
        })),
      ]
    } finally {
      await bot.stop()
    }
  } finally {
    await w.close()
  }
}

/** From the moment at which Slack calls to our 200. */
async function measureAcks(w: Workspace, { presses }: Plan): Promise<Result[]> {
  const [user] = w.teachers
  const answer = await askForPicks(w.slack, user, w.channel)
  const took: number[] = []
  for (let n = 0; n < presses; n++) {
    const { status, ms } = await w.slack.press(user, answer, buttonOf(answer, n % 2 === 0 ? 'l' : 'n'))
    if (status !== 200) throw new Error(`a press was answered with ${status}`)
    took.push(ms)
  }
  const atMost = { p99: limits.chatAckP99Ms, longest: limits.chatAckLongestMs }
  return [
    {
      what: 'Slack: acknowledged, p99',
      value: percentile(took, 0.99),
      unit: 'ms',
      limit: { atMost: atMost.p99 },
    },
    {
      what: 'Slack: acknowledged, longest',
      value: Math.max(...took),
      unit: 'ms',
      limit: { atMost: atMost.longest },
    },
  ]
}

/** From the command to the loading view, and from the form to the books. */
async function measureAnswers(w: Workspace, { asks }: Plan): Promise<Result[]> {
  const [user] = w.teachers
  const visible: number[] = []
  const complete: number[] = []
  for (let n = 0; n < asks; n++) {
    const opened = (): number => w.slack.requests().filter(({ method }) => method === 'views.open').length
    const before = opened()
    const startedMs = performance.now()
    const command = w.slack.command({ user, channel: w.channel }, '/picks', 'Ada')
    await until('the loading view', () => opened() > before)
    visible.push(performance.now() - startedMs)
    await command
    await until('the form', () => formOf(w.slack))
    const askedMs = performance.now()
    await askForPicks(w.slack, user, w.channel)
    complete.push(performance.now() - askedMs)
  }
  return [
    {
      ...{ what: 'Slack: first visible answer, longest', value: Math.max(...visible), unit: 'ms' },
      limit: { atMost: limits.chatVisibleMs },
    },
    {
      ...{
        what: 'Slack: command, form and complete answer, longest',
        value: Math.max(...complete),
        unit: 'ms',
      },
      limit: { atMost: limits.chatCompleteMs },
    },
  ]
}

/** Everybody puts a thumb under one message; a few press the button too, so that the message has something new to say. */
async function measureReactions(
  w: Workspace,
  { plan, post, votes }: { plan: Plan; post: Message; votes(): Promise<readonly unknown[]> },
): Promise<Result[]> {
  const { reactSeconds } = plan
  const edits = () => w.slack.requests().filter(({ method, ok }) => method === 'chat.update' && ok)
  const [before, startedMs] = [edits().length, performance.now()]
  const pauseMs = (reactSeconds * 1000) / w.teachers.length
  const sent: Promise<number>[] = []
  for (const [n, user] of w.teachers.entries()) {
    const at = startedMs + n * pauseMs - performance.now()
    if (at > 0) await new Promise((resolve) => setTimeout(resolve, at))
    sent.push(vote(w, user, post, n))
  }
  const late = (await Promise.all(sent)).filter((status) => status !== 200).length
  // What was not acknowledged Slack sends again after a minute, and people press again.
  if (late > 0) await w.advance(secondTryMs)
  for (const [n, user] of w.teachers.entries())
    if (isByButton(n)) await until('the press', async () => (await vote(w, user, post, n)) === 200)
  const wanted = w.teachers.length
  await until('all votes', async () => (await votes()).length === wanted)
  const seconds = (performance.now() - startedMs) / 1000
  const likes = w.teachers.filter((_, n) => isByButton(n)).length
  await until('the last edit', () => JSON.stringify(post.blocks).includes(`${likes} readers like this`))
  const editsInTwoSeconds = (edits().length - before) / ((performance.now() - startedMs) / 2_000)
  return [
    { what: `Slack: ${wanted} votes under one message, all stored after`, value: seconds, unit: 's' },
    { what: 'Slack: of them stored at the second try only', value: late, unit: '' },
    {
      ...{
        what: 'Slack: edits of that message in 2 s, the last one right',
        value: editsInTwoSeconds,
        unit: '',
      },
      limit: { atMost: limits.chatEditsInTwoSeconds },
    },
  ]
}
const secondTryMs = 61_000

/** One in ten likes by the button, where nobody sees it: these are told as a number. */
async function vote(w: Workspace, user: User, post: Message, n: number): Promise<number> {
  const delivered = isByButton(n)
    ? await w.slack.press(user, post, buttonOf(post, 'l'))
    : await w.slack.react(user, post, '+1')
  return delivered.status
}
const isByButton = (n: number): boolean => n % 10 === 0
