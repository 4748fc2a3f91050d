import { onTestFinished } from 'vitest'
import type { App } from '../../src/app.ts'
import { type Running, serverOver } from '../api/stub-flows.ts'

/** Serves an app on a port of this machine; the caller stops it. */
export const serveApp = (app: App): Promise<Running> =>
  serverOver(
    { ...app.flows, demoKey: () => null, demoPeople: () => null, platforms: () => [] },
    { requestsASecond: 10_000 },
  )

/** The same until the test ends; answers its address. */
export async function aServer(app: App): Promise<string> {
  const { url, stop } = await serveApp(app)
  onTestFinished(stop)
  return url
}
