import { ComponentType } from 'discord.js'
import { expect, test } from 'vitest'
import { putCommands } from '../../../src/bots/discord/put-commands.ts'
import { allComponents } from '../../../src/sandbox/fake-discord/component-rules.ts'
import { ground } from '../../support/a-school.ts'
import { aGuild, buttonOf, textOf } from './a-guild.ts'

const on = ground()

test('a student asks for picks, votes, takes it back, and asks why', async () => {
  const g = await aGuild(on)
  await g.bot()
  const picks = await g.answered(g.discord.command({ user: g.ada, channel: g.channel }, 'picks'))
  expect(picks.only_for).toBe(g.ada.id)
  expect(textOf(picks)).toMatch(/Books for you[\s\S]*Book \d[\s\S]*Already read/)
  const liked = await g.answered(g.discord.press(g.ada, picks, buttonOf(picks, 'l')))
  expect(textOf(liked)).toMatch(/Saved: you like “(Book \d)”/)
  expect(liked.only_for).toBe(g.ada.id)
  const book = `b${/Book (\d)/.exec(textOf(liked))?.[1]}`
  expect(await g.votes(book)).toEqual([{ voter: 'self', vote: 'up' }])
  const undone = await g.answered(g.discord.press(g.ada, liked, buttonOf(liked, 'u')))
  expect(textOf(undone)).toContain('Taken back')
  expect(await g.votes(book)).toEqual([])
  const why = await g.answered(g.discord.press(g.ada, picks, buttonOf(picks, 'w')))
  expect(textOf(why)).toContain('Why')
})

test('each book has its cover beside it, on a shelf and among one’s own picks', async () => {
  const g = await aGuild(on, { coversAt: 'https://books.example' })
  await g.bot()
  const picks = await g.answered(g.discord.command({ user: g.ada, channel: g.channel }, 'picks'))
  for (const [message, count] of [
    [picks, 4],
    ...(await g.shelf()).map((one) => [one, 1] as const),
  ] as const) {
    const covers = allComponents(message.components).filter(({ type }) => type === ComponentType.Thumbnail)
    expect(covers).toHaveLength(count)
    for (const { media, description } of covers) {
      expect(media?.url).toMatch(/^https:\/\/books\.example\/covers\/[^/]+\/b\d\/[\w-]{22}\.png$/)
      expect(description).toMatch(/^Cover of Book \d/)
    }
  }
})

test('a story: a student links, asks, votes, the bot starts anew, and an emoji on a teacher’s shelf changes her list', async () => {
  const g = await aGuild(on)
  const first = await g.bot()
  const { links } = g.school.app.flows
  const say = (name: string, options = {}) =>
    g.answered(g.discord.command({ user: g.kim, channel: g.channel }, name, options))
  expect(textOf(await say('picks'))).toContain('not linked yet')
  const kim = g.person('student', 'kim')
  const { code } = await links.newCode(kim, 'discord')
  expect(textOf(await say('link', { code: ` ${code.toLowerCase()} ` }))).toContain('Almost done')
  const account = { platform: 'discord', tenant: g.guild.id, account_id: g.kim.id } as const
  expect(await links.listLinks(kim)).toMatchObject([{ state: 'pending', shown_name: 'kim' }])
  await links.confirmLink(kim, account)

  const picks = await say('picks')
  const kept = await g.answered(g.discord.press(g.kim, picks, buttonOf(picks, 'n')))
  const refused = /“(Book \d)” is not for you/.exec(textOf(kept))?.[1]
  expect(textOf(await say('picks'))).not.toContain(refused)
  const shelf = await g.shelf()
  await first.stop()

  const liked = shelf.find((message) => !textOf(message).includes(refused ?? ''))!
  g.discord.react(g.kim, liked, '❤️')
  const second = await g.bot()
  const book = `b${/Book (\d)/.exec(textOf(liked))?.[1]}`
  const own = () =>
    g.school.sql<{ vote: string }>('select vote from vote where reader_id = $1 and book_id = $2', [
      'kim',
      book,
    ])
  expect(await own()).toEqual([{ vote: 'up' }])
  g.discord.unreact(g.kim, liked, '❤️')
  await g.until(async () => (await own())[0]?.vote === 'none')

  const status = await say('link')
  expect(textOf(await g.answered(g.discord.press(g.kim, status, buttonOf(status, 'x'))))).toContain(
    'not linked any more',
  )
  expect(textOf(await say('picks'))).toContain('not linked yet')
  expect(second.state()).toBe('connected')
  await second.stop()
  expect(second.state()).toBe('stopped')
})

test('the commands are put once with a deployment, as the manifest has them', async () => {
  const g = await aGuild(on)
  expect(await putCommands({ token: g.discord.token, api: g.discord.api })).toEqual([
    'picks',
    'link',
    'shelf',
  ])
  expect(g.discord.world.commands).toMatchObject([{ name: 'picks' }, { name: 'link' }, { name: 'shelf' }])
})

test.each([
  ['a wrong token', 4004],
  ['an intent that was not granted', 4014],
])('%s ends the bot for good, without trying again', async (_, code) => {
  const g = await aGuild(on)
  const failed: number[] = []
  const token = code === 4004 ? 'wrong.token.x' : g.discord.token
  if (code === 4014) g.discord.gateway.refuse(4014)
  const bot = await g.bot({ token, failed: (with_) => void failed.push(with_) })
  await g.until(() => failed.length > 0)
  expect(failed).toEqual([code])
  expect(bot.state()).toBe('failed')
  const asked = g.discord.requests().length
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(g.discord.requests().length).toBe(asked)
})

test('the admin sees whether the bot is in the school’s server', async () => {
  const g = await aGuild(on)
  const { connections } = g.school.app.flows
  const state = async () => {
    const all = await connections.listConnections(g.person('admin', 'root'))
    return all.find(({ platform }) => platform === 'discord')?.state
  }
  expect(await state()).toBe('not_connected')
  await g.bot()
  await g.until(async () => (await state()) === 'working')
  g.discord.leave(g.guild, g.discord.world.bot)
  await g.until(async () => (await state()) === 'not_connected')
})

test('whoever left the server is not linked any more after the daily look', async () => {
  const g = await aGuild(on)
  const first = await g.bot()
  await first.stop()
  g.discord.leave(g.guild, g.ada)
  await g.bot()
  const account = { platform: 'discord', tenant: g.guild.id, account_id: g.ada.id } as const
  await g.until(async () => (await g.school.app.flows.links.callerOf(account)) === null)
  const teacher = { ...account, account_id: g.ode.id }
  expect(await g.school.app.flows.links.callerOf(teacher)).not.toBeNull()
})

test('a server becomes the school’s by the admin’s code, typed by whoever may manage it, and by nobody else', async () => {
  const g = await aGuild(on)
  await g.bot()
  const { spaces } = g.school.app.flows
  const guild = g.discord.addGuild('New', [g.ode, g.kim])
  const space = { platform: 'discord', tenant: guild.id } as const
  const channel = g.discord.addChannel(guild, 'general')
  const { code } = await spaces.newSpaceCode(g.person('admin', 'root'), 'New')
  const type = async (user: typeof g.kim, typed: string) => {
    const answer = await g.answered(g.discord.command({ user, channel }, 'link', { code: typed }))
    expect(answer.only_for).toBe(user.id)
    return textOf(answer)
  }
  expect(await type(g.kim, code)).toContain('may manage this server')
  expect(await type(g.ode, 'BCDF2345BCDF2345')).toContain('does not work')
  expect(await spaces.spaceOf(space)).toBeNull()
  expect(await type(g.ode, code.toLowerCase())).toContain('This server belongs to')
  expect(await spaces.spaceOf(space)).toBe(g.school.id)
  // Her answer may have been lost: the same code in the same server is told the same, and does nothing more.
  expect(await type(g.ode, code)).toContain('This server belongs to')
  expect(JSON.stringify(g.discord.requests()) + g.log.join('')).not.toContain(code)
})
