import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { limits } from './limits.ts'
import { ask, type Service, serviceKey } from './program.ts'
import type { Result } from './results.ts'
import { median } from './statistics.ts'

const connections = 50

/** Requests a second for a list in the cache, next to a bare Express route that sends the same bytes. */
export async function measureCachedList(
  service: Service,
  student: string,
  plan: { rounds: number; roundSeconds: number; scratch: string },
): Promise<Result[]> {
  const path = `/recommendations/${student}?limit=10`
  await ask(service.url, 'GET', path)
  const cached = await ask(service.url, 'GET', path)
  if (cached.headers['x-cache'] !== 'HIT') throw new Error('the list does not come from the cache')
  const bodyFile = join(plan.scratch, 'list.json')
  writeFileSync(bodyFile, cached.text)
  const bare = await startBareRoute(bodyFile)
  const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] }
  try {
    for (const url of [bare.url, service.url]) await requestsASecond(url + path, 1)
    for (let round = 0; round < plan.rounds; round++) {
      rates.bare.push(await requestsASecond(bare.url + path, plan.roundSeconds))
      rates.ours.push(await requestsASecond(service.url + path, plan.roundSeconds))
    }
  } finally {
    bare.stop()
  }
  const [ours, theirs] = [median(rates.ours), median(rates.bare)]
  return [
    { what: `cached list, ${connections} connections`, value: ours, unit: '/s' },
    { what: `bare Express route, same ${cached.text.length} bytes`, value: theirs, unit: '/s' },
    {
      what: 'cached list to bare route',
      value: ours / theirs,
      unit: 'x',
      limit: { atLeast: limits.cachedShareOfBareRoute },
    },
  ]
}

async function requestsASecond(url: string, duration: number): Promise<number> {
  const headers = { authorization: `Bearer ${serviceKey}` }
  const result = await autocannon({ url, connections, duration, headers })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} refusals and ${result.errors} errors at ${url}`)
  return result.requests.average
}

async function startBareRoute(bodyFile: string): Promise<{ url: string; stop(): void }> {
  const file = fileURLToPath(new URL('bare-route.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', file, bodyFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const found = /listening on (\d+)/.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the bare route ended with code ${code}`)))
  })
  return { url: `http://127.0.0.1:${port}`, stop: () => void child.kill() }
}
