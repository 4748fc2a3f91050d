import { deepStrictEqual, ok } from 'node:assert'
import fc from 'fast-check'
import { parseEvent, type ShelftalkEvent } from '../../src/core/domain/events.ts'
import type { VoteKind } from '../../src/core/domain/lists/interaction.ts'
import { createProfile, createSimilarity } from '../../src/core/flows/lists/checkout.ts'
import { createFeedback } from '../../src/core/flows/lists/feedback.ts'
import { createVectorIndex } from '../../src/core/flows/lists/reader-books.ts'
import type { Subscription } from '../../src/core/ports/runtime.ts'
import { type Ground, openSchool, type TestSchool } from '../support/a-school.ts'
import { aBook, rowsOf } from '../support/builders.ts'

/** What people do. Numbers pick a reader, a book, a checkout_id or a title of the few that there are. */
type Action =
  | { kind: 'vote'; reader: number; book: number; vote: VoteKind }
  | { kind: 'loan'; reader: number; book: number; checkout: number; rating: number | null }
  | { kind: 'upload'; reader: number; titles: number[] }
  | { kind: 'take off'; reader: number; at: number }

/** What the wire does after an action: some heads of queues are delivered, in some way, and some old events again. */
interface Weather {
  deliveries: { queue: number; how: 'once' | 'twice' | 'lost, then again' }[]
  replays: number[]
}

const readers = ['ada', 'bo', 'cy']
const books = Array.from({ length: 6 }, (_, k) =>
  aBook({
    book_id: `b${k}`,
    title: `Book ${k} about ${['sea', 'magic', 'wolves'][k % 3]}`,
    themes: [['sea', 'magic', 'wolves'][k % 3] ?? ''],
    authors: [`Author ${k % 4}`],
    reading_level: 3 + k / 2,
  }),
)
const titles = ['Book 0 about sea', 'Unknown whales', 'Unknown wizards', 'Book 4 about magic']
const authors = ['Author 0', 'W. Whale', 'W. Wizard', 'Author 0']

/** Mostly one reader, so that what is done to the same one meets. */
const reader = fc.constantFrom(0, 0, 0, 0, 1, 1, 2)
const book = fc.nat(books.length - 1)
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    kind: fc.constant('vote' as const),
    reader,
    book,
    vote: fc.constantFrom('up', 'down', 'read', 'none'),
  }),
  fc.record({
    kind: fc.constant('loan' as const),
    reader,
    book,
    checkout: fc.nat(5),
    rating: fc.option(fc.integer({ min: 1, max: 5 })),
  }),
  fc.record({
    kind: fc.constant('upload' as const),
    reader,
    titles: fc.array(fc.nat(titles.length - 1), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('take off' as const), reader, at: fc.nat(3) }),
)
const weather: fc.Arbitrary<Weather> = fc.record({
  deliveries: fc.array(
    fc.record({ queue: fc.nat(7), how: fc.constantFrom('once', 'twice', 'lost, then again') }),
    { maxLength: 3 },
  ),
  replays: fc.array(fc.nat(50), { maxLength: 2 }),
})

async function act(school: TestSchool, wanted: Action): Promise<void> {
  const readerId = readers[wanted.reader] ?? ''
  const { flows } = school.app
  if (wanted.kind === 'vote') await school.give(readerId, `b${wanted.book}`, wanted.vote)
  else if (wanted.kind === 'loan') {
    const loan = {
      checkout_id: `c${wanted.checkout}`,
      student_id: readerId,
      book_id: `b${wanted.book}`,
      checkout_date: '2026-02-02',
      return_date: '2026-02-20',
      student_rating: wanted.rating,
    }
    await flows.recordCheckouts(school.service, [loan], null)
  } else if (wanted.kind === 'upload') {
    const rows = wanted.titles.map((at) => ({ title: titles[at], author: authors[at], rating: '4' }))
    await flows.addReaderBooks(school.service, readerId, rowsOf(rows))
  } else {
    const listed = await flows.listReaderBooks(school.service, readerId, { limit: 100, after: null })
    const found = listed[wanted.at]
    if (found !== undefined) await flows.removeReaderBook(school.service, readerId, found.book.book_id)
  }
}

/** An event with its row, which stays in the outbox until the event was handled, as the relay does it. */
interface Sent {
  outbox_id: number
  event: ShelftalkEvent
}

/** The wire: what was published and not yet applied, in order for each topic and key, and what was applied before. */
function createWire(school: TestSchool) {
  const { core } = school.app
  const consumers: Subscription[] = [
    createFeedback(core).preferences,
    createProfile(core),
    createSimilarity(core),
    createVectorIndex(core),
  ]
  const queues = new Map<string, Sent[]>()
  const applied: ShelftalkEvent[] = []
  let lastSeen = 0

  const handle = async (event: ShelftalkEvent): Promise<void> => {
    const message = parseEvent(JSON.parse(JSON.stringify(event)))
    for (const consumer of consumers.filter((c) => c.topic === topicOf(event))) await consumer.handle(message)
  }
  const collect = async (): Promise<void> => {
    const fresh = await school.sql<Sent>(
      'select outbox_id, event from outbox where outbox_id > $1 order by outbox_id',
      [lastSeen],
    )
    for (const sent of fresh) {
      const key = `${topicOf(sent.event)} ${sent.event.subject}`
      queues.set(key, [...(queues.get(key) ?? []), sent])
      lastSeen = sent.outbox_id
    }
  }
  const deliver = async (at: number, how: Weather['deliveries'][number]['how']): Promise<void> => {
    const keys = [...queues.keys()]
    const key = keys[at % keys.length]
    const sent = key === undefined ? undefined : queues.get(key)?.[0]
    if (key === undefined || sent === undefined || how === 'lost, then again') return
    await handle(sent.event)
    if (how === 'twice') await handle(sent.event)
    applied.push(sent.event)
    await school.sql('delete from outbox where outbox_id = $1', [sent.outbox_id])
    const rest = queues.get(key)?.slice(1) ?? []
    if (rest.length === 0) queues.delete(key)
    else queues.set(key, rest)
    await collect()
  }
  return {
    collect,
    deliver,
    async replay(at: number): Promise<void> {
      const event = applied[at % Math.max(1, applied.length)]
      if (event !== undefined) await handle(event)
    },
    async deliverAll(): Promise<void> {
      for (let at = 0; queues.size > 0; at++) await deliver(at * 7, 'once')
    },
  }
}

const topicOf = (event: ShelftalkEvent): string =>
  ({
    'shelftalk.feedback.given': 'feedback',
    'shelftalk.loans.recorded': 'checkouts',
    'shelftalk.books.added': 'books',
    'shelftalk.reader_embedding.changed': 'reader-embeddings',
    'shelftalk.school.changed': 'schools',
    'shelftalk.job.requested': 'jobs',
  })[event.type]

/** What must be the same in the end: everything that people said and did, and everything derived from it. */
async function state(school: TestSchool): Promise<{ exact: unknown; near: number[] }> {
  const exact: unknown[] = []
  const near: number[] = []
  for (const readerId of readers) {
    const [vector] = await school.sql<{ vector: string }>(
      'select embedding::text as vector from reader_embedding where reader_id = $1',
      [readerId],
    )
    const kept = await school.app.core.store.school(school.id, async (rows) => ({
      loans: await rows.history.loans(readerId),
      votes: (await rows.history.votes(readerId)).map(({ book_id, vote }) => ({ book_id, vote })),
      listed: (await rows.history.listed(readerId, { limit: 100, after: null })).map((l) => l.book.book_id),
      preferences: await rows.vectors.preferences(readerId),
      similar: await rows.vectors.similar(readerId),
    }))
    const { similar, ...rest } = kept
    const byId = [...similar].sort((a, b) => (a.other_id < b.other_id ? -1 : 1))
    exact.push({ readerId, ...rest, similarTo: byId.map((s) => s.other_id), hasVector: vector !== undefined })
    near.push(...byId.map((s) => s.similarity), ...(vector === undefined ? [] : JSON.parse(vector.vector)))
  }
  return { exact, near }
}

async function furnished(on: Ground): Promise<{ school: TestSchool; close(): Promise<void> }> {
  const opened = await openSchool(on, { running: false })
  await opened.school.books(books)
  await opened.school.students(...readers.map((student_id) => ({ student_id })))
  return opened
}

/**
 * The outbox property (T-40): whatever the wire duplicates, delays, reorders across keys, loses and sends again, the
 * final state is that of each event once and in order. Throws with the shrunk counterexample when it is not.
 */
export async function checkDeliveries(
  on: Ground,
  { runs, seed }: { runs: number; seed?: number },
): Promise<void> {
  const story = fc.array(fc.tuple(action, weather), { minLength: 3, maxLength: 12 })
  const property = fc.asyncProperty(story, async (steps) => {
    const calm = await furnished(on)
    const stormy = await furnished(on)
    try {
      const [straight, wire] = [createWire(calm.school), createWire(stormy.school)]
      for (const [wanted, sky] of steps) {
        await act(calm.school, wanted)
        await straight.collect()
        await straight.deliverAll()
        await act(stormy.school, wanted)
        await wire.collect()
        for (const { queue, how } of sky.deliveries) await wire.deliver(queue, how)
        for (const at of sky.replays) await wire.replay(at)
      }
      await wire.deliverAll()
      const [once, many] = [await state(calm.school), await state(stormy.school)]
      deepStrictEqual(many.exact, once.exact)
      ok(
        many.near.every((x, at) => Math.abs(x - (once.near[at] ?? 9)) < 1e-4),
        'vectors and similarities differ',
      )
    } finally {
      await calm.close()
      await stormy.close()
    }
  })
  await fc.assert(property, { numRuns: runs, ...(seed === undefined ? {} : { seed }) })
}
