import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { type Answer, ask, drained } from '../../../bench/program.ts'
import { repository } from '../../support/repository.ts'
import { bookIds, studentIds } from '../school.ts'
import { makeReadOnly, makeWritable, ontoSmallDisk } from './database.ts'
import { booksOn, type Installation, listOf, openInstallation, urlOf } from './installation.ts'
import type { Process } from './process.ts'

const patient = { timeout: 60_000, interval: 100 }
const [student = ''] = studentIds
const clock = join(repository, 'test/chaos/servers/shifted-clock.mjs')

let installation: Installation
beforeAll(async () => {
  installation = await openInstallation({ nodeArgs: ['--import', clock] })
})
afterAll(() => installation.close())

const vote = (url: string, once?: string): Promise<Answer> => {
  const json = { student_id: student, book_id: bookIds[0], vote: 'up' }
  return ask(url, 'POST', '/feedback', once === undefined ? { json } : { json, once })
}

/** A loan of which nobody heard before, so that new room is needed. */
const lend = (url: string, checkout_id: string): Promise<Answer> => {
  const loan = { checkout_id, student_id: student, book_id: bookIds[0], checkout_date: '2025-02-03' }
  return ask(url, 'POST', '/checkouts', { json: loan })
}

async function everyApi(check: (url: string) => Promise<void>): Promise<void> {
  for (const api of installation.apis) await vi.waitFor(() => check(urlOf(api)), patient)
}

const isReady = (is: boolean): Promise<void> =>
  everyApi(async (url) => {
    expect(await ask(url, 'GET', '/health/ready')).toMatchObject({ status: is ? 200 : 503 })
  })

/** Votes count at every api, and their events are applied. */
async function allIsWell(): Promise<void> {
  for (const api of installation.apis) {
    const url = urlOf(api)
    const [book_id = ''] = booksOn(await listOf(url, student))
    const json = { student_id: student, book_id, vote: 'down' }
    expect(await ask(url, 'POST', '/feedback', { json })).toMatchObject({ status: 202 })
    expect(booksOn(await listOf(url, student))).not.toContain(book_id)
  }
  await drained(urlOf(installation.apis[0]), patient.timeout)
}

test('[T-43] a database that may not write: 503 and not ready; and all is well once it may, without hands', async () => {
  const { databaseUrl } = installation.place
  await makeReadOnly(databaseUrl)
  await isReady(false)
  for (const api of installation.apis) {
    const answer = await vote(urlOf(api))
    expect(answer).toMatchObject({ status: 503, json: { code: 'unavailable' } })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(await ask(urlOf(api), 'GET', '/health/live')).toMatchObject({ status: 200 })
  }
  await makeWritable(databaseUrl)
  await isReady(true)
  await allIsWell()
})

test('[T-43] a database whose disk is full: 503 and not ready, nothing lost; and all is well once there is room', async ({
  skip,
}) => {
  await drained(urlOf(installation.apis[0]), patient.timeout)
  const disk = await ontoSmallDisk(installation.place.databaseUrl)
  if (disk === null) return skip('mounting is not allowed here')
  onTestFinished(() => disk.remove())
  disk.fill()
  const kept: string[] = []
  const statuses = new Set<number>()
  for (let at = 0; at < 2_000 && !statuses.has(503); at++) {
    const { status } = await lend(urlOf(installation.apis[at % 2] ?? installation.apis[0]), `full-${at}`)
    statuses.add(status)
    if (status === 202) kept.push(`full-${at}`)
  }
  expect([...statuses].filter((status) => status !== 202)).toEqual([503])
  await vi.waitFor(async () => {
    const ready = installation.apis.map((api) => ask(urlOf(api), 'GET', '/health/ready'))
    expect((await Promise.all(ready)).map(({ status }) => status)).toContain(503)
  }, patient)
  disk.empty()
  await isReady(true)
  await allIsWell()
  const { json } = await ask(urlOf(installation.apis[0]), 'GET', `/students/${student}/export`)
  const { checkouts } = json as { checkouts: { checkout_id: string }[] }
  expect(checkouts.map((loan) => loan.checkout_id)).toEqual(expect.arrayContaining(kept))
})

test('[T-43] a clock that jumps ten minutes, and back: keys, lists, answers given before and events hold', async () => {
  const [first, second] = installation.apis
  const given = await vote(urlOf(first), 'before-the-jump')
  expect(given).toMatchObject({ status: 202 })
  const pairs = installation.apis.map((api, at) => [api, installation.workers[at] as Process])
  for (const [step, jumping] of [pairs[0], pairs[1], pairs.flat()].entries()) {
    for (const one of jumping ?? []) one.signal('SIGUSR2')
    expect(await minutesAhead(step)).toEqual(
      [
        [10, 0],
        [10, 10],
        [0, 0],
      ][step],
    )
    expect(await vote(urlOf(second), 'before-the-jump')).toMatchObject({ status: 202, json: given.json })
    await isReady(true)
    await allIsWell()
  }
})

/** How far the clock of each api is ahead, by the time that stands on a new list. */
const minutesAhead = (step: number): Promise<number[]> =>
  Promise.all(
    installation.apis.map(async (api, at) => {
      const { json } = await ask(urlOf(api), 'GET', `/recommendations/${student}?limit=${20 + step * 2 + at}`)
      const ms = Date.parse((json as { generated_at: string }).generated_at) - Date.now()
      return Math.round(Math.abs(ms) / 60_000)
    }),
  )
