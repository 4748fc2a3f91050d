import { Agent, request } from 'node:http'
import { setTimeout as rest } from 'node:timers/promises'
import { serviceKey } from '../../../bench/program.ts'

/** A vote as it is sent. */
export interface FloodVote {
  student_id: string
  book_id: string
  vote: 'up' | 'down'
}

export interface Flood {
  /** Votes acknowledged, by the ids of their events. */
  acknowledged: Map<string, FloodVote>
  /** Other answers, by status and whether they tell when to come back. */
  refused: Map<string, number>
  /** Connections that broke. */
  broken: number
  /** Requests for which no connection was free: whoever wanted to send them would have had to wait. */
  heldBack: number
  sent: number
  seconds: number
}

const tickMs = 10
const answeredWithinMs = 60_000

/**
 * Votes at this pace, whether or not the ones before were answered, over at most so many connections; then waits for the
 * last answers.
 */
export async function flood(
  url: string,
  wanted: { votesASecond: number; seconds: number; connections: number; next(): FloodVote },
): Promise<Flood> {
  const { votesASecond, seconds, connections, next } = wanted
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const seen: Flood = {
    acknowledged: new Map(),
    refused: new Map(),
    broken: 0,
    heldBack: 0,
    sent: 0,
    seconds: 0,
  }
  let open = 0
  const send = (): void => {
    open++
    seen.sent++
    const vote = next()
    post(agent, url, vote).then(
      ({ status, eventId, retryAfter }) => {
        open--
        if (status === 202) return void seen.acknowledged.set(eventId, vote)
        const kind = `${status} ${retryAfter === null ? 'without' : 'with'} Retry-After`
        seen.refused.set(kind, (seen.refused.get(kind) ?? 0) + 1)
      },
      () => {
        open--
        seen.broken++
      },
    )
  }
  const startedAt = performance.now()
  for (let due = 0; performance.now() - startedAt < seconds * 1000; await rest(tickMs)) {
    const wantedByNow = Math.floor(((performance.now() - startedAt) / 1000) * votesASecond)
    for (; due < wantedByNow; due++) {
      if (open < connections) send()
      else seen.heldBack++
    }
  }
  const until = performance.now() + answeredWithinMs
  while (open > 0 && performance.now() < until) await rest(tickMs)
  seen.seconds = (performance.now() - startedAt) / 1000
  agent.destroy()
  if (open > 0) throw new Error(`${open} requests were never answered`)
  return seen
}

function post(
  agent: Agent,
  url: string,
  vote: FloodVote,
): Promise<{ status: number; eventId: string; retryAfter: string | null }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${serviceKey}`, 'content-type': 'application/json' }
    const sent = request(new URL('/feedback', url), { method: 'POST', agent, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => {
        text += part
      })
      answer.once('error', reject)
      answer.once('end', () => {
        const status = answer.statusCode ?? 0
        const eventId = status === 202 ? (JSON.parse(text) as { event_id: string }).event_id : ''
        resolve({ status, eventId, retryAfter: answer.headers['retry-after'] ?? null })
      })
    })
    sent.once('error', reject)
    sent.end(JSON.stringify(vote))
  })
}
