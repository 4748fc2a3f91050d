import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { limits } from '../limits.ts'
import { ask, type Service } from '../program.ts'
import type { Result } from '../results.ts'
import { percentile } from '../statistics.ts'

const votesASecond = 100
/** After every so many votes another process is asked for the changed list: what is measured is the way, not how many lists it makes. */
const votesAList = 4
/** How finely it is seen when an event was applied. */
const lookEveryMs = 4
const appliedWithinMs = 30_000
const prefetchedAtOnce = 8

interface List {
  items: { book: { book_id: string } }[]
}
interface Vote {
  student_id: string
  book_id: string
}

/**
 * Votes at a steady pace at one process: how long after each acknowledgement another process has answered the changed
 * list, and how long after it the worker has applied the event that came through Kafka.
 */
export async function measureTravel(
  [first, other]: readonly [Service, Service],
  databaseUrl: string,
  { students, seconds }: { students: readonly string[]; seconds: number },
): Promise<Result[]> {
  const votes = await firstBooks(other, students.slice(0, votesASecond * seconds))
  const pending = await watchPending(databaseUrl)
  const listMs: number[] = []
  const voting: Promise<void>[] = []
  const startedAt = performance.now()
  let lastAcknowledgedAt = startedAt
  for (const [at, vote] of votes.entries()) {
    const due = startedAt + (at * 1000) / votesASecond
    if (due > performance.now()) await pause(due - performance.now())
    voting.push(
      (async () => {
        const event = await voteDown(first, vote)
        lastAcknowledgedAt = performance.now()
        pending.acknowledged(event, lastAcknowledgedAt)
        if (at % votesAList === 0) listMs.push(await changedList(other, vote))
      })(),
    )
  }
  await Promise.all(voting)
  const paceASecond = votes.length / ((lastAcknowledgedAt - startedAt) / 1000)
  const appliedMs = await pending.allApplied()
  const tell = (what: string, values: number[]): Result[] => [
    { what: `${what}, p50`, value: percentile(values, 0.5), unit: 'ms' },
    {
      what: `${what}, p95`,
      value: percentile(values, 0.95),
      unit: 'ms',
      limit: { atMost: limits.travelP95Ms },
    },
    { what: `${what}, longest`, value: percentile(values, 1), unit: 'ms' },
  ]
  return [
    { what: 'votes acknowledged meanwhile', value: paceASecond, unit: '/s' },
    ...tell('vote to changed list of another api', listMs),
    ...tell('vote to applied through Kafka', appliedMs),
  ]
}

/** The first book of each student's list, which lies in the cache from then on. */
async function firstBooks(service: Service, students: readonly string[]): Promise<Vote[]> {
  const votes: Vote[] = []
  const waiting = [...students]
  const lane = async (): Promise<void> => {
    for (let student_id = waiting.shift(); student_id !== undefined; student_id = waiting.shift()) {
      const { json, text } = await ask(service.url, 'GET', `/recommendations/${student_id}?limit=10`)
      const book_id = (json as List).items?.[0]?.book.book_id
      if (book_id === undefined) throw new Error(`${student_id} has no list: ${text.slice(0, 200)}`)
      votes.push({ student_id, book_id })
    }
  }
  await Promise.all(Array.from({ length: prefetchedAtOnce }, lane))
  return votes
}

async function voteDown(service: Service, vote: Vote): Promise<string> {
  const answer = await ask(service.url, 'POST', '/feedback', { json: { ...vote, vote: 'down' } })
  if (answer.status !== 202) throw new Error(`vote: ${answer.status} ${answer.text.slice(0, 200)}`)
  return (answer.json as { event_id: string }).event_id
}

/** How long the list takes that must be without the book: the very first answer has to be. */
async function changedList(service: Service, { student_id, book_id }: Vote): Promise<number> {
  const askedAt = performance.now()
  const answer = await ask(service.url, 'GET', `/recommendations/${student_id}?limit=10`)
  const ms = performance.now() - askedAt
  const stays = (answer.json as List).items?.some(({ book }) => book.book_id === book_id)
  if (answer.status !== 200 || stays !== false)
    throw new Error(
      `list: ${answer.status}, X-Cache ${answer.headers['x-cache']}, the book ${stays ? 'stays' : 'is gone'}`,
    )
  return ms
}

interface Pending {
  acknowledged(eventId: string, at: number): void
  /** Resolves when all that were acknowledged are applied, with how long each took. */
  allApplied(): Promise<number[]>
}

/** Looks again and again which events are in the outbox: one that is gone was applied. */
async function watchPending(databaseUrl: string): Promise<Pending> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query('set role shelftalk_system')
  const waiting = new Map<string, number>()
  const tookMs: number[] = []
  let isWatching = true
  const look = async (): Promise<void> => {
    const asked = [...waiting]
    const { rows } = await client.query<{ event_id: string }>({
      name: 'pending',
      text: 'select event_id from outbox',
    })
    const there = new Set(rows.map((row) => row.event_id))
    for (const [eventId, at] of asked) {
      if (there.has(eventId)) continue
      tookMs.push(performance.now() - at)
      waiting.delete(eventId)
    }
  }
  const watching = (async () => {
    while (isWatching) {
      await look()
      await pause(lookEveryMs)
    }
  })()
  return {
    acknowledged: (eventId, at) => void waiting.set(eventId, at),
    async allApplied() {
      const until = performance.now() + appliedWithinMs
      while (waiting.size > 0 && performance.now() < until) await pause(lookEveryMs)
      isWatching = false
      await watching
      await client.end()
      if (waiting.size > 0)
        throw new Error(`${waiting.size} events were not applied in ${appliedWithinMs} ms`)
      return tookMs
    },
  }
}
