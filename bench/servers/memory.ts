import { setTimeout as pause } from 'node:timers/promises'
import { limits } from '../limits.ts'
import { ask, type Service } from '../program.ts'
import type { Result } from '../results.ts'

/** What a start leaves behind is given back in this time. */
const settledMs = 3_000

/** After the start and the first requests: the api's, that it answers and who asks; the worker's, that it is well. */
export async function measureIdleMemory(api: Service, worker: Service): Promise<Result[]> {
  await ask(api.url, 'GET', '/students?limit=10')
  await ask(api.url, 'GET', '/jobs')
  for (const { url } of [api, worker]) await ask(url, 'GET', '/health/ready')
  await pause(settledMs)
  return [
    idle('api', api),
    { ...idle('worker', worker), what: 'idle memory of a worker, before its first vector' },
  ]
}

const idle = (role: string, service: Service): Result => ({
  what: `idle memory of an ${role}`,
  value: service.residentMegabytes(),
  unit: 'MB',
  limit: { atMost: limits.idleMegabytes },
})

export const memoryNow = (what: string, service: Service): Result => ({
  what: `memory of ${what}`,
  value: service.residentMegabytes(),
  unit: 'MB',
})
