import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createServer } from '../../src/api/server.ts'
import type { App } from '../../src/app.ts'
import { createMemoryRateCounter } from '../../src/core/adapters/memory/rate-counter.ts'
import { createLog } from '../../src/log.ts'

/** Serves an app on a port of this machine; answers its address. The caller stops it. */
export async function serveApp(app: App): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(
    { ...app.flows, demoKey: () => null, demoPeople: () => null },
    {
      log: createLog('silent'),
      requestsASecond: 10_000,
      trustedProxies: [],
      publicUrl: null,
      rateCounter: createMemoryRateCounter(),
      serves: 'everything',
      webFolder: null,
    },
  )
  await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.http.address() as AddressInfo).port}`
  return { url, stop: () => server.close() }
}

/** The same until the test ends. */
export async function aServer(app: App): Promise<string> {
  const { url, stop } = await serveApp(app)
  onTestFinished(stop)
  return url
}
