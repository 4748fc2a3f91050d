import { describe, expect, test } from 'vitest'
import { ground } from '../../support/a-school.ts'
import { aWorkspace, buttonOf, type TestWorkspace, wordsOf } from './a-workspace.ts'

const on = ground()

async function share(w: TestWorkspace): Promise<void> {
  const picks = await w.picks()
  await w.slack.press(w.ode, picks, buttonOf(picks, 's'))
}
const inChannel = (w: TestWorkspace) =>
  w.slack.world.messages.filter(({ channel }) => channel === w.channel.id)
const titles = (w: TestWorkspace): string[] =>
  inChannel(w).map((message) => /A shelf|Book \d/.exec(wordsOf(message))?.[0] ?? '')
const asked = (w: TestWorkspace, method: string) =>
  w.slack.requests().filter((call) => call.method === method)
const toldInPrivate = (w: TestWorkspace): string =>
  w.slack.seenBy(w.ode, w.slack.im(w.ode)).map(wordsOf).join('\n')

describe('a shelf', () => {
  test('[chat-N36] is posted once, whatever Slack answers: 429, 500, or nothing after it took it', async () => {
    const w = await aWorkspace(on)
    await share(w)
    w.slack.fail({ method: 'chat.postMessage', fault: 'rate-limit', retry_after: 3 })
    w.slack.fail({ method: 'chat.postMessage', fault: 'http', status: 500 })
    await w.pass(20)
    expect(titles(w).sort()).toEqual(['A shelf', 'Book 0', 'Book 1', 'Book 2'].sort())
    // One whose answer is lost may have arrived: it is not sent again by itself.
    w.slack.fail({ method: 'chat.postMessage', fault: 'lost-reply' })
    await share(w)
    await w.pass(20)
    expect(inChannel(w)).toHaveLength(8)
    expect(toldInPrivate(w)).toContain('may or may not have been posted')
  })

  test('one that may have arrived is known again when one of its buttons is pressed', async () => {
    const w = await aWorkspace(on)
    await share(w)
    await w.pass(1)
    w.slack.fail({ method: 'chat.postMessage', fault: 'lost-reply' })
    await w.pass(10)
    const states = () =>
      w.school.sql<{ state: string }>('select state from chat_post where book_id is not null')
    expect((await states()).map(({ state }) => state).sort()).toEqual(['sent', 'sent', 'unknown'])
    for (const message of inChannel(w).slice(1)) await w.slack.press(w.ode, message, buttonOf(message, 'l'))
    expect((await states()).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent'])
  })

  test('one that may have arrived is posted again when its teacher says so', async () => {
    const w = await aWorkspace(on)
    w.slack.fail({ method: 'chat.postMessage', fault: 'lost-reply' })
    await share(w)
    await w.pass(10)
    expect(inChannel(w)).toHaveLength(4)
    const note = w.slack.seenBy(w.ode, w.slack.im(w.ode)).at(-1)!
    await w.slack.press(w.ode, note, buttonOf(note, 'a'))
    await w.pass(3)
    expect(inChannel(w)).toHaveLength(5)
  })

  test.each(['channel_not_found', 'not_in_channel', 'is_archived'])(
    '[chat-N38] that meets %s is told of in private, and nothing more goes there',
    async (code) => {
      const w = await aWorkspace(on)
      w.slack.fail({ method: 'chat.postMessage', fault: 'error', code })
      await share(w)
      await w.pass(12)
      expect(inChannel(w)).toEqual([])
      expect(toldInPrivate(w)).toContain('Nothing was posted')
      expect(asked(w, 'chat.postMessage').filter(({ args }) => args.channel === w.channel.id)).toHaveLength(1)
    },
  )

  test.each(['invalid_auth', 'token_revoked'])(
    '[chat-N38] that meets %s ends the installation until it is made anew; what was owed goes then',
    async (code) => {
      const w = await aWorkspace(on)
      w.slack.fail({ method: 'chat.postMessage', fault: 'error', code })
      await share(w)
      await w.pass(10)
      const space = { platform: 'slack', tenant: w.team.id } as const
      const { installations } = w.school.app.flows.chat
      expect(await installations.isActive(space)).toBe(false)
      expect(asked(w, 'chat.postMessage')).toHaveLength(1)
      const { installed, scopes, bot_user_id, expires_at } = (await installations.get(space))!
      await installations.put({ ...space, installed, scopes, bot_user_id, expires_at })
      await w.pass(10)
      expect(titles(w)).toHaveLength(4)
    },
  )

  test('[chat-N38] for which a scope is missing is not tried again and again', async () => {
    const w = await aWorkspace(on)
    w.slack.fail({ method: 'chat.postMessage', fault: 'error', code: 'missing_scope', times: 100 })
    await share(w)
    await w.pass(12)
    expect(inChannel(w)).toEqual([])
    expect(asked(w, 'chat.postMessage').filter(({ args }) => args.channel === w.channel.id)).toHaveLength(4)
    expect(w.log.join()).toContain('missing_scope')
  })

  test('[chat-N39] whose blocks are refused goes as a text, once, and raises an alarm', async () => {
    const w = await aWorkspace(on)
    w.slack.fail({ method: 'chat.postMessage', fault: 'error', code: 'invalid_blocks' })
    await share(w)
    await w.pass(10)
    const [first, ...rest] = inChannel(w)
    expect([first?.blocks, first?.text]).toEqual([[], expect.stringContaining('A shelf for 9a')])
    expect(rest.every(({ blocks }) => blocks.length > 0)).toBe(true)
    expect(w.log.filter((line) => line.includes('"alert":"invalid_blocks"'))).toHaveLength(1)
  })

  test('whose cover Slack cannot fetch goes without it, and keeps its buttons', async () => {
    const w = await aWorkspace(on, { coversAt: 'https://books.example' })
    await share(w)
    w.slack.fail({ method: 'chat.postMessage', fault: 'error', code: 'invalid_blocks', times: 1 })
    await w.pass(10)
    const all = inChannel(w).map(({ blocks }) => JSON.stringify(blocks))
    expect(all).toHaveLength(4)
    expect(all.filter((blocks) => blocks.includes('fb1:l'))).toHaveLength(3)
    w.slack.world.fetchesImages = false
    const picks = await w.picks()
    expect(picks.only_for).toBe(w.ode.id)
    expect(JSON.stringify(picks.blocks)).toContain('fb1:l')
    expect(JSON.stringify(picks.blocks)).not.toContain('/covers/')
  })

  test('[chat-N29] is refused where the channel is of no class, shared with others, archived, or has a guest', async () => {
    const refused = async (change: (w: TestWorkspace) => unknown): Promise<number> => {
      const w = await aWorkspace(on)
      const picks = await w.picks()
      await change(w)
      await w.slack.press(w.ode, picks, buttonOf(picks, 's'))
      await w.pass(10)
      return inChannel(w).length
    }
    const unbind = (w: TestWorkspace) =>
      w.school.app.flows.spaces.unbindChannel(w.person('ode'), {
        ...{ platform: 'slack', tenant: w.team.id, channel_id: w.channel.id },
      })
    const set = (facts: Partial<TestWorkspace['channel']>) => (w: TestWorkspace) =>
      Object.assign(w.channel, facts)
    expect([
      await refused(() => {}),
      await refused(unbind),
      await refused(set({ is_ext_shared: true })),
      await refused(set({ is_pending_ext_shared: true })),
      await refused(set({ is_archived: true })),
      await refused((w) => {
        const guest = w.slack.addUser(w.team, { name: 'g', email: 'g@x.example', is_restricted: true })
        w.channel.members.add(guest.id)
      }),
      await refused((w) => w.slack.fail({ method: 'conversations.members', fault: 'http', status: 500 })),
    ]).toEqual([4, 0, 0, 0, 0, 0, 3])
  })
})

describe('what all see', () => {
  test('[chat-N28] holds no name, level or reason, and no log line holds what a person is called', async () => {
    const w = await aWorkspace(on)
    await w.school.students({
      student_id: 'ada',
      first_name: 'Canaryname',
      class_ids: ['9a'],
      grade_level: 9,
    })
    await w.picks('Canaryname')
    const picks = w.told(w.ode)!
    expect(wordsOf(picks)).toContain('Canaryname')
    await w.slack.press(w.ode, picks, buttonOf(picks, 's'))
    await w.pass(8)
    const seen = JSON.stringify(inChannel(w).map(({ text, blocks }) => [text, blocks]))
    expect(seen).toContain('Book')
    for (const secret of ['Canaryname', 'ada', 'Level', 'Just right', 'Rated highly', 'because'])
      expect(seen).not.toContain(secret)
    for (const [token] of w.slack.world.tokens) expect(w.log.join()).not.toContain(token)
    for (const secret of ['Canaryname', 'ode@school.example', w.ode.id, '/respond/'])
      expect(w.log.join()).not.toContain(secret)
  })

  test('[chat-N33] tells a total from five people on whom nobody sees, and never whose vote went', async () => {
    const w = await aWorkspace(on)
    const students = ['s1', 's2', 's3', 's4', 's5'].map((student_id) => ({
      student_id,
      class_ids: ['9a'],
      grade_level: 9,
    }))
    await w.school.students(...students)
    await w.school.sql(
      "insert into person (school_id, person_id, role, reader_id) select school_id, reader_id, 'student', reader_id from reader where reader_id like 's_' on conflict do nothing",
    )
    const [one] = await w.shelf()
    const book = `b${/Book (\d)/.exec(wordsOf(one))?.[1]}`
    const shown = async (): Promise<string> => {
      // A vote of somebody's makes the total be looked at again.
      await w.slack.press(w.ode, one!, buttonOf(one, 'n'))
      await w.pass(4)
      return wordsOf(inChannel(w).find(({ ts }) => ts === one!.ts))
    }
    for (const { student_id } of students.slice(0, 4)) await w.school.give(student_id, book, 'up')
    expect(await shown()).not.toContain('like this')
    await w.school.give('s5', book, 'up')
    expect(await shown()).toContain('5 readers like this')
    await w.school.give('s1', book, 'none')
    expect(await shown()).not.toContain('like')
  })

  test('[chat-N37] two votes and a new text at once end in the last state; an older edit never comes after', async () => {
    const w = await aWorkspace(on)
    const [one] = await w.shelf()
    const { posts } = w.school.app.flows.chat
    const [{ post_id, body }] = (await w.school.sql<{ post_id: string; body: object }>(
      'select post_id, body from chat_post where message_id = $1',
      [one!.ts],
    )) as [{ post_id: string; body: object }]
    const say = (likes: number) => posts.edit(w.school.id, post_id, { ...body, likes })
    w.slack.fail({ method: 'chat.update', fault: 'slow', ms: 150 })
    await say(5)
    const first = w.pass(2)
    await Promise.all([say(6), say(7)])
    await say(8)
    await first
    await w.pass(6)
    const edits = asked(w, 'chat.update').map(({ args, at_ms }) => ({ text: String(args.text), at_ms }))
    expect(edits.at(-1)?.text).toContain('8 readers like this')
    expect(edits.length).toBeLessThanOrEqual(3)
    for (const [at, edit] of edits.entries())
      if (at > 0) expect(edit.at_ms - edits[at - 1]!.at_ms).toBeGreaterThanOrEqual(2_000)
  })
})
