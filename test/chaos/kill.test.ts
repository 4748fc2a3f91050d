import { expect, test } from 'vitest'
import { ask, drained, type Service, spawnService, startService } from '../../bench/program.ts'
import { median } from '../../bench/statistics.ts'
import { seededRandom } from '../../src/core/ranking/random.ts'
import { startLoad, type Target } from './clients.ts'
import { compare } from './compare.ts'
import { fillSchool, say, scratchFolder, studentIds } from './school.ts'
import { readFolder } from './stored.ts'

const kills = Number(process.env.SOAK_KILLS ?? 3)
const seed = Number(process.env.SOAK_SEED ?? Date.now() % 1_000_000)
/** After a start, at random. */
const killedWithinMs = 2_500
/** Share of the kills after which the next start is killed, too, before or soon after it serves. */
const killedWhileStarting = 0.25
const clients = 6
const appliedWithinMs = 120_000

test(`[T-42] acknowledged = applied, exactly, after ${kills} kills at random moments`, async () => {
  const dataFolder = scratchFolder()
  const random = seededRandom(seed)
  const target: Target = { url: null }
  const recoveries: number[] = []
  let service = await startService({ dataFolder, demo: false })
  await fillSchool(service.url)
  const load = startLoad(target, { seed, clients, again: true })
  for (let kill = 0; kill < kills; kill++) {
    target.url = service.url
    await rest(random() * killedWithinMs)
    await service.kill('SIGKILL')
    target.url = null
    if (random() < killedWhileStarting) await startAndKill(dataFolder, random() * 1500)
    service = await recover(dataFolder, recoveries)
  }
  target.url = service.url
  await rest(1_000)
  await load.stop()
  const drainedInMs = await drained(service.url, appliedWithinMs)
  const ended = await service.kill('SIGTERM')
  const found = compare(load.entries, await readFolder(dataFolder))

  say(`kills: seed ${seed}, ${kills} kills, ${clients} clients`)
  say(`  acknowledged ${found.acknowledged}, unknown ${found.unknown}, applied ${found.applied}`)
  say(`  lost ${found.lost.length}, doubled ${found.doubled.length}, wrong ${found.wrong.length}`)
  say(
    `  back after ${median(recoveries).toFixed(0)} ms (longest ${Math.max(...recoveries).toFixed(0)}), all applied ${drainedInMs.toFixed(0)} ms after the load`,
  )
  expect(found).toMatchObject({ lost: [], doubled: [], wrong: [] })
  expect(load.refusals).toEqual([])
  expect(found.acknowledged).toBeGreaterThan(kills * 5)
  expect(ended).toMatchObject({ code: 0 })
})

test('a first start that is killed while it makes its database begins anew', async () => {
  const dataFolder = scratchFolder()
  const random = seededRandom(seed)
  for (let start = 0; start < 6; start++) await startAndKill(dataFolder, 150 + random() * 1200, true)
  const service = await startService({ dataFolder, demo: true })
  const list = await ask(service.url, 'GET', '/recommendations/demo-s-001')
  await service.kill('SIGTERM')
  expect(list).toMatchObject({ status: 200 })
})

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function startAndKill(dataFolder: string, afterMs: number, demo = false): Promise<void> {
  const { child, ended } = spawnService({ dataFolder, demo })
  await rest(afterMs)
  child.kill('SIGKILL')
  await ended
}

/** Starts again on the same folder; notes the time until a list is answered. */
async function recover(dataFolder: string, recoveries: number[]): Promise<Service> {
  const startedAt = performance.now()
  const service = await startService({ dataFolder, demo: false })
  const { status } = await ask(service.url, 'GET', `/recommendations/${studentIds[0]}`)
  expect(status).toBe(200)
  recoveries.push(performance.now() - startedAt)
  return service
}
