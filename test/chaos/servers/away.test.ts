import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Answer, ask, drained } from '../../../bench/program.ts'
import { bookIds, say, studentIds } from '../school.ts'
import { backlogAt, booksOn, type Installation, listOf, openInstallation, urlOf } from './installation.ts'
import { killServer, startAllServers, startServer } from './servers.ts'
import { startWatcher } from './watcher.ts'

const patient = { timeout: 60_000, interval: 100 }
/** How many events may wait. The count is trusted for half a second: what comes in meanwhile goes beyond. */
const maxPending = 1_000
const pendingAtMost = 3 * maxPending
const atOnce = 20
/** Nobody waits longer to hear that a server is away. */
const toldWithinMs = 6_000
const [student = '', other = ''] = studentIds

let installation: Installation
beforeAll(async () => {
  installation = await openInstallation({ env: { SHELFTALK_MAX_PENDING: String(maxPending) } })
})
afterEach(() => startAllServers())
afterAll(() => installation.close())

const vote = (url: string, student_id: string, book_id: string, kind: 'up' | 'down' = 'down') =>
  ask(url, 'POST', '/feedback', { json: { student_id, book_id, vote: kind } })

/** The first book of a student's list is voted down at one api, and gone from the list of the other. */
async function votesCount(): Promise<{ before: Answer; after: Answer }> {
  const [first, second] = installation.apis.map(urlOf) as [string, string]
  const before = await listOf(second, student)
  const [book = ''] = booksOn(before)
  expect(await vote(first, student, book)).toMatchObject({ status: 202 })
  const after = await listOf(second, student)
  expect(after).toMatchObject({ status: 200 })
  expect(booksOn(after)).not.toContain(book)
  return { before, after }
}

test('[T-41] without Redis lists still come and votes count; once it is back, lists come from it again', async () => {
  const records = { entries: [], refusals: [] }
  const watcher = startWatcher(installation, { student_id: other, seed: 1, records })
  await killServer('redis')
  for (let round = 0; round < 5; round++) {
    const { before, after } = await votesCount()
    expect(before.headers['x-cache']).toBe('MISS')
    expect(after.headers['x-cache']).toBe('MISS')
  }
  await startServer('redis')
  const startedAt = performance.now()
  await drained(urlOf(installation.apis[0]), patient.timeout)
  for (const api of installation.apis) {
    await vi.waitFor(async () => {
      expect(await listOf(urlOf(api), student)).toMatchObject({ headers: { 'x-cache': 'HIT' } })
    }, patient)
  }
  say(`Redis away: hits again ${(performance.now() - startedAt).toFixed(0)} ms after its start`)
  await votesCount()
  await watcher.stop()
  expect(watcher.seen).toMatchObject({ stale: [] })
  expect(watcher.seen.looks).toBeGreaterThan(0)
  expect(records.refusals).toEqual([])
})

test('[T-41] [T-47] without Kafka votes count and their events wait, up to a bound; then 503, and none is lost', async () => {
  const url = urlOf(installation.apis[0])
  await drained(url, patient.timeout)
  await killServer('kafka')
  await votesCount()
  let acknowledged = 1
  let refusal: Answer | undefined
  for (let sent = 0; refusal === undefined && sent < 2 * pendingAtMost; sent += atOnce) {
    const votes = Array.from({ length: atOnce }, (_, at) => {
      const student_id = studentIds[at % studentIds.length] ?? ''
      return vote(url, student_id, bookIds[(sent + at) % bookIds.length] ?? '', 'up')
    })
    const answers = await Promise.all(votes)
    acknowledged += answers.filter(({ status }) => status === 202).length
    refusal = answers.find(({ status }) => status !== 202)
  }
  expect(refusal).toMatchObject({ status: 503, json: { code: 'unavailable' } })
  expect(Number(refusal?.headers['retry-after'])).toBeGreaterThan(0)
  expect(acknowledged).toBeGreaterThanOrEqual(maxPending)
  expect(acknowledged).toBeLessThan(pendingAtMost)
  expect(await backlogAt(url)).toMatchObject({ pending_events: acknowledged })
  expect(await listOf(url, student)).toMatchObject({ status: 200 })
  await startServer('kafka')
  const startedAt = performance.now()
  await vi.waitFor(async () => {
    expect(await vote(url, other, bookIds[0] ?? '', 'up')).toMatchObject({ status: 202 })
  }, patient)
  await drained(url, patient.timeout)
  const ms = performance.now() - startedAt
  say(
    `Kafka away: ${acknowledged} events taken in, then refused; applied ${ms.toFixed(0)} ms after its start`,
  )
  await votesCount()
})

test('[T-41] without PostgreSQL nothing is acknowledged: 503 with the time to come back, until it is back', async () => {
  const urls = installation.apis.map(urlOf)
  await drained(urls[0] ?? '', patient.timeout)
  await killServer('postgres')
  for (const url of urls) {
    const asked = performance.now()
    const write = vote(url, student, bookIds[0] ?? '', 'up')
    const read = ask(url, 'GET', `/recommendations/${student}?limit=7`)
    for (const answer of [await write, await read]) {
      expect(answer).toMatchObject({ status: 503, json: { code: 'unavailable' } })
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    }
    expect(performance.now() - asked).toBeLessThan(toldWithinMs)
    await vi.waitFor(async () => {
      expect(await ask(url, 'GET', '/health/ready')).toMatchObject({ status: 503 })
    }, patient)
    expect(await ask(url, 'GET', '/health/live')).toMatchObject({ status: 200 })
  }
  await startServer('postgres')
  const startedAt = performance.now()
  for (const url of urls) {
    await vi.waitFor(async () => {
      expect(await ask(url, 'GET', '/health/ready')).toMatchObject({ status: 200 })
    }, patient)
  }
  say(`PostgreSQL away: ready again ${(performance.now() - startedAt).toFixed(0)} ms after its start`)
  await votesCount()
  await drained(urls[0] ?? '', patient.timeout)
})
