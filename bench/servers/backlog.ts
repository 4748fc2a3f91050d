import { setTimeout as pause } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import { uuidv7 } from 'uuidv7'
import { openPool } from '../../src/core/adapters/postgres/connection/pool.ts'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import { makeEvent } from '../../src/core/domain/events.ts'
import { seededRandom } from '../../src/demo/random.ts'
import { limits } from '../limits.ts'
import type { Service } from '../program.ts'
import type { Result } from '../results.ts'
import { median } from '../statistics.ts'
import type { OwnPlace } from './own-place.ts'
import { countProcessors, type Parties, processesAt, processorCount, type Share } from './processor-time.ts'
import { bookId, type SchoolSize, schoolId, studentId } from './school.ts'

const lookEveryMs = 50
const drainedWithinMs = 20 * 60_000
const joinedWithinMs = 60_000
const eventsAtOnce = 2_000
/** A server that keeps so much of the machine busy, or a machine with so little left, is at its end. */
const isFull = 0.85

interface Drain {
  seconds: number
  shares: Share[]
}

/** How long one worker takes for a backlog of votes, and two: in turns, so that the machine's moods fall on both. */
export async function measureBacklog(
  place: OwnPlace,
  { events, rounds, school }: { events: number; rounds: number; school: SchoolSize },
): Promise<Result[]> {
  const drains: { one: Drain[]; two: Drain[] } = { one: [], two: [] }
  for (let round = 0; round < rounds; round++) {
    for (const side of ['one', 'two'] as const) {
      const workers = await startWorkers(place, side === 'one' ? 1 : 2)
      drains[side].push(await drain(place, workers, { events, school, seed: round }))
      await Promise.all(workers.map((worker) => worker.kill('SIGTERM')))
    }
  }
  const seconds = (side: readonly Drain[]): number => median(side.map((drain) => drain.seconds))
  const [one, two] = [seconds(drains.one), seconds(drains.two)]
  const limiting = whatLimits(drains.two)
  console.log(`one worker:  ${inWords(drains.one)}\ntwo workers: ${inWords(drains.two)}`)
  if (limiting !== null) console.log(`What limits two workers: ${limiting}`)
  return [
    { what: `one worker, backlog of ${events} votes`, value: events / one, unit: '/s' },
    { what: 'two workers, the same backlog', value: events / two, unit: '/s' },
    {
      what: 'two workers to one',
      value: one / two,
      unit: 'x',
      ...(limiting === null ? { limit: { atLeast: limits.twoWorkersToOne } } : {}),
    },
  ]
}

/** Resolves when they have joined the group of the topic. */
async function startWorkers(place: OwnPlace, count: number): Promise<Service[]> {
  const workers = await Promise.all(Array.from({ length: count }, () => place.start('worker')))
  const admin = new Kafka({ brokers: place.brokers, logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    const until = performance.now() + joinedWithinMs
    for (;;) {
      const { groups } = await admin.describeGroups([`${place.topicPrefix}preferences`])
      if (groups[0]?.state === 'Stable' && groups[0].members.length === count) return workers
      if (performance.now() > until) throw new Error(`${count} workers did not join in ${joinedWithinMs} ms`)
      await pause(lookEveryMs)
    }
  } finally {
    await admin.disconnect()
  }
}

async function drain(
  { database, databaseUrl, redisUrl, brokers }: OwnPlace,
  workers: readonly Service[],
  { events, school, seed }: { events: number; school: SchoolSize; seed: number },
): Promise<Drain> {
  const parties: Parties = {
    PostgreSQL: processesAt(portOf(databaseUrl)),
    Kafka: brokers.flatMap((broker) => processesAt(portOf(`http://${broker}`))),
    Redis: processesAt(portOf(redisUrl)),
    workers: workers.map((worker) => worker.pid),
  }
  await commitBacklog(databaseUrl, { events, school, seed })
  await database.query('notify shelftalk_outbox')
  const startedAt = performance.now()
  const counting = countProcessors(parties)
  await database.query('set role shelftalk_system')
  for (;;) {
    const { rows } = await database.query<{ left: boolean }>('select exists (select from outbox) as left')
    if (rows[0]?.left === false) break
    if (performance.now() - startedAt > drainedWithinMs)
      throw new Error(`${events} events were not applied in ${drainedWithinMs} ms`)
    await pause(lookEveryMs)
  }
  const seconds = (performance.now() - startedAt) / 1000
  await database.query('reset role')
  return { seconds, shares: counting.stop() }
}

const portOf = (address: string): number => Number(new URL(address).port)

/** Votes and their events as the api stores them, all in one commit: the backlog is there at one moment. */
async function commitBacklog(
  databaseUrl: string,
  { events, school, seed }: { events: number; school: SchoolSize; seed: number },
): Promise<void> {
  const random = seededRandom(seed)
  const driver = await openPool(databaseUrl, { maxConnections: 2 })
  await createStore(driver).background.school(schoolId, async (rows) => {
    for (let done = 0; done < events; done += eventsAtOnce) {
      const votes = Array.from({ length: Math.min(eventsAtOnce, events - done) }, () => ({
        reader_id: studentId(random.between(0, school.students - 1)),
        book_id: bookId(random.between(0, school.books - 1)),
        vote: 'up' as const,
        voter: 'self',
        event_id: uuidv7(),
        voted_at: new Date().toISOString(),
      }))
      const last = new Map(votes.map((vote) => [`${vote.reader_id} ${vote.book_id}`, vote]))
      await rows.history.putVotes([...last.values()].map((vote) => ({ ...vote, slate_id: null })))
      await rows.outbox.add(
        votes.map(({ event_id: id, voted_at, reader_id, book_id, vote, voter }) =>
          makeEvent(
            'shelftalk.feedback.given',
            { id, school: schoolId, subject: reader_id, time: new Date(voted_at) },
            { reader_id, book_id, vote, voter },
          ),
        ),
      )
    }
  })
  await driver.close()
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

function averaged(drains: readonly Drain[]): Share[] {
  const parties = drains[0]?.shares.map((share) => share.party) ?? []
  return parties.map((party) => ({
    party,
    processors: mean(drains.map(({ shares }) => shares.find((one) => one.party === party)?.processors ?? 0)),
  }))
}

const inWords = (drains: readonly Drain[]): string =>
  averaged(drains)
    .map(({ party, processors }) => `${party} ${processors.toFixed(2)}`)
    .join(', ')
    .concat(` of ${processorCount()} processors`)

/** In words, when the machine has nothing left to give to a second worker; null when it has. */
function whatLimits(drains: readonly Drain[]): string | null {
  const shares = averaged(drains)
  const busy = shares.reduce((sum, { processors }) => sum + processors, 0)
  if (busy < processorCount() * isFull) return null
  const [most] = [...shares].sort((a, b) => b.processors - a.processors)
  return `all ${processorCount()} processors are busy, most of them with ${most?.party} (${most?.processors.toFixed(2)})`
}
