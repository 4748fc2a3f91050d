import { expect, test } from 'vitest'
import type { Channel, Message, User } from '../../../src/sandbox/fake-slack/world.ts'
import { ground } from '../../support/a-school.ts'
import { aBrowser } from './a-browser-at-slack.ts'
import { dayMs, digestHands } from './a-digest.ts'
import { aWorkspace, buttonOf, type TestWorkspace, wordsOf } from './a-workspace.ts'

const on = ground()

/** A workspace that has not got the app yet, with Ms. May, who teaches 9a, and the channel of her class. */
async function aNewWorkspace() {
  const w = await aWorkspace(on, { coversAt: 'https://books.example' })
  // What Slack's own package notes of a token is by the machine's clock.
  w.school.clock.advance(Date.now() - w.school.clock().getTime())
  await w.school.app.core.store.school(w.school.id, (rows) => rows.classTeachers.set('may', ['9a']))
  const team = w.slack.addTeam('New')
  const may = w.slack.addUser(team, { name: 'May', email: 'may@school.example' })
  return { w, team, may, channel: w.slack.addChannel(team, '9a', [may]) }
}

/** The form that stands before somebody. */
const formOf = (w: TestWorkspace, user: User): [string, string] => {
  const [id, view] = [...w.slack.world.views].findLast(
    ([, one]) => one.user === user.id && one.view.type === 'modal',
  )!
  return [id, JSON.stringify(view.view)]
}

async function picksFor(w: TestWorkspace, { may, channel }: { may: User; channel: Channel }, name: string) {
  await w.slack.command({ user: may, channel }, '/picks')
  const [id] = formOf(w, may)
  const { options } = (await w.slack.type(may, id, 'student', name)).body as { options: { value: string }[] }
  await w.slack.submit(may, id, {
    student: { student: { type: 'external_select', selected_option: options[0] } },
    topic: { topic: { type: 'plain_text_input', value: null } },
  })
  return w.told(may, channel)!
}

test('a teacher’s whole story: installed, linked, asked, voted, shared, reacted, and a digest at the end', async () => {
  const { w, team, may, channel } = await aNewWorkspace()
  const press = async (message: Message, verb: string): Promise<string> => {
    await w.slack.press(may, message, buttonOf(message, verb))
    return wordsOf(w.told(may, channel))
  }

  // The admin adds the app from the page, and approves it at Slack.
  const browser = await aBrowser(w, w.person('root', 'admin'))
  const { address, cookie } = await browser.begin('en')
  const { text } = await browser.back(w.slack.approve(address, { team_id: team.id }), cookie)
  expect(text).toContain('The workspace belongs to')

  // She is known by her address, and says on the page that it is she.
  await w.slack.command({ user: may, channel }, '/picks')
  expect(formOf(w, may)[1]).toContain('confirm it under “My accounts”')
  const { links, spaces } = w.school.app.flows
  await links.confirmLink(w.person('may'), w.account(may))
  const space = { platform: 'slack', tenant: team.id } as const
  await spaces.bindChannel(w.person('may'), { ...space, channel_id: channel.id, class_id: '9a' })

  // She finds a student of hers, and alone sees the books.
  const picks = await picksFor(w, { may, channel }, 'Ad')
  expect(picks.only_for).toBe(may.id)
  expect(wordsOf(picks)).toMatch(
    /Books for Ada.*Book \d.*In the library now.*books\.example\/covers.*Share with 9a/,
  )
  expect(await press(picks, 'l')).toMatch(/Saved: “Book \d” is right for Ada/)
  expect(await press(picks, 'w')).toMatch(/Why Book \d\?/)
  expect(await press(picks, 'r')).toMatch(/Saved: Ada has already read/)
  expect(await press(picks, 'n')).toMatch(/is not for Ada/)
  expect(await w.votes()).toEqual([{ reader_id: 'ada', voter: 'teacher:may', vote: 'down' }])
  expect(await press(w.told(may, channel)!, 'u')).toContain('Taken back')
  expect(await w.votes()).toEqual([])

  // The class sees the books, and nothing of whose they were; an emoji is a vote.
  expect(await press(picks, 's')).toContain('3 books are on the way to the channel of 9a')
  await w.pass(8)
  const shared = w.slack.seenBy(may, channel).filter(({ only_for }) => only_for === null)
  expect(shared).toHaveLength(4)
  expect(shared.map(wordsOf).join()).not.toMatch(/Ada|Level/)
  await w.slack.react(may, shared[1]!, '+1')
  expect(await w.votes()).toEqual([{ reader_id: '', voter: 'may', vote: 'up' }])
  await w.slack.unreact(may, shared[1]!, '+1')
  expect(await w.votes()).toEqual([])

  // Her tab has her classes and settings; the digest that she asks for comes once a week.
  const { choose, live, homeOf, digestsOf } = digestHands(w)
  await choose(may, { zone: 'Europe/Paris' })
  expect(JSON.stringify(homeOf(may))).toMatch(/9a: 2 students.*Weekly digest: on. Time zone: Europe\/Paris/)
  await live(9 * dayMs)
  expect(wordsOf(digestsOf(may)[0])).toMatch(/For 9a.*feedback_buttons/)
  expect(w.slack.requests().filter(({ ok }) => !ok)).toEqual([])
  expect(w.log.filter((line) => line.includes('"level":50'))).toEqual([])
})
