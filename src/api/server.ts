import type { Server } from 'node:http'
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express'
import { ShelftalkError } from '../core/domain/errors.ts'
import type { RateCounter } from '../core/ports/rate-counter.ts'
import type { Log } from '../log.ts'
import { sendProblem } from './answers/answer.ts'
import { addPages } from './answers/pages.ts'
import { pathOf, problemAnswer, wrongMethod } from './answers/problem.ts'
import { createAdmission } from './door/admission.ts'
import { createBrowser } from './door/browser.ts'
import { createRateLimits } from './door/rate-limits.ts'
import type { Endpoint, Surface } from './endpoint.ts'
import type { ApiFlows } from './flows.ts'
import { createBoundedServer } from './http-server.ts'
import { keptFor } from './kept.ts'
import { createLiveHub } from './live-hub.ts'
import { createMetrics } from './metrics.ts'
import { openapiDocument } from './openapi.ts'
import { createOnceKeeper } from './requests/once.ts'
import { operations } from './routes/operations.ts'
import { endpoints } from './routes/table.ts'
import { serve } from './serve.ts'

/** Those who watch over the service ask often and uncounted: the database is not asked each time. */
const readyKeptMs = 1_000

export interface ServerOptions {
  /** What takes requests in before anything of ours reads them: other people's calls, signed over their raw bodies. */
  before?: readonly RequestHandler[]
  log: Log
  /** What one service key may ask for in a second. */
  requestsASecond: number
  /** Whose X-Forwarded-For is believed: addresses, networks, or `loopback`. Nobody's when empty. */
  trustedProxies: readonly string[]
  /** Our origin as people see it, for sign-in; null when only this very machine is served. */
  publicUrl: string | null
  /** What is counted to hold the limits, shared with other processes or not. */
  rateCounter: RateCounter
  /** Everything, or for a process that works behind the scenes only what operations need. */
  serves: 'everything' | 'operations'
  /** Other surfaces that answer under this address: each is asked what no endpoint answers, and says whether it was its own. */
  mounted?: readonly Mounted[]
  /** The built page, or null to serve none. */
  webFolder: string | null
}

export interface Mounted {
  handle(req: Request, res: Response): Promise<boolean>
}

export interface ApiServer {
  app: Express
  http: Server
  /** Ends the streams, lets requests finish for some seconds, then closes what is left. Twice is harmless. */
  close(): Promise<void>
}

/** The HTTP surface over bound flows. It listens when the caller says so: `http.listen(port, host)`. */
export function createServer(flows: ApiFlows, options: ServerOptions): ApiServer {
  const { app, closeStreams } = createApp(flows, options)
  const { http, close } = createBoundedServer(app)
  return {
    app,
    http,
    async close() {
      closeStreams()
      await close()
    },
  }
}

function createApp(flows: ApiFlows, options: ServerOptions): { app: Express; closeStreams(): void } {
  const { log, requestsASecond, trustedProxies, publicUrl, rateCounter, serves, webFolder } = options
  const app = express()
  app.set('etag', false)
  app.set('x-powered-by', false)
  app.set('query parser', 'simple')
  app.set('case sensitive routing', true)
  if (trustedProxies.length > 0) app.set('trust proxy', [...trustedProxies])

  for (const handler of options.before ?? []) app.use(handler)
  const browser = createBrowser(publicUrl)
  const admission = createAdmission({
    flows,
    browser,
    limits: createRateLimits(requestsASecond, rateCounter),
  })
  const live = createLiveHub({ subscribe: flows.subscribeLive, isStillGood: admission.isStillGood })
  const document = Buffer.from(JSON.stringify(openapiDocument(endpoints)))
  const surface: Surface = {
    flows,
    live,
    metrics: createMetrics(flows),
    log,
    browser,
    perhapsCaller: admission.perhaps,
    ready: keptFor(readyKeptMs, () => flows.ready().catch(() => false)),
    document,
  }
  const doorway = { surface, admission, once: createOnceKeeper(flows) }

  const served = serves === 'everything' ? endpoints : operations
  for (const endpoint of served) app[endpoint.method](expressPath(endpoint), serve(doorway, endpoint))
  for (const one of options.mounted ?? [])
    app.use((req, res, next) => void one.handle(req, res).then((isDone) => isDone || next(), next))
  refuseWrongMethods(app, served)
  if (serves === 'everything') addPages(app, endpoints, webFolder)
  app.use((req: Request, res: Response) => {
    const error = new ShelftalkError(
      'not_found',
      'There is nothing at this address. GET /docs lists what there is.',
    )
    sendProblem(res, problemAnswer(error, pathOf(req.originalUrl)), null)
  })
  app.use(lastResort(log))
  return { app, closeStreams: () => live.close() }
}

const expressPath = ({ path }: Endpoint): string => path.replace(/\{(\w+)\}/g, ':$1')

function refuseWrongMethods(app: Express, all: readonly Endpoint[]): void {
  for (const path of new Set(all.map(expressPath))) {
    const methods = all.filter((one) => expressPath(one) === path).map((one) => one.method.toUpperCase())
    const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods
    app.all(path, (req, res) =>
      sendProblem(res, wrongMethod(req.method, allowed, pathOf(req.originalUrl)), null),
    )
  }
}

/** What Express itself refuses, for example a path that is not well encoded. */
const lastResort =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, req, res, _next) => {
    const answer = problemAnswer(error, pathOf(req.originalUrl))
    if (answer.problem.code === 'internal') log.error({ err: error }, 'a request failed')
    if (res.headersSent) res.destroy()
    else sendProblem(res, answer, null)
  }
