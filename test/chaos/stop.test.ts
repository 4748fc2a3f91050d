import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ask, drained, startService } from '../../bench/program.ts'
import { startLoad, type Target } from './clients.ts'
import { compare } from './compare.ts'
import { fillSchool, say, scratchFolder } from './school.ts'
import { readFolder } from './stored.ts'

const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000)
const stoppedWithinMs = 25_000

test('[T-44] a stop under load lets requests finish, answers none with 5xx, and loses nothing', async () => {
  const dataFolder = scratchFolder()
  const service = await startService({ dataFolder, demo: false })
  await fillSchool(service.url)
  const target: Target = { url: service.url }
  const load = startLoad(target, { seed, clients: 12, again: false })
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const startedAt = performance.now()
  const ended = await service.kill('SIGTERM')
  const ms = performance.now() - startedAt
  target.url = null
  await load.stop()
  await applyTheRest(dataFolder)
  const found = compare(load.entries, await readFolder(dataFolder))
  say(
    `stop under load: seed ${seed}, ended after ${ms.toFixed(0)} ms, acknowledged ${found.acknowledged}, lost ${found.lost.length}`,
  )
  expect(load.refusals).toEqual([])
  expect(ended).toMatchObject({ code: 0, signal: null })
  expect(ms).toBeLessThan(stoppedWithinMs)
  expect(found).toMatchObject({ lost: [], doubled: [], wrong: [] })
})

test('[T-44] a stop while a large import is being applied does not wait for all of it', async () => {
  const folder = scratchFolder()
  const service = await startService({ dataFolder: join(folder, 'data'), demo: false })
  const csvFile = join(folder, 'catalogue.csv')
  const lines = Array.from({ length: 5_000 }, (_, at) => `many-${at},A story with the number ${at}`)
  writeFileSync(csvFile, ['book_id,title', ...lines].join('\n'))
  expect(await ask(service.url, 'POST', '/imports/catalogue', { csvFile })).toMatchObject({ status: 202 })
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const startedAt = performance.now()
  const ended = await service.kill('SIGTERM')
  const ms = performance.now() - startedAt
  say(`stop while 5,000 books are embedded: ended after ${ms.toFixed(0)} ms`)
  expect(ended).toMatchObject({ code: 0, signal: null })
  expect(ms).toBeLessThan(stoppedWithinMs)
})

/** What was acknowledged before the stop is applied at the next start. */
async function applyTheRest(dataFolder: string): Promise<void> {
  const service = await startService({ dataFolder, demo: false })
  await drained(service.url, 120_000)
  await service.kill('SIGTERM')
}
