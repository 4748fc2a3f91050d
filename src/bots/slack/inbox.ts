import type { App, Receiver } from '@slack/bolt'
import type { Log } from '../../log.ts'
import type { BotFlows } from '../flows.ts'
import type { Incoming } from './envelope.ts'
import { createInFlight, type InFlight } from './in-flight.ts'

export interface InboxOptions {
  appId: string
  flows: Pick<BotFlows['chat'], 'requests' | 'installations'>
  /** Whether a listener waits for this; what nobody waits for is acknowledged and not kept. */
  isKnown(incoming: Incoming): boolean
  log: Log
}

/** How whoever brought something hears of it. Only the first word counts. */
export interface Answering {
  /** It was taken in. `isKept`: and stored, so that it need not be sent again. */
  ack(answer: unknown, isKept: boolean): void
  /** It could not be stored: it is to be sent again. */
  refuse(): void
}

export interface Inbox {
  /** What Bolt is given. */
  receiver: Receiver
  /** What is in hand, for whoever takes something in. */
  inFlight: InFlight
  /** Null for what is well formed and nothing that we know. Resolves when the work is done or given back. */
  receive(incoming: Incoming | null, answering: Answering): Promise<void>
  /** Resolves when nothing is in hand, or after this long. */
  idle(longestMs: number): Promise<void>
  /** Works on requests that nobody finished; answers how many. */
  takeUp(): Promise<number>
  /** Takes nothing more in, finishes what is in hand, and gives the rest back. */
  stop(): Promise<void>
}

const inboxTimeoutMs = 1_000
/** Slack waits for three seconds. */
const ackWithinMs = 2_500
const optionsWithinMs = 1_000
const stopWithinMs = 20_000
const takenAtOnce = 20
/** Their listeners answer with something; all others are acknowledged as soon as they are stored. */
const answeringKinds: ReadonlySet<string> = new Set(['command', 'shortcut', 'submission'])

interface Work {
  request_id: string
  attempts: number
  body: Record<string, unknown>
  ack?(answer: unknown): void
}

/**
 * Takes in what Slack sends, whichever way it came: whether it is ours, then the row that keeps it; only then is it
 * acknowledged, and only then a listener of Bolt works on it. What was not stored Slack sends again.
 */
export function createInbox(options: InboxOptions): Inbox {
  const { flows, log } = options
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
  /** What is only looked up is answered at once, and kept nowhere. */
  const offer = async (incoming: Incoming, { ack }: Answering): Promise<void> => {
    const answered = new Promise<unknown>((resolve) => {
      setTimeout(() => resolve(undefined), optionsWithinMs).unref()
      process(incoming.body, { inboxId: '', ack: resolve }).catch(() => resolve(undefined))
    })
    ack((await answered) ?? { options: [] }, false)
  }
  const keep = async (incoming: Incoming, { ack, refuse }: Answering): Promise<void> => {
    const stored = await within(inboxTimeoutMs, take(flows, incoming)).catch((error: unknown) => {
      log.error({ err: error }, 'a request of Slack was not stored')
      return null
    })
    if (stored === null) return refuse()
    if (stored.before !== null) return ack(stored.before.answer, true)
    const isAnswering = answeringKinds.has(incoming.kind)
    const timer = isAnswering ? setTimeout(() => ack(undefined, true), ackWithinMs) : undefined
    if (!isAnswering) ack(undefined, true)
    const { request_id } = stored
    await work({ request_id, attempts: 0, body: incoming.body, ack: (given) => ack(given, true) })
    clearTimeout(timer)
    ack(undefined, true)
  }
  return {
    inFlight,
    receiver: {
      init(app) {
        bolt = app
      },
      start: async () => {},
      stop: async () => {},
    },
    idle: inFlight.idle,
    async receive(incoming, answering) {
      const answer = firstOf(answering)
      if (isStopping) return answer.refuse()
      if (incoming === null || !(await isOurs(options, incoming))) {
        log.warn({ kind: incoming?.kind ?? 'unknown' }, 'something of Slack is nothing to us')
        return answer.ack(undefined, false)
      }
      if (incoming.kind === 'options') return offer(incoming, answer)
      await keep(incoming, answer)
    },
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

/** Bolt lets an answer be given twice, and throws over HTTP; here only the first is passed on. */
function firstOf(answering: Answering): Answering {
  let isGiven = false
  const once = (give: () => void): void => {
    if (!isGiven) give()
    isGiven = true
  }
  return {
    ack: (...answer) => once(() => answering.ack(...answer)),
    refuse: () => once(() => answering.refuse()),
  }
}

const take = (flows: InboxOptions['flows'], { kind, name, team, enterprise, user, dedupe, body }: Incoming) =>
  flows.requests.take({
    ...{ platform: 'slack', tenant: team ?? enterprise ?? '', account_id: user, payload: body },
    ...{ kind: `${kind} ${name}`.slice(0, 100), dedupe: [kind, ...dedupe] },
  })

/** Of our app, from a workspace that has it, and something that we listen to. */
async function isOurs({ appId, flows, isKnown }: InboxOptions, incoming: Incoming): Promise<boolean> {
  const tenant = incoming.enterprise ?? incoming.team
  if (incoming.appId !== appId || tenant === null || !isKnown(incoming)) return false
  const { team, enterprise } = incoming
  const isActive = await flows.installations.isActive({ platform: 'slack', tenant })
  if (isActive && enterprise !== null && team !== null)
    await flows.installations.serve({ platform: 'slack', tenant: team }, enterprise)
  return isActive
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('the database took too long')), ms).unref()
  })
  return Promise.race([work, late])
}
