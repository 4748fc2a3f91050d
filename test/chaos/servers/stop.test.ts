import { setTimeout as rest } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { drained } from '../../../bench/program.ts'
import { seededRandom } from '../../../src/core/ranking/random.ts'
import { type Records, startLoad } from '../clients.ts'
import { compare } from '../compare.ts'
import { say, studentIds } from '../school.ts'
import { readDatabase } from '../stored.ts'
import { openInstallation, urlOf } from './installation.ts'
import type { Process } from './process.ts'
import { recovered } from './recovery.ts'

const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000)
const stoppedWithinMs = 25_000
const loadMs = 1_500
const prober = studentIds.at(-1) ?? ''

test('[T-44] api and worker that are stopped under load finish what they began; the others take over', async () => {
  const installation = await openInstallation()
  onTestFinished(() => installation.close())
  const records: Records = { entries: [], refusals: [] }
  const random = seededRandom(seed)
  const options = {
    seed,
    clients: 12,
    again: false,
    students: studentIds.slice(0, -1),
    pauseMs: 300,
    records,
  }
  const load = startLoad(installation.target(random), options)
  const [api, worker] = [installation.apis[0], installation.workers[0]]
  for (const one of [api, worker]) {
    await rest(loadMs)
    say(`stop of ${one.role} under load: seed ${seed}, ended after ${(await stop(one)).toFixed(0)} ms`)
    await one.start()
    const recovery = await recovered(installation, {
      startedAt: performance.now(),
      student_id: prober,
      records,
    })
    say(`  caught up ${recovery.caughtUpMs.toFixed(0)} ms after its new start`)
  }
  await load.stop()
  await drained(urlOf(api), 60_000)
  const all = [...installation.apis, ...installation.workers]
  const ended = await Promise.all(all.map((one) => one.end('SIGTERM')))
  const found = compare(records.entries, await readDatabase(installation.place.databaseUrl))
  say(`  acknowledged ${found.acknowledged}, unknown ${found.unknown}, lost ${found.lost.length}`)
  expect(records.refusals).toEqual([])
  expect(found).toMatchObject({ unknown: 0, lost: [], doubled: [], wrong: [] })
  expect(ended.map((end) => end?.code)).toEqual([0, 0, 0, 0])
})

/** How long it took. */
async function stop(one: Process): Promise<number> {
  const startedAt = performance.now()
  const ended = await one.end('SIGTERM')
  const ms = performance.now() - startedAt
  expect(ended).toMatchObject({ code: 0, signal: null })
  expect(ms).toBeLessThan(stoppedWithinMs)
  return ms
}
