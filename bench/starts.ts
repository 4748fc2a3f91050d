import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { limits } from './limits.ts'
import { ask, type Service, startService } from './program.ts'
import type { Result } from './results.ts'
import { median } from './statistics.ts'

const demoStudent = 'demo-s-001'

/** From the start of the process to the first answered list: on a new data folder, then again on the same one. */
export async function measureStarts(scratch: string, rounds: number): Promise<Result[]> {
  const first: number[] = []
  const later: number[] = []
  const residentAfterStart: number[] = []
  for (let round = 0; round < rounds; round++) {
    const dataFolder = mkdtempSync(join(scratch, 'start-'))
    for (const seconds of [first, later]) {
      const startedAt = performance.now()
      const service = await startService({ dataFolder, demo: true })
      try {
        await firstList(service)
        seconds.push((performance.now() - startedAt) / 1000)
        residentAfterStart.push(service.residentMegabytes())
      } finally {
        await service.kill('SIGTERM')
      }
    }
  }
  return [
    result('first start to first list', median(first), 's', limits.firstStartSeconds),
    result('later start to first list', median(later), 's', limits.laterStartSeconds),
    result('memory after start', median(residentAfterStart), 'MB', limits.residentMegabytes),
  ]
}

const result = (what: string, value: number, unit: string, atMost: number): Result => ({
  what: `${what}, demo school`,
  value,
  unit,
  limit: { atMost },
})

async function firstList(service: Service): Promise<void> {
  const { status, text } = await ask(service.url, 'GET', `/recommendations/${demoStudent}`)
  if (status !== 200) throw new Error(`no list at the start: ${status} ${text}`)
}
