import { ask, type Body } from '../../bench/program.ts'
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

export interface Load {
  /** In the order in which each student's operations were sent. */
  entries: Entry[]
  /** Answers that are no acknowledgement, by status; connections that broke are `unknown`. */
  refusals: { status: number; text: string }[]
  stop(): Promise<void>
}

export interface LoadOptions {
  seed: number
  clients: number
  /** Whether a client whose connection broke asks for the same thing again, with the same key, half of the times. */
  again: boolean
}

const votes = ['up', 'down', 'read', 'none'] as const
const restMs = 20

/** Clients that vote, lend and upload without a pause, each for students of its own, with ids that nobody used. */
export function startLoad(target: Target, { seed, clients, again }: LoadOptions): Load {
  const load: Load = { entries: [], refusals: [], stop: async () => {} }
  let stopping = false
  const client = async (number: number): Promise<void> => {
    const random = seededRandom(seed * 1000 + number)
    const students = studentIds.filter((_, at) => at % clients === number)
    for (let sent = 0; !stopping; ) {
      if (target.url === null) {
        await new Promise((resolve) => setTimeout(resolve, restMs))
        continue
      }
      const id = `${seed}-${number}-${sent++}`
      const entry: Entry = { operation: draw(random, students, id), state: 'unknown', eventId: null }
      load.entries.push(entry)
      await send(target, entry, id, load)
      while (again && entry.state === 'unknown' && random() < 0.5 && !stopping) {
        await new Promise((resolve) => setTimeout(resolve, restMs * 5))
        await send(target, entry, id, load)
      }
    }
  }
  const all = Promise.all(Array.from({ length: clients }, (_, number) => client(number)))
  load.stop = async () => {
    stopping = true
    await all
  }
  return load
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

async function send(target: Target, entry: Entry, key: string, load: Load): Promise<void> {
  if (target.url === null) return
  const { path, body } = requestFor(entry.operation)
  const answer = await ask(target.url, 'POST', path, { ...body, once: key }).catch(() => null)
  if (answer === null) return
  if (answer.status === 202) {
    entry.state = 'acknowledged'
    entry.eventId = (answer.json as { event_id?: string }).event_id ?? null
  } else load.refusals.push({ status: answer.status, text: answer.text })
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
