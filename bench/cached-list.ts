import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startBareProcess } from './bare-process.ts'
import { limits } from './limits.ts'
import { besideBare, connections, inTurns, requestsASecond } from './load.ts'
import { ask, type Service } from './program.ts'
import type { Result } from './results.ts'

/** Requests a second for a list in the cache, next to a bare Express route that sends the same bytes. */
export async function measureCachedList(
  service: Service,
  student: string,
  plan: { rounds: number; roundSeconds: number; scratch: string },
): Promise<Result[]> {
  const path = `/recommendations/${student}?limit=10`
  const text = await cachedAnswer(service, path)
  const bodyFile = join(plan.scratch, 'list.json')
  writeFileSync(bodyFile, text)
  const bare = await startBareProcess('bare-route.ts', [bodyFile])
  const rates = await inTurns(plan.rounds, plan.roundSeconds, {
    ours: (seconds) => requestsASecond(service.url + path, seconds),
    bare: (seconds) => requestsASecond(bare.url + path, seconds),
  }).finally(() => bare.stop())
  return besideBare(rates, {
    ours: { what: `cached list, ${connections} connections` },
    bare: `bare Express route, same ${text.length} bytes`,
    share: { what: 'cached list to bare route', atLeast: limits.cachedShareOfBareRoute },
  })
}

/** The answer as it comes from the cache. */
export async function cachedAnswer(service: Service, path: string): Promise<string> {
  await ask(service.url, 'GET', path)
  const cached = await ask(service.url, 'GET', path)
  if (cached.headers['x-cache'] !== 'HIT') throw new Error('the list does not come from the cache')
  return cached.text
}
