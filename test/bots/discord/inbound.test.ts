import { expect, test } from 'vitest'
import { interactionPayload } from '../../../src/sandbox/fake-discord/payloads.ts'
import { ground } from '../../support/a-school.ts'
import { aServer } from '../../support/a-server.ts'
import { aGuild, buttonOf, type TestGuild, textOf } from './a-guild.ts'

const on = ground()
const minuteMs = 60_000

const reactions = (g: TestGuild): Promise<{ person_id: string; emoji: string; present: boolean }[]> =>
  g.school.sql('select person_id, emoji, present from chat_reaction order by person_id, emoji')
const requests = (g: TestGuild): Promise<{ state: string }[]> =>
  g.school.app.core.store.system(async (rows) => {
    const { waiting, dead } = await rows.chatRequests.counts(new Date())
    return [...Array(waiting).fill({ state: 'waiting' }), ...Array(dead).fill({ state: 'dead' })]
  })
const bookOf = (text: string): string => `b${/Book (\d)/.exec(text)?.[1]}`
const ask = (g: TestGuild, name = 'picks') => g.discord.command({ user: g.ada, channel: g.channel }, name)
/** The bot is alive: it answers. */
const isWell = async (g: TestGuild): Promise<void> => {
  expect(textOf(await g.answered(ask(g)))).toContain('Books for you')
}

test('[chat-N17] there is no address for interactions over HTTP, signed or not', async () => {
  const g = await aGuild(on)
  const address = await aServer(g.school.app)
  const body = JSON.stringify(interactionPayload(g.discord.world, ask(g)))
  const signed = { 'x-signature-ed25519': 'ab'.repeat(64), 'x-signature-timestamp': '1700000000' }
  for (const path of ['/discord/interactions', '/interactions', '/discord/events', '/discord'])
    for (const headers of [{}, signed]) {
      const answer = await fetch(`${address}${path}`, {
        ...{ method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } },
      })
      expect([path, answer.status]).toEqual([path, 404])
    }
  expect(await requests(g)).toEqual([])
})

test('[chat-N18] an answer comes after 2.9 seconds; after 3.1 seconds it is dropped with a line in the log', async () => {
  const g = await aGuild(on)
  await g.bot()
  const late = async (ms: number) => {
    g.discord.fail({ fault: 'slow', ms: 150, about: 'POST /interactions/', times: 1 })
    const asked = ask(g)
    g.discord.advance(ms)
    return asked
  }
  expect(textOf(await g.answered(await late(2_700)))).toContain('Books for you')
  const tooLate = await late(3_100)
  await g.until(() => g.log.some((line) => line.includes('10062')))
  g.discord.fail({ fault: 'error', status: 404, code: 10_062, about: 'POST /interactions/', times: 1 })
  ask(g)
  await g.until(() => g.log.filter((line) => line.includes('10062')).length === 2)
  expect(g.discord.answerTo(tooLate)).toBeUndefined()
  expect(await requests(g)).toEqual([])
  await isWell(g)
})

test('[chat-N19] what comes twice counts once: an interaction, an emoji, a resumed session', async () => {
  const g = await aGuild(on)
  await g.bot()
  const [post] = await g.shelf()
  const picks = await g.answered(ask(g))
  const pressed = g.discord.press(g.ada, picks, buttonOf(picks, 'l'))
  const liked = await g.answered(pressed)
  g.discord.react(g.ada, post!, '👎')
  g.discord.unreact(g.ada, post!, '👎')
  g.discord.react(g.ada, post!, '👍')
  await g.until(async () => (await reactions(g)).some(({ present, emoji }) => present && emoji === '👍'))
  const before = await reactions(g)
  g.discord.gateway.repeat(100)
  g.discord.gateway.dispatch('INTERACTION_CREATE', interactionPayload(g.discord.world, pressed))
  await g.until(() => g.log.some((line) => line.includes('40060')))
  expect(await reactions(g)).toEqual(before)
  expect(await g.votes(bookOf(textOf(liked)))).toContainEqual({ voter: 'self', vote: 'up' })

  const { resumed } = g.discord.gateway.counts()
  g.discord.gateway.drop()
  for (let n = 0; n < 50; n++) {
    g.discord.unreact(g.ada, post!, '👍')
    g.discord.react(g.ada, post!, '👍')
  }
  g.discord.unreact(g.ada, post!, '👍')
  await g.until(async () => (await reactions(g)).every(({ present }) => !present))
  expect(g.discord.gateway.counts().resumed).toBe(resumed + 1)
  await g.until(async () => (await g.votes(bookOf(textOf(post!)))).length === 0)
  await isWell(g)
})

test('[chat-N20] emoji under messages from before count; what is gone does not bring the bot down', async () => {
  const g = await aGuild(on)
  const first = await g.bot()
  const [post, gone] = await g.shelf()
  await first.stop()
  await g.bot()
  g.discord.react(g.ada, post!, '❤️')
  await g.until(async () => (await g.votes(bookOf(textOf(post!)))).length === 1)

  g.discord.react(g.ada, gone!, '👍')
  g.discord.removeMessage(gone!)
  for (const code of [50_001, 50_013, 10_008]) {
    g.discord.fail({ fault: 'error', status: 403, code, about: 'GET /channels/' })
    g.discord.clear(post!)
    await new Promise((resolve) => setTimeout(resolve, 100))
    g.discord.heal()
  }
  const asked = g.discord.requests().length
  g.discord.removeChannel(g.channel)
  const elsewhere = g.discord.addChannel(g.guild, 'elsewhere')
  const answer = await g.answered(g.discord.command({ user: g.ada, channel: elsewhere }, 'picks'))
  expect(textOf(answer)).toContain('Books for you')
  expect(g.discord.requests().length - asked).toBeLessThan(10)
})

test('[chat-N21] what happened to emoji while the process was down is right after its start', async () => {
  const g = await aGuild(on)
  const first = await g.bot()
  const posts = await g.shelf()
  for (const post of posts.slice(0, 2)) g.discord.react(g.ada, post, '👍')
  await g.until(async () => (await reactions(g)).length === 2)
  await first.stop()

  const [a, b, c, d, e] = posts.map((post) => bookOf(textOf(post)))
  g.discord.unreact(g.ada, posts[0]!, '👍')
  g.discord.unreact(g.ada, posts[1]!, '👍')
  g.discord.react(g.ada, posts[1]!, '👎')
  g.discord.react(g.ada, posts[2]!, '👍🏽')
  g.discord.react(g.ada, posts[3]!, '👍')
  g.discord.react(g.ada, posts[3]!, '👎')
  g.discord.react(g.kim, posts[4]!, '👍')
  await g.bot()
  expect(await g.votes(a!)).toEqual([])
  expect(await g.votes(b!)).toEqual([{ voter: 'self', vote: 'down' }])
  expect(await g.votes(c!)).toEqual([{ voter: 'self', vote: 'up' }])
  // Which of two that say the opposite came last, nobody knows; and Kim's account is not linked.
  expect(await g.votes(d!)).toEqual([])
  expect(await g.votes(e!)).toEqual([])
})

test('[chat-N22] a burst counts once; a custom emoji of that name does not count', async () => {
  const g = await aGuild(on)
  await g.bot()
  const [post, other] = await g.shelf()
  g.discord.react(g.ada, other!, 'thumbsup:123456')
  g.discord.react(g.ada, post!, '👍', true)
  await g.until(async () => (await g.votes(bookOf(textOf(post!)))).length > 0)
  expect(await reactions(g)).toEqual([{ person_id: 'ada', emoji: '👍', present: true }])
  expect(await g.votes(bookOf(textOf(post!)))).toEqual([{ voter: 'self', vote: 'up' }])
  expect(await g.votes(bookOf(textOf(other!)))).toEqual([])
})

test('[chat-N23] packets of no shape that we know are a line in the log each, and the bot lives', async () => {
  const g = await aGuild(on)
  await g.bot()
  const lines = g.log.length
  const { gateway } = g.discord
  const known = interactionPayload(g.discord.world, ask(g))
  await g.until(() => g.discord.requests().some(({ method }) => method === 'PATCH'))
  gateway.dispatch('INTERACTION_CREATE', null)
  gateway.dispatch('INTERACTION_CREATE', { ...known, id: '1', type: 99 })
  gateway.dispatch('INTERACTION_CREATE', { ...known, id: '2', member: null })
  gateway.dispatch('MESSAGE_REACTION_ADD', { user_id: null })
  gateway.dispatch('MESSAGE_CREATE', null)
  gateway.dispatch('GUILD_MEMBER_UPDATE', { user: null })
  gateway.say('{"op":0,"t":7,"d":null}')
  gateway.say('not json')
  await g.until(() => g.log.length >= lines + 5)
  const unknown = await g.answered(g.discord.press(g.ada, g.discord.seenBy(g.ada, g.channel)[0]!, 'poll:1'))
  expect(textOf(unknown)).toContain('nothing here for you')
  await isWell(g)
  expect(g.log.length).toBe(lines + 5)
})

test('[chat-N24] [chat-N25] an answer later than 15 minutes is dropped, and never said where others see it', async () => {
  const g = await aGuild(on)
  g.ada.takes_dms = false
  await g.bot()
  g.discord.fail({ fault: 'slow', ms: 200, about: 'PATCH /webhooks/', times: 1 })
  const asked = ask(g)
  await g.until(() => g.discord.requests().some(({ path }) => path.startsWith('/interactions/')))
  g.discord.advance(15 * minuteMs + 1_000)
  await g.until(() => g.log.some((line) => line.includes('50027')))
  expect(g.discord.answerTo(asked)).toBeUndefined()
  expect(g.discord.seenBy(g.kim, g.channel)).toEqual([])
  expect(g.discord.requests().filter(({ path }) => path.startsWith('/users/'))).toEqual([])
  expect(await requests(g)).toEqual([])
  await isWell(g)
})

test('[chat-N26] of two processes one listens, and the other takes over', async () => {
  const g = await aGuild(on)
  const first = await g.bot()
  const second = await g.bot({ token: g.discord.token })
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect([first.state(), second.state()]).toEqual(['connected', 'waiting'])
  expect(g.discord.gateway.counts()).toMatchObject({ identified: 1, connected: 1 })
  await isWell(g)
  expect(g.discord.requests().filter(({ path }) => path.startsWith('/interactions/'))).toHaveLength(1)
  await first.stop()
  await g.until(() => second.isCovering())
  await isWell(g)
  expect(g.discord.gateway.counts()).toMatchObject({ identified: 2, connected: 1 })
})

test('[chat-N30] who is not linked leaves no trace and is told how to link; a code is never said again', async () => {
  const g = await aGuild(on)
  await g.bot()
  const [post] = await g.shelf()
  g.discord.react(g.kim, post!, '👍')
  const pressed = await g.answered(g.discord.press(g.kim, post!, buttonOf(post!, 'l')))
  expect(textOf(pressed)).toContain('/link')
  expect(pressed.only_for).toBe(g.kim.id)
  expect(await reactions(g)).toEqual([])
  expect(await g.votes(bookOf(textOf(post!)))).toEqual([])

  const say = (code: string) => g.discord.command({ user: g.kim, channel: g.channel }, 'link', { code })
  const wrong = await g.answered(say('ZZZZ2222'))
  expect(wrong.only_for).toBe(g.kim.id)
  expect(textOf(wrong)).toContain('does not work')
  const { code } = await g.school.app.flows.links.newCode(g.person('student', 'kim'), 'discord')
  const right = await g.answered(say(code))
  expect(textOf(right)).toContain('Almost done')
  const bodies = JSON.stringify(g.discord.requests()) + g.log.join('')
  for (const typed of [code, 'ZZZZ2222', g.kim.id]) expect(bodies.includes(typed)).toBe(false)
})

test('[chat-N31] who is not 13 for certain, or in a grade that is off, is not linked on Discord', async () => {
  const g = await aGuild(on)
  const { links } = g.school.app.flows
  await g.school.students(
    { student_id: 'young', grade_level: 9, birth_year: 2013, class_ids: ['9a'] },
    { student_id: 'ageless', grade_level: 9, birth_year: null, class_ids: ['9a'] },
    { student_id: 'eighth', grade_level: 8, birth_year: 2010, class_ids: ['9a'] },
  )
  for (const id of ['young', 'ageless', 'eighth'])
    await expect(links.newCode(g.person('student', id), 'discord')).rejects.toMatchObject({
      code: 'forbidden',
    })
  await g.bot()
  await isWell(g)
  await g.school.policy({ discord_grades: [10] })
  expect(textOf(await g.answered(ask(g)))).toContain('not linked yet')
})
