import { setTimeout as rest } from 'node:timers/promises'
import { type Answer, ask, type Body } from '../../bench/program.ts'
import { type Random, seededRandom } from '../../src/core/ranking/random.ts'
import { bookIds, studentIds, titleOf } from './school.ts'

export interface SentLoan {
  checkout_id: string
  student_id: string
  book_id: string
  checkout_date: string
}

/** One thing a client asked for. Nobody else writes about its student at the same time. */
export type Operation =
  | { kind: 'vote'; student_id: string; book_id: string; vote: 'up' | 'down' | 'read' | 'none' }
  | { kind: 'loans'; student_id: string; loans: SentLoan[] }
  | { kind: 'list'; student_id: string; titles: string[] }

/** `unknown`: it was sent, and the connection broke; it may or may not have been done. */
export interface Entry {
  operation: Operation
  state: 'acknowledged' | 'unknown'
  eventId: string | null
}

/** Where the service is; null while it is down. */
export interface Target {
  url: string | null
}

/** What was asked for, and what became of it. */
export interface Records {
  /** In the order in which each student's operations were sent. */
  entries: Entry[]
  /** Answers that are no acknowledgement; connections that broke are `unknown`. */
  refusals: Refusal[]
}

export interface Refusal {
  status: number
  text: string
  retryAfter: string | null
  /** When it came, in ms of `performance.now`. */
  at: number
}

export interface Load extends Records {
  stop(): Promise<void>
}

export interface LoadOptions {
  seed: number
  clients: number
  /** Whether a client whose connection broke asks for the same thing again, with the same key, half of the times. */
  again: boolean
  /** Whose votes, loans and lists these are; everybody's when left out. */
  students?: readonly string[]
  /** How long a client rests after each answer; not at all when left out. */
  pauseMs?: number
  /** Where to note; anew when left out. */
  records?: Records
}

const votes = ['up', 'down', 'read', 'none'] as const
const restMs = 20

/** Clients that vote, lend and upload, each for students of its own, with ids that nobody used. */
export function startLoad(target: Target, options: LoadOptions): Load {
  const { seed, clients, again, students: all = studentIds, pauseMs = 0 } = options
  const records = options.records ?? { entries: [], refusals: [] }
  let stopping = false
  const client = async (number: number): Promise<void> => {
    const random = seededRandom(seed * 1000 + number)
    const students = all.filter((_, at) => at % clients === number)
    for (let sent = 0; !stopping; ) {
      if (target.url === null) {
        await rest(restMs)
        continue
      }
      const id = `${seed}-${number}-${sent++}`
      const entry = noted(records, draw(random, students, id))
      await send(target, entry, { key: id, records })
      while (again && entry.state === 'unknown' && random() < 0.5 && !stopping) {
        await rest(restMs * 5)
        await send(target, entry, { key: id, records })
      }
      if (pauseMs > 0) await rest(pauseMs)
    }
  }
  const running = Promise.all(Array.from({ length: clients }, (_, number) => client(number)))
  return {
    ...records,
    async stop() {
      stopping = true
      await running
    },
  }
}

/** Notes that this is about to be asked for. */
export function noted(records: Records, operation: Operation): Entry {
  const entry: Entry = { operation, state: 'unknown', eventId: null }
  records.entries.push(entry)
  return entry
}

function draw(random: Random, students: readonly string[], id: string): Operation {
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const student_id = one(students)
  const dice = random()
  if (dice < 0.6) return { kind: 'vote', student_id, book_id: one(bookIds), vote: one(votes) }
  if (dice < 0.8) {
    const checkout_date = `2025-0${1 + Math.floor(random() * 9)}-15`
    const loans = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, k) => {
      return { checkout_id: `${id}-${k}`, student_id, book_id: one(bookIds), checkout_date }
    })
    return { kind: 'loans', student_id, loans }
  }
  return { kind: 'list', student_id, titles: [`Own story ${id}`, titleOf(one(bookIds))] }
}

/** Asks for it, under this Idempotency-Key, and notes what came of it; null when the connection broke. */
export async function send(
  { url }: Target,
  entry: Entry,
  { key, records }: { key: string; records: Records },
): Promise<Answer | null> {
  if (url === null) return null
  const { path, body } = requestFor(entry.operation)
  const answer = await ask(url, 'POST', path, { ...body, once: key }).catch(() => null)
  if (answer?.status === 202) {
    entry.state = 'acknowledged'
    entry.eventId = (answer.json as { event_id?: string }).event_id ?? null
  } else if (answer !== null) {
    const retryAfter = answer.headers['retry-after']?.toString() ?? null
    records.refusals.push({ status: answer.status, text: answer.text, retryAfter, at: performance.now() })
  }
  return answer
}

function requestFor(operation: Operation): { path: string; body: Body } {
  switch (operation.kind) {
    case 'vote': {
      const { kind: _, ...json } = operation
      return { path: '/feedback', body: { json } }
    }
    case 'loans':
      return { path: '/checkouts', body: { json: operation.loans } }
    case 'list':
      return {
        path: `/user/books?reader_id=${operation.student_id}`,
        body: { csv: ['title', ...operation.titles].join('\n') },
      }
  }
}
