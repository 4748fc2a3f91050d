import type { IncomingMessage, ServerResponse } from 'node:http'
import { createSession, type Session } from 'better-sse'
import { ShelftalkError } from '../core/domain/errors.ts'
import type { Caller } from '../core/domain/people/permissions.ts'
import type { ApiFlows } from './flows.ts'

const maxStreamsPerKey = 50
const maxStreams = 1000
const heartbeatMs = 15_000
/** How long a revoked key or an ended session goes on listening at most. */
const recheckMs = 2_000
/** A client that reads more slowly than this much lies ready for it is cut off; it comes back by itself. */
const maxUnsentBytes = 262_144

export interface LiveHub {
  /** Answers a request with a stream of events that lasts until either side ends it. */
  open(req: IncomingMessage, res: ServerResponse, caller: Caller): Promise<void>
  /** Ends all streams. */
  close(): void
}

interface Sources {
  subscribe: ApiFlows['subscribeLive']
  /** Whether the key or session of a request still holds. */
  isStillGood(req: IncomingMessage): Promise<boolean>
}

/** The streams of GET /live: server-sent events, each named by its kind. */
export function createLiveHub({ subscribe, isStillGood }: Sources): LiveHub {
  const streamsOf = new Map<string, number>()
  const open = new Set<ServerResponse>()

  const enter = (caller: Caller, res: ServerResponse): void => {
    const streams = streamsOf.get(caller.caller_id) ?? 0
    if (streams >= maxStreamsPerKey) {
      throw new ShelftalkError(
        'rate_limited',
        `A key may hold ${maxStreamsPerKey} streams open. Close some.`,
        { retryAfterSeconds: 10 },
      )
    }
    if (open.size >= maxStreams) {
      throw new ShelftalkError('unavailable', 'Too many streams are open. Try again later.', {
        retryAfterSeconds: 30,
      })
    }
    streamsOf.set(caller.caller_id, streams + 1)
    open.add(res)
    res.once('close', () => {
      open.delete(res)
      const left = (streamsOf.get(caller.caller_id) ?? 1) - 1
      if (left === 0) streamsOf.delete(caller.caller_id)
      else streamsOf.set(caller.caller_id, left)
    })
  }

  return {
    async open(req, res, caller) {
      // better-sse makes a URL of the Host header and throws when it is none.
      if (!URL.canParse(`http://${req.headers.host ?? ''}`)) {
        throw new ShelftalkError('invalid_input', 'The Host header is malformed.')
      }
      enter(caller, res)
      const session = await createSession(req, res, {
        keepAlive: heartbeatMs,
        headers: { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' },
      })
      const stop = subscribe(caller, (message) => send(session, res, message))
      const timer = setInterval(() => void isStillGood(req).then((holds) => holds || res.end()), recheckMs)
      timer.unref()
      res.once('close', () => {
        clearInterval(timer)
        stop()
      })
    },
    close() {
      for (const res of open) res.end()
    },
  }
}

function send(session: Session, res: ServerResponse, message: { kind: string }): void {
  if (!session.isConnected) return
  if (res.writableLength > maxUnsentBytes) res.destroy()
  else session.push(message, message.kind)
}
