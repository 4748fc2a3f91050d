import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { teacherOf } from '../../bench/chat/setup.ts'
import { buttonOf, openWorkspace, until } from '../../bench/chat/workspace.ts'
import { seededRandom } from '../../src/core/ranking/random.ts'
import { bookOf } from './book-of.ts'
import { say, scratchFolder } from './school.ts'

const inputs = Number(process.env.SOAK_KILLS ?? 3) >= 50 ? 1_000 : 100
const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000)

test(`[chat-N04] votes stored are votes given when every one of ${inputs} mixed deliveries comes twice`, async () => {
  const random = seededRandom(seed)
  const below = (count: number): number => Math.floor(random() * count)
  const w = await openWorkspace(scratchFolder(), { teachers: 4, isAlone: false })
  onTestFinished(() => w.close())
  const bot = await w.start()
  const shelf = await w.shelf()
  const before = (await bot.report()).requests.reduce((sum, { n }) => sum + n, 0)
  const doubling = await startDoubling(bot.url)
  onTestFinished(() => doubling.close())
  w.slack.deliverTo(doubling.url)
  const opened = (): number => w.slack.requests().filter(({ method }) => method === 'views.publish').length
  const openedBefore = opened()
  /** Of two teachers the emoji that stands, of two what they pressed last. */
  const votes = new Map<string, string>()
  let [given, homes] = [0, 0]
  for (let n = 0; n < inputs; n++) {
    const at = below(w.teachers.length)
    const [user, post] = [w.teachers[at] ?? w.teachers[0], shelf[below(shelf.length)] ?? shelf[0]]
    const key = `${teacherOf(user.id)} ${bookOf(post)}`
    const before = votes.get(key)
    given++
    if (random() < 0.1) {
      homes++
      await w.slack.openHome(user)
    } else if (at % 2 === 1) {
      const verb = (['l', 'n', 'r'] as const)[below(3)] ?? 'l'
      votes.set(key, { l: 'up', n: 'down', r: 'read' }[verb])
      await w.slack.press(user, post, buttonOf(post, verb))
    } else if (before === undefined) {
      const emoji = random() < 0.5 ? '+1' : '-1'
      votes.set(key, emoji === '+1' ? 'up' : 'down')
      await w.slack.react(user, post, emoji)
    } else {
      votes.delete(key)
      await w.slack.unreact(user, post, before === 'up' ? '+1' : '-1')
    }
  }
  await until('everything is done', async () =>
    (await bot.report()).requests.every(({ state }) => state === 'done'),
  )
  const report = await bot.report()
  await bot.stop()
  const stored = report.requests.reduce((sum, { n }) => sum + n, 0) - before
  say(`doubled: seed ${seed}, ${doubling.forwarded()} deliveries of ${given} inputs, ${stored} requests`)
  expect(doubling.forwarded()).toBeGreaterThanOrEqual(2 * given)
  expect(stored).toBe(given)
  expect(opened() - openedBefore).toBe(homes)
  const told = report.votes.map(({ person_id, book_id, vote }) => `${person_id} ${book_id} ${vote}`)
  expect(told.sort()).toEqual([...votes].map(([key, vote]) => `${key} ${vote}`).sort())
})

/** What comes is passed on twice at once, byte for byte; the first answer is the answer. */
async function startDoubling(target: string) {
  let forwarded = 0
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(
          ([name]) => name.startsWith('x-slack') || name === 'content-type',
        ),
      ) as Record<string, string>
      const pass = async () => {
        forwarded++
        const answer = await fetch(target, { method: 'POST', headers, body: Buffer.concat(parts) })
        return { status: answer.status, text: await answer.text() }
      }
      void Promise.all([pass(), pass()]).then(
        ([{ status, text }]) => response.writeHead(status).end(text),
        () => response.destroy(),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/slack/events`,
    forwarded: () => forwarded,
    close: () => server.closeAllConnections(),
  }
}
