import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { requestsASecond } from '../../../bench/load.ts'
import { ask, drained } from '../../../bench/program.ts'
import { percentile } from '../../../bench/statistics.ts'
import { openPool } from '../../../src/core/adapters/postgres/connection/pool.ts'
import { bookIds, say, schoolId } from '../school.ts'
import { type FloodVote, flood } from './flood.ts'
import { type Installation, listOf, openInstallation, urlOf } from './installation.ts'

const seconds = Number(process.env.SOAK_FLOOD_SECONDS ?? 10)
const warmUpSeconds = 2
const measuredSeconds = 3
const timesTooMuch = 10
const connections = 1_000
const maxPending = 20_000
const maxMegabytes = 600
const backWithinMs = 10_000
const listP95Ms = 200
const students = Array.from({ length: 2_000 }, (_, at) => `many-${at}`)

let installation: Installation
beforeAll(async () => {
  installation = await openInstallation({ env: { SHELFTALK_MAX_PENDING: String(maxPending) } })
  const csv = ['student_id,grade_level', ...students.map((id, at) => `${id},${at % 12}`)].join('\n')
  const url = urlOf(installation.apis[0])
  expect(await ask(url, 'POST', '/imports/students', { csv })).toMatchObject({ status: 202 })
  await drained(url, 120_000)
})
afterAll(() => installation.close())

let given = 0
const next = (): FloodVote => {
  const at = given++
  const student_id = students[at % students.length] ?? ''
  return { student_id, book_id: bookIds[(at * 7) % bookIds.length] ?? '', vote: at % 3 === 0 ? 'down' : 'up' }
}

test(`[T-47] ten times what it can take for ${seconds} s: bounded memory, nothing acknowledged is lost, and well again soon`, async () => {
  const [api] = installation.apis
  const url = urlOf(api)
  const body = (): string => JSON.stringify(next())
  await requestsASecond(`${url}/feedback`, warmUpSeconds, { method: 'POST', body })
  const sustained = await requestsASecond(`${url}/feedback`, measuredSeconds, { method: 'POST', body })
  await drained(url, 120_000)
  let megabytes = 0
  const watching = setInterval(() => {
    megabytes = Math.max(megabytes, api.residentMegabytes())
  }, 250)
  const votesASecond = Math.round(sustained * timesTooMuch)
  const seen = await flood(url, { votesASecond, seconds, connections, next })
  clearInterval(watching)
  const backInMs = await untilListsAreQuick(url)
  const { pending, lost } = await whatBecameOf(seen.acknowledged)

  const refused = [...seen.refused].map(([kind, count]) => `${count} x ${kind}`).join(', ')
  say(`overload: ${sustained.toFixed(0)} votes/s sustained, ${votesASecond} offered for ${seconds} s`)
  say(`  sent ${seen.sent}, held back ${seen.heldBack}, broken ${seen.broken}, refused: ${refused || 'none'}`)
  say(
    `  acknowledged ${seen.acknowledged.size} (${(seen.acknowledged.size / seen.seconds).toFixed(0)}/s), lost ${lost}, pending ${pending}`,
  )
  say(
    `  memory of the api at most ${megabytes.toFixed(0)} MB, lists quick again after ${backInMs.toFixed(0)} ms`,
  )
  expect([...seen.refused.keys()].filter((kind) => !/^(429|503) with Retry-After$/.test(kind))).toEqual([])
  expect(seen.broken).toBe(0)
  expect(lost).toBe(0)
  expect(seen.acknowledged.size).toBeGreaterThan(0)
  expect(megabytes).toBeLessThan(maxMegabytes)
  expect(backInMs).toBeLessThan(backWithinMs)
})

/** Until a list usually comes quickly; how long that took. */
async function untilListsAreQuick(url: string): Promise<number> {
  const startedAt = performance.now()
  await vi.waitFor(
    async () => {
      const took: number[] = []
      for (const student of students.slice(0, 40)) {
        const askedAt = performance.now()
        expect(await listOf(url, student)).toMatchObject({ status: 200 })
        took.push(performance.now() - askedAt)
      }
      expect(percentile(took, 0.95)).toBeLessThan(listP95Ms)
    },
    { timeout: 4 * backWithinMs, interval: 100 },
  )
  return performance.now() - startedAt
}

/** Each vote is stored, and its event waits to be applied or was. */
async function whatBecameOf(
  acknowledged: ReadonlyMap<string, FloodVote>,
): Promise<{ pending: number; lost: number }> {
  const driver = await openPool(installation.place.databaseUrl)
  const scope = { role: 'shelftalk_app', schoolId, background: false } as const
  const ids = (text: string): Promise<Set<string>> =>
    driver.transaction(scope, async (sql) => {
      const rows = await sql.rows<{ id: string }>(text)
      return new Set(rows.map(({ id }) => id))
    })
  // The outbox first: an event may go from there to the inbox meanwhile, never back.
  const waiting = await ids('select event_id as id from outbox')
  const applied = await ids('select event_id as id from inbox')
  const votes = await ids("select reader_id || ' ' || book_id as id from vote")
  await driver.close()
  const isKept = (id: string, { student_id, book_id }: FloodVote): boolean =>
    (waiting.has(id) || applied.has(id)) && votes.has(`${student_id} ${book_id}`)
  const lost = [...acknowledged].filter(([id, vote]) => !isKept(id, vote)).length
  return { pending: waiting.size, lost }
}
