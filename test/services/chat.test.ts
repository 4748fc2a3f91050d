import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { aGuild } from '../bots/discord/a-guild.ts'
import { dayMs, digestHands } from '../bots/slack/a-digest.ts'
import { aWorkspace } from '../bots/slack/a-workspace.ts'
import { ground } from '../support/a-school.ts'
import { anotherProcess, ofItsOwn } from '../support/processes.ts'

const on = ground()
const rounds = 20

describe('two processes of the bots on one server', () => {
  test('[chat-N06] one event at the same instant on both has one effect', async () => {
    const w = await aWorkspace(on, { around: await ofItsOwn(on) })
    const other = await anotherProcess(on, w.school)
    const urls = [(await w.another()).url, (await w.another({ flows: other.flows })).url]
    const deliver = async (body: string): Promise<number[]> => {
      const ts = String(Math.floor(w.school.clock().getTime() / 1000))
      const digest = createHmac('sha256', w.slack.app.signing_secret).update(`v0:${ts}:${body}`).digest('hex')
      const headers = {
        'content-type': 'application/json',
        ...{ 'x-slack-request-timestamp': ts, 'x-slack-signature': `v0=${digest}` },
      }
      return Promise.all(
        urls.map(async (url) => (await fetch(url, { method: 'POST', body, headers })).status),
      )
    }
    const kept = async () => (await w.rows('chat_request')).filter(({ tenant }) => tenant === w.team.id)
    const published = () => w.slack.requests().filter(({ method }) => method === 'views.publish').length
    const before = (await kept()).length
    for (let round = 0; round < rounds; round++) {
      const event = {
        ...{ type: 'event_callback', api_app_id: w.slack.app.id, team_id: w.team.id, event_id: `Ev${round}` },
        event: { type: 'app_home_opened', user: w.ode.id, tab: 'home', event_ts: `${round}.1` },
        authorizations: [{ team_id: w.team.id, enterprise_id: null, is_enterprise_install: false }],
      }
      expect(await deliver(JSON.stringify(event))).toEqual([200, 200])
    }
    await expect.poll(async () => (await kept()).filter(({ state }) => state !== 'done').length).toBe(0)
    expect(await kept()).toHaveLength(before + rounds)
    expect(published()).toBe(rounds)
  })

  test('[chat-N16] a token that is old is renewed by one of them, and both go on with the new one', async () => {
    const w = await aWorkspace(on, { around: await ofItsOwn(on) })
    const other = await anotherProcess(on, w.school)
    const { bot } = await w.another({ flows: other.flows })
    for (let round = 1; round <= 3; round++) {
      w.school.clock.advance(11 * 3_600_000)
      const tokens = await Promise.all(
        [w.bot, bot, w.bot, bot].map(({ clients }) => clients.botOf(w.team.id)),
      )
      expect(new Set(tokens.map(({ token }) => token)).size).toBe(1)
      expect(w.slack.requests().filter(({ method }) => method === 'oauth.v2.access')).toHaveLength(round)
      const client = await bot.clients.of(w.team.id)
      expect(await client.auth.test()).toMatchObject({ ok: true })
    }
  })

  test('[chat-N26] of two bots with one token one answers, and the other when it is gone', async () => {
    const g = await aGuild(on, { around: await ofItsOwn(on) })
    const other = await anotherProcess(on, g.school)
    const first = await g.bot()
    const second = await g.bot({ token: g.discord.token, flows: other.flows })
    const answers = () => g.discord.requests().filter(({ path }) => path.startsWith('/interactions/')).length
    const ask = () => g.answered(g.discord.command({ user: g.ada, channel: g.channel }, 'picks', {}))
    for (let round = 1; round <= 3; round++) {
      await ask()
      expect(answers()).toBe(round)
    }
    expect([first.state(), second.state()]).toEqual(['connected', 'waiting'])
    expect(g.discord.gateway.counts()).toMatchObject({ identified: 1, connected: 1 })
    await first.stop()
    await g.until(() => second.isCovering())
    await ask()
    expect(answers()).toBe(4)
    expect(g.discord.gateway.counts()).toMatchObject({ identified: 2, connected: 1 })
  })
})

describe('[chat-N40] the digest on one server', () => {
  test('[chat-N40] laid out, taken and sent by two processes at once comes once', async () => {
    const w = await aWorkspace(on, { around: await ofItsOwn(on) })
    const other = await anotherProcess(on, w.school)
    const { bot } = await w.another({ flows: other.flows })
    const { choose, digestsOf } = digestHands(w)
    await choose(w.ode, {})
    await choose(w.poe, {})
    const weeks = 3
    for (let week = 1; week <= weeks; week++) {
      w.school.clock.advance(7 * dayMs)
      const both = [w.school.app, other]
      await Promise.all(both.map(({ flows }) => flows.chat.digests.layOut(w.school.id)))
      await Promise.all([w.bot, bot, w.bot, bot].map((one) => one.sendDigests()))
      for (let second = 0; second < 4; second++) {
        w.school.clock.advance(1_000)
        await Promise.all([w.bot, bot].map(({ sender }) => sender.sendDue()))
      }
      expect([week, digestsOf(w.ode).length, digestsOf(w.poe).length]).toEqual([week, week, week])
    }
    const sent = await w.school.sql<{ week: string }>(
      `select week from chat_digest where state = 'sent' and person_id = 'ode' order by week`,
    )
    expect(sent.map(({ week }) => week)).toEqual(['2026-W11', '2026-W12', '2026-W13'])
  })
})
