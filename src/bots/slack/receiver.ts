import type { App, Receiver } from '@slack/bolt'
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express'
import type { Clock } from '../../core/ports/runtime.ts'
import type { Log } from '../../log.ts'
import type { BotFlows } from '../flows.ts'
import { type Incoming, readBody } from './envelope.ts'
import { createInFlight } from './in-flight.ts'
import { isFromSlack } from './signature.ts'

export interface ReceiverOptions {
  signingSecret: string
  appId: string
  flows: Pick<BotFlows['chat'], 'requests' | 'installations'>
  /** Whether a listener waits for this; what nobody waits for is acknowledged and not kept. */
  isKnown(incoming: Incoming): boolean
  clock: Clock
  log: Log
}

export interface InboxReceiver {
  /** What Bolt is given. */
  receiver: Receiver
  /** To be mounted before anything that parses bodies. */
  router: Router
  /** Resolves when nothing is in hand, or after this long. */
  idle(longestMs: number): Promise<void>
  /** Works on requests that nobody finished; answers how many. */
  takeUp(): Promise<number>
  /** Takes nothing more in, finishes what is in hand, and gives the rest back. */
  stop(): Promise<void>
}

const path = '/slack/events'
const inboundBodyMax = 1_048_576
const inboxTimeoutMs = 1_000
/** Slack waits for three seconds. */
const ackWithinMs = 2_500
const optionsWithinMs = 1_000
const stopWithinMs = 20_000
const takenAtOnce = 20
const noRetry = { 'X-Slack-No-Retry': '1' }
/** Their listeners answer with something; all others are acknowledged as soon as they are stored. */
const answering: ReadonlySet<string> = new Set(['command', 'shortcut', 'submission'])

interface Work {
  request_id: string
  attempts: number
  body: Record<string, unknown>
  ack?(answer: unknown): void
}

/**
 * Takes in what Slack sends: size, signature, time, shape, whether the app is there, then the row that keeps it; only then
 * is it acknowledged, and only then a listener of Bolt works on it. What was not stored Slack sends again.
 */
export function createInboxReceiver(options: ReceiverOptions): InboxReceiver {
  if (options.signingSecret === '') throw new Error('SLACK_SIGNING_SECRET must not be empty')
  const { flows, log, clock } = options
  const inFlight = createInFlight()
  const mine = new Set<string>()
  let [bolt, isStopping]: [App | null, boolean] = [null, false]
  const process = async (
    body: Record<string, unknown>,
    more: { inboxId: string; ack?(answer: unknown): void },
  ) => {
    await bolt?.processEvent({
      body,
      ack: async (answer: unknown) => more.ack?.(answer),
      customProperties: { inboxId: more.inboxId },
    })
  }
  const work = async ({ request_id, attempts, body, ack }: Work): Promise<void> => {
    mine.add(request_id)
    let answer: unknown
    const acked = (given: unknown): void => {
      answer = given
      ack?.(given)
    }
    try {
      await process(body, { inboxId: request_id, ack: acked })
      await flows.requests.done(request_id, answer)
    } catch (error) {
      log.error({ request: request_id, err: error }, 'a request of Slack failed')
      const reason = error instanceof Error ? error.name : 'unknown'
      const isGivenUp = await flows.requests.failed({ request_id, attempts }, reason).catch(() => false)
      if (isGivenUp) log.error({ request: request_id }, 'a request of Slack was given up; replay it')
    } finally {
      mine.delete(request_id)
    }
  }
  const receive = async (req: Request, res: Response): Promise<void> => {
    if (isStopping) return void res.status(503).end()
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
    const signed = {
      body,
      signature: req.get('x-slack-signature'),
      timestamp: req.get('x-slack-request-timestamp'),
    }
    if (!isFromSlack(options.signingSecret, signed, clock().getTime() / 1000))
      return void res.status(401).end()
    const incoming = readOr400(body, req, res)
    if (incoming === undefined) return
    if (incoming !== null && 'challenge' in incoming) return void res.json({ challenge: incoming.challenge })
    if (incoming === null || !(await isOurs(options, incoming))) {
      log.warn({ kind: incoming?.kind ?? 'unknown' }, 'something of Slack is nothing to us')
      return void res.status(200).end()
    }
    if (incoming.kind === 'options') return offer(incoming, res)
    await keep(incoming, res)
  }
  /** What is only looked up is answered at once, and kept nowhere. */
  const offer = async (incoming: Incoming, res: Response): Promise<void> => {
    const answered = new Promise<unknown>((resolve) => {
      setTimeout(() => resolve(undefined), optionsWithinMs).unref()
      process(incoming.body, { inboxId: '', ack: resolve }).catch(() => resolve(undefined))
    })
    res.json((await answered) ?? { options: [] })
  }
  const keep = async (incoming: Incoming, res: Response): Promise<void> => {
    const stored = await within(inboxTimeoutMs, take(flows, incoming)).catch((error: unknown) => {
      log.error({ err: error }, 'a request of Slack was not stored')
      return null
    })
    if (stored === null) return void res.status(503).end()
    res.set(noRetry)
    if (stored.before !== null) return acknowledge(res, stored.before.answer)
    const { request_id } = stored
    const isAnswering = answering.has(incoming.kind)
    const timer = isAnswering ? setTimeout(() => acknowledge(res, undefined), ackWithinMs) : undefined
    if (!isAnswering) acknowledge(res, undefined)
    const ack = (given: unknown): void => acknowledge(res, given)
    await work({ request_id, attempts: 0, body: incoming.body, ack })
    clearTimeout(timer)
    acknowledge(res, undefined)
  }
  const router = express.Router()
  const counted: RequestHandler = (_req, _res, next) => {
    inFlight.begin()
    next()
  }
  router.post(
    path,
    counted,
    express.raw({ type: () => true, limit: inboundBodyMax, inflate: false }),
    (req: Request, res: Response) =>
      void receive(req, res)
        .catch((error: unknown) => {
          log.error({ err: error }, 'a request of Slack met a fault of ours')
          if (!res.headersSent) res.status(503).end()
        })
        .finally(() => inFlight.end()),
    tooLarge(() => inFlight.end()),
  )
  return {
    router,
    receiver: {
      init(app) {
        bolt = app
      },
      start: async () => {},
      stop: async () => {},
    },
    idle: inFlight.idle,
    async takeUp() {
      if (isStopping) return 0
      inFlight.begin()
      try {
        const due = await flows.requests.due('slack', takenAtOnce)
        await Promise.all(due.map((one) => work({ ...one, body: one.payload as Record<string, unknown> })))
        return due.length
      } finally {
        inFlight.end()
      }
    },
    async stop() {
      isStopping = true
      await inFlight.idle(stopWithinMs)
      await flows.requests.release([...mine])
    },
  }
}

const take = (
  flows: ReceiverOptions['flows'],
  { kind, name, team, enterprise, user, dedupe, body }: Incoming,
) =>
  flows.requests.take({
    ...{ platform: 'slack', tenant: team ?? enterprise ?? '', account_id: user, payload: body },
    ...{ kind: `${kind} ${name}`.slice(0, 100), dedupe: [kind, ...dedupe] },
  })

/** Of our app, from a workspace that has it, and something that we listen to. */
async function isOurs({ appId, flows, isKnown }: ReceiverOptions, incoming: Incoming): Promise<boolean> {
  const tenant = incoming.enterprise ?? incoming.team
  if (incoming.appId !== appId || tenant === null || !isKnown(incoming)) return false
  const { team, enterprise } = incoming
  const isActive = await flows.installations.isActive({ platform: 'slack', tenant })
  if (isActive && enterprise !== null && team !== null)
    await flows.installations.serve({ platform: 'slack', tenant: team }, enterprise)
  return isActive
}

function readOr400(body: Buffer, req: Request, res: Response): ReturnType<typeof readBody> | undefined {
  try {
    return readBody(body.toString('utf8'), req.get('content-type') ?? '')
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    res.status(400).end()
    return undefined
  }
}

/** Bolt lets an answer be given twice over HTTP, and throws; here only the first counts. */
function acknowledge(res: Response, answer: unknown): void {
  if (res.headersSent) return
  if (answer === undefined || answer === null || answer === '') res.status(200).end()
  else if (typeof answer === 'string') res.status(200).send(answer)
  else res.status(200).json(answer)
}

const tooLarge =
  (done: () => void): ErrorRequestHandler =>
  (error: { status?: number }, _req, res, _next) => {
    done()
    res.status(error.status ?? 400).end()
  }

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('the database took too long')), ms).unref()
  })
  return Promise.race([work, late])
}
