import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createReceiver } from '../../../src/bots/slack/receiver.ts'
import { databaseAway, faulty } from '../../support/a-faulty-ground.ts'
import { ground } from '../../support/a-school.ts'
import { aWorkspace, buttonOf, type TestWorkspace, wordsOf } from './a-workspace.ts'

const on = faulty(ground())
const mebibyte = 1_048_576

const anEvent = (w: TestWorkspace, facts: object = {}): string =>
  JSON.stringify({
    ...{
      type: 'event_callback',
      api_app_id: w.slack.app.id,
      team_id: w.team.id,
      event_id: `Ev${Math.random()}`,
    },
    event: { type: 'app_home_opened', user: w.ode.id, tab: 'home', event_ts: '1.1' },
    authorizations: [{ team_id: w.team.id, enterprise_id: null, is_enterprise_install: false }],
    ...facts,
  })

async function requestsOf(w: TestWorkspace): Promise<Record<string, unknown>[]> {
  await w.bot.inbox.idle(5_000)
  return (await w.rows('chat_request')).filter(({ tenant }) => tenant === w.team.id)
}

/** The address of the bot, as the stand-in knows it. */
async function post(w: TestWorkspace, body: string, headers: Record<string, string>): Promise<number> {
  const { url } = await w.another()
  const response = await fetch(url, {
    ...{ method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } },
  })
  return response.status
}

const sign = (secret: string, ts: string, body: string): string =>
  createHmac('sha256', secret).update(`v0:${ts}:${body}`).digest('hex')

describe('what is not signed by Slack', () => {
  test('[chat-N01] is refused and kept nowhere', async () => {
    const w = await aWorkspace(on)
    const body = anEvent(w)
    const ts = String(Math.floor(w.school.clock().getTime() / 1000))
    const good = sign(w.slack.app.signing_secret, ts, body)
    const with_ = (signature: string | null, timestamp: string | null = ts): Record<string, string> => ({
      ...(signature === null ? {} : { 'x-slack-signature': signature }),
      ...(timestamp === null ? {} : { 'x-slack-request-timestamp': timestamp }),
    })
    const before = (await requestsOf(w)).length
    const refused = [
      await post(w, body, with_(null)),
      await post(w, body, with_(`v0=${good}`, null)),
      await post(w, body, with_(`v1=${good}`)),
      await post(w, body, with_(`v0=${'z'.repeat(64)}`)),
      await post(w, body, with_(`v0=${sign('another secret', ts, body)}`)),
      await post(w, body.replace('home', 'hOme'), with_(`v0=${good}`)),
    ]
    expect(refused).toEqual(Array(6).fill(401))
    expect(await requestsOf(w)).toHaveLength(before)
    expect(await post(w, body, with_(`v0=${good}`))).toBe(200)
  })

  test('[chat-N02] is refused when its time is not ours, on both sides', async () => {
    const w = await aWorkspace(on)
    const body = anEvent(w)
    const now = w.school.clock().getTime()
    const at = async (seconds: number): Promise<number> =>
      (await w.slack.deliveries.raw(body, { at_ms: now + seconds * 1000 })).status
    expect([await at(-301), await at(301), await at(-299), await at(299)]).toEqual([401, 401, 200, 200])
    for (const ts of ['NaN', '', '1e9', `${now}`, '9'.repeat(40), '-1'])
      expect([
        ts,
        await post(w, body, {
          'x-slack-request-timestamp': ts,
          'x-slack-signature': `v0=${sign(w.slack.app.signing_secret, ts, body)}`,
        }),
      ]).toEqual([ts, 401])
  })

  test('[chat-N03] there is no start without a secret, and no way round it', async () => {
    const w = await aWorkspace(on)
    const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log } as never
    const { inbox } = w.bot
    expect(() => createReceiver({ inbox, clock: w.school.clock, signingSecret: '', log })).toThrow(
      /SLACK_SIGNING_SECRET/,
    )
    expect(
      await post(w, 'ssl_check=1&token=x', { 'content-type': 'application/x-www-form-urlencoded' }),
    ).toBe(401)
  })
})

describe('what Slack sends again', () => {
  test('[chat-N04] exactly as before has one effect', async () => {
    const w = await aWorkspace(on)
    const picks = await w.picks()
    await w.slack.press(w.ode, picks, buttonOf(picks, 'l'))
    const [first] = await w.school.sql<{ event_id: string }>('select event_id from vote')
    const before = (await requestsOf(w)).length
    const body = anEvent(w)
    const published = () => w.slack.requests().filter(({ method }) => method === 'views.publish').length
    for (let n = 0; n < 3; n++) expect((await w.slack.deliveries.raw(body)).status).toBe(200)
    expect(await requestsOf(w)).toHaveLength(before + 1)
    expect(published()).toBe(1)
    expect(await w.school.sql('select event_id from vote')).toEqual([first])
  })

  test('[chat-N05] is known by its event, whatever the retry says', async () => {
    const w = await aWorkspace(on)
    const [first] = await w.shelf()
    const ts = w.slack.world.newTs()
    const body = anEvent(w, {
      event_id: 'Ev5',
      event: {
        ...{
          type: 'reaction_added',
          user: w.ode.id,
          reaction: '+1',
          item_user: w.team.bot_user_id,
          event_ts: ts,
        },
        item: { type: 'message', channel: w.channel.id, ts: first!.ts },
      },
    })
    for (const retry of ['', '1', '2', '3', '0']) {
      const headers: Record<string, string> = retry === '' ? {} : { 'x-slack-retry-num': retry }
      expect((await w.slack.deliveries.raw(body, { headers })).status).toBe(200)
    }
    await w.bot.inbox.idle(5_000)
    expect(await w.votes()).toEqual([{ reader_id: '', voter: 'ode', vote: 'up' }])
    expect((await requestsOf(w)).filter(({ kind }) => kind === 'event reaction_added')).toHaveLength(1)
  })

  test('[chat-N07] after the database was away lands once', async () => {
    const w = await aWorkspace(on)
    const [first] = await w.shelf()
    on.fault = databaseAway
    const answer = await w.slack.react(w.ode, first!, '+1')
    on.fault = null
    expect(answer.status).toBe(503)
    expect(await w.votes()).toEqual([])
    await w.slack.advance(60_000)
    await w.bot.inbox.idle(5_000)
    await w.slack.advance(300_000)
    expect(await w.votes()).toEqual([{ reader_id: '', voter: 'ode', vote: 'up' }])
  })

  test('[chat-N08] what a listener cannot do becomes a dead letter, and a replay brings it back', async () => {
    const w = await aWorkspace(on)
    w.slack.fail({ method: 'views.publish', fault: 'error', code: 'fatal_error', times: 100 })
    const answer = await w.slack.openHome(w.ode)
    expect([answer.status, answer.headers.get('x-slack-no-retry')]).toEqual([200, '1'])
    for (let n = 0; n < 6; n++) {
      w.school.clock.advance(600_000)
      await w.bot.inbox.takeUp()
    }
    const { requests } = w.school.app.flows.chat
    expect((await requests.counts()).dead).toBeGreaterThan(0)
    expect((await requestsOf(w)).filter(({ state }) => state === 'dead')).toMatchObject([{ attempts: 5 }])
    w.slack.heal()
    await requests.replay()
    await w.bot.inbox.takeUp()
    expect((await requestsOf(w)).filter(({ state }) => state !== 'done')).toEqual([])
    expect(w.slack.requests().at(-1)).toMatchObject({ method: 'views.publish', ok: true })
  })
})

test('a request that was worked on and not ended so is worked on again, and posts nothing twice', async () => {
  const w = await aWorkspace(on)
  const { flows } = w.school.app
  let failing = 1
  const done: typeof flows.chat.requests.done = (...args) =>
    failing-- > 0 ? Promise.reject(new Error('killed here')) : flows.chat.requests.done(...args)
  const picks = await w.picks()
  const requests = { ...flows.chat.requests, done }
  const { bot, url } = await w.another({ flows: { ...flows, chat: { ...flows.chat, requests } } })
  w.slack.deliverTo(url)
  await w.slack.press(w.ode, picks, buttonOf(picks, 's'))
  await bot.inbox.idle(5_000)
  w.school.clock.advance(31_000)
  expect(await bot.inbox.takeUp()).toBe(1)
  await w.pass(10)
  const shared = w.slack.world.messages.filter(({ channel }) => channel === w.channel.id)
  expect(shared).toHaveLength(4)
  expect(failing).toBeLessThan(0)
})

describe('what is nothing to us', () => {
  test('[chat-N09] is refused for its size or its form, or acknowledged at once and logged once', async () => {
    const w = await aWorkspace(on)
    expect((await w.slack.deliveries.raw(`{"x":"${'x'.repeat(5 * mebibyte)}"}`)).status).toBe(413)
    expect((await w.slack.deliveries.raw('{"type":')).status).toBe(400)
    expect((await w.slack.deliveries.raw('payload=%7B')).status).toBe(400)
    const before = await requestsOf(w)
    const lines = w.log.length
    const press = { action_id: 'strange', value: 'x' }
    const message = {
      ...w.slack.world.messages[0]!,
      channel: w.hall.id,
      only_for: null,
      ts: '1',
      text: '',
      blocks: [],
    }
    const answers = [
      await w.slack.deliveries.raw(anEvent(w, { event: { type: 'team_join', user: { id: 'U' } } })),
      await w.slack.press(w.ode, message, press),
      await w.slack.shortcut({ user: w.ode, channel: w.hall }, 'strange', 'x'),
      await w.slack.command({ user: w.ode, channel: w.hall }, '/strange'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(1_000)
    expect(w.log.slice(lines)).toHaveLength(4)
    expect(await requestsOf(w)).toEqual(before)
  })

  test('[chat-N10] of another app, or from a workspace without ours, has no effect and tells no token', async () => {
    const w = await aWorkspace(on)
    const other = w.slack.addTeam('Elsewhere')
    const stranger = w.slack.addUser(other, { name: 'x', email: 'ode@school.example' })
    const calls = w.slack.requests().length
    const answers = [
      await w.slack.deliveries.raw(anEvent(w, { api_app_id: 'A0OTHER' })),
      await w.slack.command(
        { user: stranger, channel: w.slack.addChannel(other, 'c', [stranger]) },
        '/picks',
      ),
    ]
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [200, ''],
      [200, ''],
    ])
    await w.bot.inbox.idle(5_000)
    expect(w.slack.requests()).toHaveLength(calls)
    const tokens = [...w.slack.world.tokens.keys()]
    for (const token of tokens) expect(w.log.join()).not.toContain(token)
  })

  test('[chat-N11] pressed on a foreign message, with a made-up or another workspace’s value, is refused privately', async () => {
    const w = await aWorkspace(on)
    const picks = await w.picks()
    const button = buttonOf(picks, 'l')
    const foreign = { ...picks, user: 'U0OTHER', only_for: null }
    const said = async (user: typeof w.ode, value: string): Promise<string> => {
      await w.slack.press(user, { ...foreign, channel: w.hall.id }, { action_id: 'fb1:l', value })
      return wordsOf(w.told(user))
    }
    const other = w.slack.addTeam('Elsewhere')
    const space = { platform: 'slack', tenant: other.id } as const
    const [theirs] = await w.school.app.flows.chat.buttons.make({ school_id: w.school.id }, space, [
      { book_id: 'b1' },
    ])
    const refusals = [
      await said(w.ode, 'x'.repeat(22)),
      await said(w.ode, theirs!),
      await said(w.ode, '../../etc'),
      await said(w.poe, button.value),
    ]
    expect(new Set(refusals).size).toBe(1)
    expect(refusals[0]).toContain('There is nothing here for you')
    await w.slack.press(w.ode, picks, { action_id: 'fb0:l', value: button.value })
    expect(wordsOf(w.told(w.ode))).toContain('too old')
    expect(await w.votes()).toEqual([])
  })
})
