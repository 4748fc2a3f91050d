import { expect, test } from 'vitest'
import type { Message } from '../../../src/sandbox/fake-discord/world.ts'
import { ground } from '../../support/a-school.ts'
import { aStudent } from '../../support/builders.ts'
import { aGuild, buttonOf, type TestGuild, textOf } from './a-guild.ts'

const on = ground()

/** Links so many more students of 9a at once; answers their accounts. */
async function crowd(g: TestGuild, count: number) {
  const users = Array.from({ length: count }, (_, n) => g.discord.addUser({ username: `reader-${n}` }))
  for (const user of users) g.discord.join(g.guild, user)
  const ids = users.map((_, n) => `s${n}`)
  await g.school.app.core.store.school(g.school.id, (rows) =>
    rows.readers.upsertStudents(
      ids.map((student_id) => aStudent({ student_id, grade_level: 9, birth_year: 2012, class_ids: ['9a'] })),
      true,
    ),
  )
  await g.school.sql(
    `insert into chat_link (school_id, platform, tenant, account_id, person_id, state, asked_at, confirmed_at)
     select current_setting('shelftalk.school'), 'discord', $1, account, person, 'confirmed', now(), now()
     from unnest($2::text[], $3::text[]) as x(account, person)`,
    [g.guild.id, users.map(({ id }) => id), ids],
  )
  return users
}
const posts = (g: TestGuild) =>
  g.discord.requests().filter(({ method, path }) => method === 'POST' && path.startsWith('/channels/'))
const edits = (g: TestGuild) =>
  g.discord.requests().filter(({ method, path }) => method === 'PATCH' && path.startsWith('/channels/'))

test('[chat-N28] what stands in a channel names nobody and tells no reason; nobody is called', async () => {
  const g = await aGuild(on)
  await g.bot()
  const shelf = await g.shelf()
  const said = JSON.stringify(posts(g).map(({ body }) => body))
  for (const word of ['Ada', 'ada', 'Kim', 'Ms. Ode', 'because', 'Level', 'score', 'slate'])
    expect(said).not.toContain(word)
  expect(textOf(shelf[0]!)).not.toContain('Why?')
  for (const { body, pings } of g.discord.requests()) {
    expect(pings).toEqual({ everyone: false, users: [], roles: [] })
    if (Object(body).components !== undefined) expect(body).toMatchObject({ allowed_mentions: { parse: [] } })
  }
})

test('a second shelf for a class begins with books that do not stand in its channel yet', async () => {
  const g = await aGuild(on)
  await g.bot()
  const titlesOf = (shelf: Message[]): string[] =>
    shelf.map((message) => /Book \d/.exec(textOf(message))?.[0] ?? '')
  const first = titlesOf(await g.shelf())
  const second = titlesOf(await g.shelf())
  expect(second.slice(0, 3).filter((title) => first.includes(title))).toEqual([])
  expect(new Set(second).size).toBe(5)
})

test('[chat-N29] a shelf is refused in a channel of no class, of another class, and to a student', async () => {
  const g = await aGuild(on)
  await g.bot()
  const unbound = g.discord.addChannel(g.guild, 'unbound')
  const tries = [
    { user: g.ode, channel: unbound, option: '9a' },
    { user: g.ode, channel: g.channel, option: '8a' },
    { user: g.ode, channel: g.channel, option: `9a' or true` },
    { user: g.ada, channel: g.channel, option: '9a' },
  ]
  const answers: string[] = []
  for (const { option, ...where } of tries)
    answers.push(textOf(await g.answered(g.discord.command(where, 'shelf', { class: option }))))
  expect(new Set(answers)).toEqual(
    new Set(['There is nothing here for you. It may not exist, or not be yours.']),
  )
  expect(posts(g)).toEqual([])
})

test('a teacher is offered the own classes while she types, and others are offered nothing', async () => {
  const g = await aGuild(on)
  await g.bot()
  const typed = (user: typeof g.ode, value: string) =>
    g.discord.typeOption({ user, channel: g.channel }, 'shelf', { name: 'class', value })
  const [hers, none, his, strange] = [
    typed(g.ode, '9'),
    typed(g.ode, 'zzz'),
    typed(g.kim, ''),
    typed(g.discord.addUser({ username: 'stranger' }), ''),
  ]
  await g.until(() => [hers, none, his, strange].every(({ choices }) => choices !== null))
  expect(hers.choices).toEqual([{ name: '9a', value: '9a' }])
  expect([none.choices, his.choices, strange.choices]).toEqual([[], [], []])
})

test('[chat-N36] too many requests, a bad gateway and a lost reply end in exactly one message each', async () => {
  const g = await aGuild(on)
  await g.bot()
  const about = 'POST /channels/'
  g.discord.fail({ fault: 'lost-reply', about, times: 2 })
  g.discord.fail({ fault: 'bad-gateway', about, times: 4 })
  g.discord.fail({ fault: 'refuse-429', retry_after: 0.05, about, times: 2 })
  g.discord.fail({ fault: 'lost-request', about, times: 2 })
  g.discord.command({ user: g.ode, channel: g.channel }, 'shelf', { class: '9a' })
  const seen = () => g.discord.seenBy(g.kim, g.channel).filter((message) => message.only_for === null)
  await g.until(async () => {
    const left = await g.school.sql<{ n: number }>(
      `select count(*)::int as n from chat_post where state <> 'sent'`,
    )
    return left[0]?.n === 0 && seen().length >= 6
  })
  expect(seen()).toHaveLength(6)
  expect(new Set(seen().map(textOf)).size).toBe(6)
  expect(posts(g).length).toBeGreaterThan(6)
})

test('a channel that is closed to the bot is asked once more at most, and nothing is posted there again', async () => {
  const g = await aGuild(on)
  await g.bot()
  g.channel.closed_to_bot = 'missing-permissions'
  g.discord.command({ user: g.ode, channel: g.channel }, 'shelf', { class: '9a' })
  await g.until(async () => {
    const left = await g.school.sql<{ n: number }>(
      `select count(*)::int as n from chat_post where state = 'queued'`,
    )
    return left[0]?.n === 0 && posts(g).length > 0
  })
  expect(posts(g).length).toBeLessThanOrEqual(6)
  expect(posts(g).every(({ status }) => status === 403)).toBe(true)
})

test('[chat-N33] [chat-N37] likes that nobody sees are told from five on, and the message ends in the last state', async () => {
  const g = await aGuild(on)
  await g.bot()
  const [post] = await g.shelf()
  const readers = await crowd(g, 6)
  const press = (user: typeof g.ada, verb: string) =>
    g.answered(g.discord.press(user, post!, buttonOf(post!, verb)))
  await Promise.all(readers.slice(0, 4).map((user) => press(user, 'l')))
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(edits(g)).toEqual([])
  expect(textOf(post!)).not.toContain('like this')
  await Promise.all(readers.slice(4).map((user) => press(user, 'l')))
  await g.until(() => textOf(post!).includes('6 readers like this'))
  await Promise.all([press(readers[0]!, 'n'), press(readers[1]!, 'n'), press(g.ada, 'l')])
  await g.until(() => textOf(post!).includes('5 readers like this'))
  await press(readers[2]!, 'n')
  await g.until(() => !textOf(post!).includes('like this'))
  const versions = edits(g).map(({ body }) => /(\d) readers like/.exec(JSON.stringify(body))?.[1] ?? 'none')
  expect(versions.at(-1)).toBe('none')
})

test('[chat-N43] five hundred emoji under one message in seconds are five hundred votes, without a storm of edits', async () => {
  const g = await aGuild(on)
  await g.bot()
  const [post] = await g.shelf()
  const readers = await crowd(g, 500)
  const book = `b${/Book (\d)/.exec(textOf(post!))?.[1]}`
  const began = performance.now()
  for (const user of readers) g.discord.react(user, post!, '👍')
  let stored = 0
  while (stored < 500 && performance.now() - began < 100_000) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    stored = (await g.votes(book)).length
  }
  const tookMs = Math.round(performance.now() - began)
  process.stdout.write(`500 emoji became ${stored} votes in ${tookMs} ms, with ${edits(g).length} edits\n`)
  expect(stored).toBe(500)
  expect(edits(g).length).toBeLessThanOrEqual(Math.ceil(tookMs / 2_000))
  expect(g.log.filter((line) => line.includes('"level":50'))).toEqual([])
}, 120_000)
