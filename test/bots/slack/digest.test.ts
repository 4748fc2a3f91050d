import { describe, expect, test } from 'vitest'
import { ground } from '../../support/a-school.ts'
import { bound } from '../../support/a-space.ts'
import { aBook } from '../../support/builders.ts'
import { dayMs, digestHands } from './a-digest.ts'
import { aWorkspace, buttonOf, wordsOf } from './a-workspace.ts'

const on = ground()

async function aDigestWorkspace() {
  const w = await aWorkspace(on)
  return { w, ...digestHands(w) }
}

describe('[chat-N40] the weekly digest', () => {
  test('[chat-N40] comes to who asked for it, once a week, with books that are new, and to nobody else', async () => {
    const { w, choose, live, digestsOf } = await aDigestWorkspace()
    await choose(w.ode, {})
    await live(14 * dayMs)
    const [first, second, ...more] = digestsOf(w.ode)
    expect(more).toEqual([])
    expect(wordsOf(first)).toContain('For 9a')
    const titles = (words: string): string[] => words.match(/\*Book \d\*/g) ?? []
    expect(titles(wordsOf(first))).toHaveLength(3)
    expect(titles(wordsOf(second)).filter((title) => titles(wordsOf(first)).includes(title))).toEqual([])
    expect(digestsOf(w.poe)).toEqual([])
    const isPublic = w.slack.world.messages.filter(({ channel }) => channel === w.channel.id)
    expect(isPublic).toEqual([])
    // Of whom the class is made up, and what they read, stands nowhere in it.
    for (const name of ['Ada', 'Kim', 'ada', 'kim']) expect(wordsOf(first)).not.toContain(name)
  })

  test('[chat-N40] is on with Slack’s own thumbs, and a press votes as its reader', async () => {
    const { w, choose, live, digestsOf } = await aDigestWorkspace()
    await choose(w.ode, {})
    await live(8 * dayMs)
    const [digest] = digestsOf(w.ode)
    const blocks = digest!.blocks as { type: string; elements: { positive_button: { value: string } }[] }[]
    const thumbs = blocks.filter(({ type }) => type === 'context_actions')
    expect(thumbs).toHaveLength(3)
    const { value } = thumbs[0]!.elements[0]!.positive_button
    await w.slack.press(w.ode, digest!, { action_id: 'fb1:thumbs', value })
    expect(await w.votes()).toMatchObject([{ voter: 'ode', vote: 'up' }])
  })

  test('[chat-N40] waits in the tab days before, and is sent at once or skipped there, never twice', async () => {
    const { w, choose, live, work, pressHome, homeOf, digestsOf } = await aDigestWorkspace()
    await choose(w.ode, {})
    await live(5 * dayMs)
    await w.slack.openHome(w.ode)
    expect(wordsOf(homeOf(w.ode))).toContain('A digest waits for Monday, March 9, 2026')
    await pressHome(w.ode, 'd')
    await w.pass(3)
    expect(digestsOf(w.ode)).toHaveLength(1)
    await live(4 * dayMs)
    expect(digestsOf(w.ode)).toHaveLength(1)
    await live(4 * dayMs)
    await pressHome(w.ode, 'k')
    await live(5 * dayMs)
    await work()
    expect(digestsOf(w.ode)).toHaveLength(1)
  })

  test('[chat-N40] paused in the message comes no more; turned on again after a month it makes up for nothing', async () => {
    const { w, choose, live, pressHome, homeOf, digestsOf } = await aDigestWorkspace()
    await choose(w.ode, {})
    await live(8 * dayMs)
    const [digest] = digestsOf(w.ode)
    await w.slack.press(w.ode, digest!, buttonOf(digest, 'p'))
    expect(wordsOf(homeOf(w.ode))).toContain('digest: on')
    await live(28 * dayMs)
    expect(digestsOf(w.ode)).toHaveLength(1)
    await pressHome(w.ode, 'o')
    await w.slack.openHome(w.ode)
    expect(wordsOf(homeOf(w.ode))).toContain('digest: on')
    await live(5 * dayMs)
    expect(digestsOf(w.ode)).toHaveLength(1)
    await live(7 * dayMs)
    expect(digestsOf(w.ode)).toHaveLength(2)
  })

  test('[chat-N40] that no bot could send in its week is not sent after it, and the next one is', async () => {
    const { w, choose, live, digestsOf } = await aDigestWorkspace()
    await choose(w.ode, {})
    await w.school.app.flows.chat.digests.layOut(w.school.id)
    const space = { platform: 'slack', tenant: w.team.id } as const
    const { installations } = w.school.app.flows.chat
    const before = await installations.get(space)
    // One is filled and queued, and then the app is switched off for weeks.
    w.school.clock.advance(6 * dayMs)
    await w.school.app.flows.chat.digests.layOut(w.school.id)
    w.school.clock.advance(dayMs)
    await w.bot.sendDigests()
    await installations.end(space, 'disabled', 'test')
    w.school.clock.advance(30 * dayMs)
    const states = () => w.school.sql('select state from chat_post where digest_of is not null')
    expect(await states()).toEqual([{ state: 'parked' }])
    const { token, refresh, expires_ms } = w.slack.install(w.team.id, before!.scopes)
    const { scopes, bot_user_id } = before!
    const bot = { token, refreshToken: refresh, expiresAt: expires_ms / 1000, userId: bot_user_id, scopes }
    await installations.put({
      ...{ ...space, scopes, bot_user_id, expires_at: new Date(expires_ms), installed: { bot } },
    })
    expect(await states()).toEqual([{ state: 'queued' }])
    await w.pass(3)
    expect(digestsOf(w.ode)).toEqual([])
    await live(8 * dayMs)
    // That of the week in which it came back, and the next one.
    expect(digestsOf(w.ode)).toHaveLength(2)
  })

  test('[chat-N40] of a teacher who moved to another school comes from the new one, from the next week on', async () => {
    const { w, choose, live, digestsOf } = await aDigestWorkspace()
    await choose(w.ode, {})
    await live(7 * dayMs)
    expect(digestsOf(w.ode)).toHaveLength(1)
    const next = await w.school.neighbour()
    await next.books([aBook({ book_id: 'n1', title: 'Book 9' })])
    await next.students({ student_id: 'mo', grade_level: 9, class_ids: ['9z'] })
    const root = { ...w.person('root', 'admin'), school_id: next.id }
    const ode = { ...w.person('ode'), school_id: next.id }
    await next.staff(
      { person_id: 'root', role: 'admin', name: 'Root', email: null },
      { person_id: 'ode', role: 'teacher', name: 'Ode', email: 'ode@school.example' },
    )
    await w.school.app.core.store.school(next.id, (rows) => rows.classTeachers.set('ode', ['9z']))
    const { spaces, chat } = w.school.app.flows
    const space = { platform: 'slack', tenant: w.team.id } as const
    await spaces.unbindSpace(w.person('root', 'admin'), space)
    await bound(w.school.app, root, { ...space, shown_name: 'Harbour' })
    await w.link(w.ode, ode)
    // Where it is Sunday still, the week that had a digest already would seem to be to come.
    await choose(w.ode, { zone: 'Pacific/Pago_Pago' })
    const layOut = async () => {
      await chat.digests.layOut(next.id)
      await w.bot.sendDigests()
    }
    for (let day = 0; day < 5; day++) {
      await layOut()
      await live(dayMs)
    }
    expect(digestsOf(w.ode)).toHaveLength(1)
    for (let day = 0; day < 7; day++) {
      await layOut()
      await live(dayMs)
    }
    expect(digestsOf(w.ode)).toHaveLength(2)
    expect(wordsOf(digestsOf(w.ode)[1])).toContain('For 9z')
  })

  test('[chat-N40] of a teacher who left the school is none, not even one that is on its way', async () => {
    const { w, choose, live, digestsOf } = await aDigestWorkspace()
    await choose(w.ode, {})
    await live(6.9 * dayMs, 0.1 * dayMs)
    w.school.clock.advance(0.1 * dayMs)
    await w.bot.sendDigests()
    await w.school.leave('ode')
    await w.pass(5)
    await live(8 * dayMs)
    expect(digestsOf(w.ode)).toEqual([])
    const [left] = await w.school.sql<{ digests: number; posts: number }>(
      `select (select count(*)::int from chat_digest) as digests,
         (select count(*)::int from chat_post where digest_of is not null) as posts`,
    )
    expect(left).toEqual({ digests: 0, posts: 0 })
  })

  test('[chat-N40] stops when a process ends over it, and another one sends it, once', async () => {
    const { w, choose, live, digestsOf } = await aDigestWorkspace()
    await choose(w.ode, {})
    await live(6 * dayMs)
    w.school.clock.advance(dayMs)
    const { digests } = w.school.app.flows.chat
    await digests.layOut(w.school.id)
    // The first process takes it and is gone.
    const [taken] = await digests.due('slack', 10)
    expect(taken).toMatchObject({ person_id: 'ode', week: '2026-W11' })
    await w.bot.sendDigests()
    await w.pass(3)
    expect(digestsOf(w.ode)).toEqual([])
    w.school.clock.advance(61_000)
    await w.bot.sendDigests()
    await w.pass(3)
    expect(digestsOf(w.ode)).toHaveLength(1)
    // Should it be alive after all, it is too late.
    expect(await digests.send(taken!, null)).toBe(false)
  })
})

describe('the settings', () => {
  test('offer time zones by what is typed, and speak the chosen language from then on', async () => {
    const { w, choose, homeOf, pressHome } = await aDigestWorkspace()
    await pressHome(w.ode, 'e')
    const [id] = [...w.slack.world.views].findLast(([, { view }]) => Object(view).callback_id === 'settings')!
    const offered = (await w.slack.type(w.ode, id, 'time_zone', 'new york')).body as {
      options: { value: string }[]
    }
    expect(offered.options.map(({ value }) => value)).toEqual(['America/New_York'])
    await choose(w.ode, { language: 'de', zone: 'Europe/Berlin' })
    expect(wordsOf(homeOf(w.ode))).toContain('Wochenübersicht: ein. Zeitzone: Europe/Berlin')
  })

  test('of a time zone that there is not are not kept', async () => {
    const { w } = await aDigestWorkspace()
    const { digests } = w.school.app.flows.chat
    const choosing = digests.choose(w.person('ode'), w.account(w.ode), { time_zone: 'Mars/Olympus' })
    await expect(choosing).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(digests.choose(w.person('poe'), w.account(w.ode), { digest: 'on' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(
      digests.choose(w.person('ode', 'student'), w.account(w.ode), { digest: 'on' }),
    ).rejects.toMatchObject({ code: 'forbidden' })
  })
})
