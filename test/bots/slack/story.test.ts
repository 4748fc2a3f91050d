import { expect, test } from 'vitest'
import { ground } from '../../support/a-school.ts'
import { aServer } from '../../support/a-server.ts'
import { aWorkspace, buttonOf, wordsOf } from './a-workspace.ts'

const on = ground()

test('a teacher asks for books for a student, votes, takes it back, asks why, and shares them with the class', async () => {
  const w = await aWorkspace(on)
  const picks = await w.picks()
  expect(picks.only_for).toBe(w.ode.id)
  expect(wordsOf(picks)).toMatch(/Books for Ada.*Book \d.*Share with 9a/)
  await w.slack.press(w.ode, picks, buttonOf(picks, 'n'))
  const saved = w.told(w.ode)
  expect(wordsOf(saved)).toMatch(/Saved: “Book \d” is not for Ada/)
  expect(await w.votes()).toEqual([{ reader_id: 'ada', voter: 'teacher:ode', vote: 'down' }])
  await w.slack.press(w.ode, picks, buttonOf(picks, 'w'))
  expect(wordsOf(w.told(w.ode))).toContain('It is not on the list any more')
  await w.slack.press(w.ode, saved!, buttonOf(saved, 'u'))
  expect(wordsOf(w.told(w.ode))).toContain('Taken back')
  expect(await w.votes()).toEqual([])
  await w.slack.press(w.ode, picks, buttonOf(picks, 'w'))
  expect(wordsOf(w.told(w.ode))).toMatch(/Why Book \d\?/)
  await w.slack.press(w.ode, picks, buttonOf(picks, 's'))
  expect(wordsOf(w.told(w.ode))).toMatch(/3 books are on the way to the channel of 9a/)
  await w.pass(8)
  const posted = w.slack.seenBy(w.ode, w.channel)
  expect(posted.map(wordsOf)).toEqual([
    expect.stringContaining('A shelf for 9a'),
    ...Array(3).fill(expect.stringMatching(/Book \d/)),
  ])
  await w.slack.react(w.ode, posted[1]!, '+1')
  expect(await w.votes()).toEqual([{ reader_id: '', voter: 'ode', vote: 'up' }])
  await w.slack.unreact(w.ode, posted[1]!, '+1')
  expect(await w.votes()).toEqual([])
  expect(w.slack.requests().filter(({ ok }) => !ok)).toEqual([])
  expect(w.log.filter((line) => line.includes('"level":50'))).toEqual([])
})

test('every pick and every shared book shows its cover, in words too, at an address that names nobody', async () => {
  const w = await aWorkspace(on, { coversAt: 'https://books.example' })
  const site = await aServer(w.school.app)
  for (const message of [await w.picks(), ...(await w.shelf())]) {
    const covers = coversOf(message)
    expect(covers.length).toBe(message.only_for === null ? 1 : 3)
    for (const { image_url, alt_text } of covers) {
      expect(alt_text).toMatch(/^Cover of Book \d/)
      const { origin, pathname } = new URL(image_url)
      expect(origin).toBe('https://books.example')
      expect(pathname.split('/').slice(1, -1)).toEqual([
        'covers',
        w.school.id,
        expect.stringMatching(/^b\d$/),
      ])
      expect((await fetch(`${site}${pathname}`)).headers.get('content-type')).toBe('image/png')
    }
  }
})

test('where no platform can fetch a picture there is none', async () => {
  const w = await aWorkspace(on)
  expect(coversOf(await w.picks())).toEqual([])
})

interface Cover {
  image_url: string
  alt_text: string
}
const coversOf = ({ blocks }: { blocks: unknown[] }): Cover[] =>
  (blocks as { accessory?: Cover }[]).flatMap(({ accessory }) => accessory ?? [])
