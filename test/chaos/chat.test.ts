import { expect, onTestFinished, test } from 'vitest'
import { moments, teacherOf } from '../../bench/chat/setup.ts'
import { openWorkspace, until } from '../../bench/chat/workspace.ts'
import { seededRandom } from '../../src/core/ranking/random.ts'
import type { Message, User } from '../../src/sandbox/fake-slack/world.ts'
import { bookOf } from './book-of.ts'
import { say, scratchFolder } from './school.ts'

const rounds = Math.max(moments.length, 2 * Number(process.env.SOAK_KILLS ?? 3))
const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000)
/** Slack's second try comes after a minute, and a lease is over by then. */
const secondTryMs = 61_000
/** And the last one five minutes after that; a process learns at its start what time it is. */
const startsToLastTry = 6

test(`nothing is lost and nothing doubled, ended ${rounds} times between signature and answer`, async () => {
  const random = seededRandom(seed)
  const w = await openWorkspace(scratchFolder(), { teachers: 3, isAlone: true })
  onTestFinished(() => w.close())
  let bot = await w.start()
  const shelf = await w.shelf()
  /** What stands under the posts, as people see it: the last emoji of a person on a book is the vote. */
  const standing = new Map<string, string>()
  let given = (await bot.report()).requests.reduce((sum, { n }) => sum + n, 0)
  const act = async (user: User, post: Message): Promise<void> => {
    const key = `${teacherOf(user.id)} ${bookOf(post)}`
    const before = standing.get(key)
    given++
    if (before !== undefined && random() < 0.4) {
      standing.delete(key)
      await w.slack.unreact(user, post, before)
      return
    }
    const emoji = before === '+1' ? '-1' : '+1'
    if (before !== undefined) {
      given++
      await w.slack.unreact(user, post, before)
    }
    standing.set(key, emoji)
    await w.slack.react(user, post, emoji)
  }
  for (let round = 0; round < rounds; round++) {
    const moment = moments[round % moments.length] ?? 'stored'
    bot.dieAt(moment)
    const user = w.teachers[Math.floor(random() * w.teachers.length)] ?? w.teachers[0]
    const post = shelf[Math.floor(random() * shelf.length)] ?? shelf[0]
    await act(user, post)
    await bot.ended
    await w.advance(secondTryMs)
    bot = await w.start()
    // What was not acknowledged is sent again to the process that is there now.
    await w.advance(secondTryMs)
    await until('everything is done', async () =>
      (await bot.report()).requests.every(({ state }) => state === 'done'),
    )
  }
  for (let n = 0; n < startsToLastTry; n++) {
    await bot.stop()
    bot = await w.start()
    await w.advance(secondTryMs)
  }
  await until('everything is done', async () =>
    (await bot.report()).requests.every(({ state }) => state === 'done'),
  )
  const { requests, votes } = await bot.report()
  await bot.stop()
  const stored = requests.reduce((sum, { n }) => sum + n, 0)
  say(`chat: seed ${seed}, ${rounds} ends at ${moments.length} moments: ${stored} requests of ${given} given`)
  say(`  ${votes.length} votes stored, ${standing.size} stand under the posts`)
  expect(stored).toBe(given)
  const told = votes.map(({ person_id, book_id, vote }) => `${person_id} ${book_id} ${vote}`)
  const seen = [...standing].map(([key, emoji]) => `${key} ${emoji === '+1' ? 'up' : 'down'}`)
  expect(told.sort()).toEqual(seen.sort())
})
