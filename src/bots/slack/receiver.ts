import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express'
import type { Clock } from '../../core/ports/runtime.ts'
import type { Log } from '../../log.ts'
import { readBody } from './envelope.ts'
import type { Inbox } from './inbox.ts'
import { isFromSlack } from './signature.ts'

export interface ReceiverOptions {
  inbox: Pick<Inbox, 'inFlight' | 'receive'>
  signingSecret: string
  clock: Clock
  log: Log
}

const path = '/slack/events'
const inboundBodyMax = 1_048_576
const noRetry = ['X-Slack-No-Retry', '1'] as const

/**
 * Takes in what Slack sends by HTTP: size, signature, time and shape, then it goes to the inbox. To be mounted before
 * anything that parses bodies. Throws for an empty secret, with which anybody could speak in Slack's name.
 */
export function createReceiver({ inbox, signingSecret, clock, log }: ReceiverOptions): Router {
  if (signingSecret === '') throw new Error('SLACK_SIGNING_SECRET must not be empty')
  const { inFlight } = inbox
  const receive = async (req: Request, res: Response): Promise<void> => {
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
    const signed = {
      body,
      signature: req.get('x-slack-signature'),
      timestamp: req.get('x-slack-request-timestamp'),
    }
    if (!isFromSlack(signingSecret, signed, clock().getTime() / 1000)) return void res.status(401).end()
    const incoming = readOr400(body, req, res)
    if (incoming === undefined) return
    if (incoming !== null && 'challenge' in incoming) return void res.json({ challenge: incoming.challenge })
    await inbox.receive(incoming, {
      ack(answer, isKept) {
        if (isKept) res.set(...noRetry)
        acknowledge(res, answer)
      },
      refuse: () => void res.status(503).end(),
    })
  }
  const counted: RequestHandler = (_req, _res, next) => {
    inFlight.begin()
    next()
  }
  const tooLarge: ErrorRequestHandler = (error: { status?: number }, _req, res, _next) => {
    inFlight.end()
    res.status(error.status ?? 400).end()
  }
  const router = express.Router()
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
    tooLarge,
  )
  return router
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

function acknowledge(res: Response, answer: unknown): void {
  if (res.headersSent) return
  if (answer === undefined || answer === null || answer === '') res.status(200).end()
  else if (typeof answer === 'string') res.status(200).send(answer)
  else res.status(200).json(answer)
}
