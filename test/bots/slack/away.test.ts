import { expect, onTestFinished, test } from 'vitest'
import { databaseAway, faulty } from '../../support/a-faulty-ground.ts'
import { ground } from '../../support/a-school.ts'
import { aWorkspace, buttonOf, type TestWorkspace } from './a-workspace.ts'

const on = faulty(ground())
const pollMs = 20

async function until(holds: () => unknown): Promise<void> {
  const end = performance.now() + 10_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`it did not come to hold: ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

/** Another process of the bot, which looks up what nobody heard of. */
async function startAnew(w: TestWorkspace): Promise<void> {
  const asked = () => w.slack.requests().filter(({ method }) => method === 'reactions.get').length
  const shared = w.slack.seenBy(w.ode, w.channel).filter(({ only_for }) => only_for === null)
  const [before, books] = [asked(), shared.length - 1]
  const { bot } = await w.another({ pollMs })
  onTestFinished(() => bot.stop())
  bot.start()
  await until(() => asked() >= before + books)
  await bot.inbox.idle(1_000)
}

/** The bot's processes heard everything until now. */
const covered = (w: TestWorkspace) =>
  w.school.app.flows.gatewayLease.take(`slack ${w.slack.app.id}`, 'p', true)

test('emoji that came and went while no process listened are votes, and no votes, after the start', async () => {
  const w = await aWorkspace(on)
  const [one, two] = await w.shelf()
  await w.slack.react(w.ode, two!, '+1')
  await covered(w)
  w.school.clock.advance(60_000)
  one!.reactions.set('-1', new Set([w.ode.id]))
  two!.reactions.delete('+1')
  await startAnew(w)
  await until(async () => (await w.votes()).some(({ vote }) => vote === 'down'))
  expect(await w.votes()).toEqual([{ reader_id: '', voter: 'ode', vote: 'down' }])
})

test('what was said by a button meanwhile wins over an emoji of which nobody knows when it came', async () => {
  const w = await aWorkspace(on)
  const [one] = await w.shelf()
  await covered(w)
  w.school.clock.advance(60_000)
  one!.reactions.set('+1', new Set([w.ode.id]))
  w.school.clock.advance(60_000)
  await w.slack.press(w.ode, one!, buttonOf(one, 'n'))
  w.school.clock.advance(60_000)
  await startAnew(w)
  expect(await w.votes()).toEqual([{ reader_id: '', voter: 'ode', vote: 'down' }])
  // An emoji that is known already does not come back either.
  await startAnew(w)
  expect(await w.votes()).toEqual([{ reader_id: '', voter: 'ode', vote: 'down' }])
})

test('a thumb that was turned round counts when Slack tells of both halves minutes later', async () => {
  const w = await aWorkspace(on)
  const [one] = await w.shelf()
  await w.slack.react(w.ode, one!, '+1')
  w.school.clock.advance(10_000)
  const about = {
    user: w.ode.id,
    item_user: w.team.bot_user_id,
    item: { type: 'message', channel: w.channel.id, ts: one!.ts },
  }
  const turned = [
    { type: 'reaction_removed', reaction: '+1', event_ts: w.slack.world.newTs(), ...about },
    { type: 'reaction_added', reaction: '-1', event_ts: w.slack.world.newTs(), ...about },
  ]
  w.school.clock.advance(120_000)
  for (const event of turned) {
    await w.slack.deliveries.event(w.team, event)
    await w.bot.inbox.idle(5_000)
  }
  expect(await w.votes()).toEqual([{ reader_id: '', voter: 'ode', vote: 'down' }])
})

test('emoji that Slack gave up on while the database was away are looked up when it is back', async () => {
  const w = await aWorkspace(on)
  const [one] = await w.shelf()
  await startAnew(w)
  on.fault = databaseAway
  one!.reactions.set('+1', new Set([w.ode.id]))
  w.school.clock.advance(600_000)
  await new Promise((resolve) => setTimeout(resolve, 5 * pollMs))
  on.fault = null
  await until(async () => (await w.votes()).length === 1)
  expect(await w.votes()).toEqual([{ reader_id: '', voter: 'ode', vote: 'up' }])
})
