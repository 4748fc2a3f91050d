import { describe, expect, test } from 'vitest'
import { ground } from '../support/a-school.ts'
import { aGuild, type TestGuild } from './discord/a-guild.ts'
import { aWorkspace, type TestWorkspace } from './slack/a-workspace.ts'

const on = ground()

const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error) => error.code,
  )

describe('[chat-N29] a channel that is to be bound', () => {
  test('[chat-N29] in Slack must be the school’s own: there, with the app in it, not archived, not shared, without guests', async () => {
    const w = await aWorkspace(on)
    const bind = (channel_id: string) =>
      outcome(
        w.school.app.flows.spaces.bindChannel(w.person('ode'), {
          ...{ platform: 'slack', tenant: w.team.id, channel_id, class_id: '9a' },
        }),
      )
    const made = async (facts: Partial<TestWorkspace['channel']>, members = [w.ode]) =>
      bind(w.slack.addChannel(w.team, 'c', members, facts).id)
    const guest = w.slack.addUser(w.team, { name: 'g', email: 'g@x.example', is_restricted: true })
    expect([
      await made({}),
      await made({ is_archived: true }),
      await made({ is_ext_shared: true }),
      await made({ is_pending_ext_shared: true }),
      await made({}, [w.ode, guest]),
      await bind('C0NOWHERE'),
    ]).toEqual(['done', ...Array(5).fill('forbidden')])
    w.slack.fail({ method: 'conversations.members', fault: 'http', status: 500 })
    expect(await made({})).toBe('unavailable')
    expect(await w.school.sql('select from channel_class')).toHaveLength(2)
  })

  test('[chat-N29] in Discord must be a text channel of that very server that the bot sees', async () => {
    const g = await aGuild(on)
    const bind = (channel_id: string) =>
      outcome(
        g.school.app.flows.spaces.bindChannel(g.person('teacher', 'ode'), {
          ...{ platform: 'discord', tenant: g.guild.id, channel_id, class_id: '9a' },
        }),
      )
    const elsewhere = g.discord.addChannel(g.discord.addGuild('Elsewhere', [g.ode]), 'hall')
    const closed = g.discord.addChannel(g.guild, 'closed')
    closed.closed_to_bot = 'missing-access'
    expect([
      await bind(g.discord.addChannel(g.guild, 'good').id),
      await bind(elsewhere.id),
      await bind(closed.id),
      await bind('999'),
      await bind('../guilds/1'),
    ]).toEqual(['done', ...Array(4).fill('forbidden')])
    expect(g.discord.requests().filter(({ path }) => path.includes('guilds/1'))).toEqual([])
    g.discord.fail({ fault: 'bad-gateway', about: 'GET /channels/' })
    expect(await bind(g.discord.addChannel(g.guild, 'late').id)).toBe('unavailable')
  })

  test('[T-2] is not looked at for somebody who may not bind it', async () => {
    const g = await aGuild(on)
    const { spaces } = g.school.app.flows
    const asked = { platform: 'discord' as const, channel_id: g.channel.id }
    const before = g.discord.requests().length
    const own = g.person('teacher', 'ode')
    const refused = [
      outcome(spaces.bindChannel(own, { ...asked, tenant: g.guild.id, class_id: '8b' })),
      outcome(spaces.bindChannel(own, { ...asked, tenant: 'elsewhere', class_id: '9a' })),
    ]
    expect(await Promise.all(refused)).toEqual(['not_found', 'not_found'])
    expect(g.discord.requests().length).toBe(before)
  })
})

describe('[chat-N29] a shelf on Discord', () => {
  const posted = (g: TestGuild): number =>
    g.discord
      .requests()
      .filter(({ method, path }) => method === 'POST' && /^\/channels\/.*messages$/.test(path)).length

  test('[chat-N29] is not posted when its channel is of no class, or of another, by the time it is sent', async () => {
    const g = await aGuild(on)
    const { spaces, chat } = g.school.app.flows
    const channel = { platform: 'discord', tenant: g.guild.id, channel_id: g.channel.id } as const
    const caller = g.person('teacher', 'ode')
    const post = (post_id: string) => ({
      ...{ ...channel, post_id, account_id: null, class_id: '9a', book_id: null, asked_by: g.ode.id },
      ...{ priority: 'share' as const },
      body: { buttonId: null, books: [], postId: post_id, heading: 'A shelf', language: 'en' },
    })
    const stateOf = async (id: string) => (await chat.posts.get(g.school.id, id))?.state
    await spaces.unbindChannel(caller, channel)
    await chat.posts.queue(g.school.id, [post(`${g.guild.id}-1`)])
    await g.bot()
    await g.until(async () => (await stateOf(`${g.guild.id}-1`)) === 'refused')
    await spaces.bindChannel(caller, { ...channel, class_id: '9a' })
    await chat.posts.queue(g.school.id, [post(`${g.guild.id}-2`)])
    await g.until(async () => (await stateOf(`${g.guild.id}-2`)) === 'sent')
    expect(posted(g)).toBe(1)
  })

  test('[chat-N29] waits while Discord does not say whose the channel is', async () => {
    const g = await aGuild(on)
    await g.bot()
    g.discord.fail({ fault: 'bad-gateway', about: 'GET /channels/', times: 6 })
    expect(await g.shelf()).toHaveLength(5)
    const firstPost = g.discord
      .requests()
      .findIndex(({ method, path }) => method === 'POST' && path.endsWith('/messages'))
    const looks = g.discord
      .requests()
      .slice(0, firstPost)
      .filter(({ path }) => path === `/channels/${g.channel.id}`)
    expect(looks.at(-1)?.status).toBe(200)
  })
})
