import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RateCounter } from '../core/ports/rate-counter.ts'
import type { LtiFlows } from './flows.ts'

/** What the answers to one request need. */
export interface Asking {
  flows: LtiFlows
  origin: string
  rateCounter: RateCounter
  req: IncomingMessage
  res: ServerResponse
  /** Of a browser that keeps no cookies of ours: the session that its forms bring along. */
  carried: Carried | null
  /** What was just voted away, as `vote`, `book` and `slate` of a query, where the answer follows at once; else a cookie says it. */
  gone: string | null
  /** Answers with the page at an address of ours, for a browser that cannot be sent there. */
  answer(to: string): Promise<void>
}

/** Both halves of a session, and the launch that opened it. */
export interface Carried {
  launch: string
  session: string
  proof: string
}
