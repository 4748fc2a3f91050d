import { expect, test } from 'vitest'
import type { FakeDiscord } from '../../../src/sandbox/fake-discord/server.ts'
import { faulty, refusedRow } from '../../support/a-faulty-ground.ts'
import { logInto } from '../../support/a-log.ts'
import { ground } from '../../support/a-school.ts'
import { aGuild, buttonOf, type TestGuild } from './a-guild.ts'

const on = faulty(ground())
const canary = {
  firstName: 'Quillonia',
  topic: 'Grumblethwaite',
  title: 'Dear diary Thaddeusius',
  code: 'ZZZZ2222',
}

/** Tokens of interactions and of the bot, and of people what the platform calls them. */
const secretsOf = (g: TestGuild): string[] => [
  ...[...Object.values(canary), g.discord.token, g.ada.id, g.kim.id, g.ode.id],
  ...g.discord
    .requests()
    .flatMap(({ path }) => /\/(?:callback|webhooks)\/?.*?\/([\w.-]{20,})/.exec(path)?.[1] ?? []),
  ...g.discord.requests().flatMap(({ path }) => /^\/interactions\/\d+\/([^/]+)\//.exec(path)?.[1] ?? []),
]

const failures: Record<string, (discord: FakeDiscord) => void> = {
  'nothing fails': () => {},
  'Discord refuses': (discord) => discord.fail({ fault: 'error', status: 403, code: 50_001 }),
  'Discord does not understand us': (discord) => discord.fail({ fault: 'error', status: 400, code: 50_035 }),
  'Discord refuses the token': (discord) => discord.fail({ fault: 'error', status: 401, code: 0 }),
  'a gateway is bad': (discord) => discord.fail({ fault: 'bad-gateway' }),
  'requests are lost': (discord) => discord.fail({ fault: 'lost-request' }),
  'the database refuses rows': () => {
    on.fault = refusedRow(Object.values(canary))
  },
}

test.each(Object.entries(failures))(
  '[T-55] a day in Discord on which %s',
  { timeout: 60_000 },
  async (name, fail) => {
    const g = await aGuild(on)
    await g.school.students({
      ...{
        student_id: 'ada',
        first_name: canary.firstName,
        grade_level: 9,
        birth_year: 2012,
        class_ids: ['9a'],
      },
    })
    await g.school.sql("update book set title = $1 where book_id = 'b0'", [canary.title])
    const log = logInto(g.log)
    const bot = await g.bot({ log })
    const [post] = await g.shelf()
    const before = g.discord.requests().length
    fail(g.discord)
    const inChannel = { user: g.ada, channel: g.channel }
    g.discord.command(inChannel, 'picks', { topic: canary.topic })
    g.discord.command({ ...inChannel, user: g.kim }, 'link', { code: canary.code })
    g.discord.press(g.ada, post!, buttonOf(post!, 'l'))
    g.discord.react(g.ada, post!, '👍')
    g.discord.gateway.dispatch('INTERACTION_CREATE', { name: canary.firstName, token: canary.topic })
    g.discord.gateway.dispatch('GUILD_MEMBER_UPDATE', { user: { username: canary.firstName } })
    g.discord.gateway.say(`not json ${canary.firstName}`)
    // Something was asked or told of it, and then the bot comes to its end.
    const lines = g.log.length
    await g.until(() => g.discord.requests().length > before || g.log.length > lines + 2)
    await bot.stop()
    on.fault = null
    g.discord.heal()
    const secrets = [...new Set(secretsOf(g))]
    expect([name, secrets.length > 8]).toEqual([name, true])
    expect(g.log.length).toBeGreaterThan(0)
    const text = g.log.join('')
    expect(secrets.filter((one) => text.includes(one))).toEqual([])
    for (const line of g.log) expect(() => JSON.parse(line)).not.toThrow()
  },
)

test('[T-55] a bot with a token that Discord does not know', async () => {
  const g = await aGuild(on)
  const token = `${canary.firstName}.wrong.token`
  await g.bot({ token })
  await g.until(() => g.log.length > 0)
  expect(g.log.join('')).not.toContain(canary.firstName)
})
