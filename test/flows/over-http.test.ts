import { describe, expect, onTestFinished, test } from 'vitest'
import {
  type Ask,
  askLists,
  asShown,
  byScore,
  type NamedSplit,
  runJob,
  sendSchool,
} from '../../bench/ranking/asked.ts'
import { popularity } from '../../src/core/ranking/baselines/tuned.ts'
import { judge, rankedLists, trainOn } from '../../src/core/ranking/evaluate.ts'
import { longListDepth } from '../../src/core/ranking/metrics.ts'
import { seededRandom } from '../../src/core/ranking/random.ts'
import { settingsFrom } from '../../src/core/ranking/settings.ts'
import { type RatedEvent, randomSplit } from '../../src/core/ranking/split.ts'
import { meanOf } from '../../src/core/ranking/tuning/worth.ts'
import { serverOver } from '../api/stub-flows.ts'
import { schoolOfTastes } from '../ranking/school-of-tastes.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'

const on = ground()
const longestList = 50
/** In NDCG@10: likeness of texts, levels and authors reorder what is shown. */
const mostThatShapeCosts = 0.01

/** Readers of fourteen books each, of which every third is rated best. */
const manyLikes = (readers: number): RatedEvent[] =>
  schoolOfTastes(readers, 3).map(({ reader, book }) => ({
    ...{ reader, book, liked: true },
    ...(book % 3 === 0 ? { rating: 5 } : {}),
  }))

/** Half as many books each, a quarter of them disliked, never those that are rated best. */
function fewBooksWithDislikes(): RatedEvent[] {
  const random = seededRandom(8)
  return manyLikes(360)
    .filter(() => random() < 0.5)
    .map((event) => (random() < 0.25 ? { ...event, liked: false, rating: 1 } : event))
}

/** Without books so rare that the service lends them a place by their texts, of which the evaluation knows nothing. */
function wellRead(events: readonly RatedEvent[]): RatedEvent[] {
  const readers = new Map<number, number>()
  for (const { book } of events) readers.set(book, (readers.get(book) ?? 0) + 1)
  const kept = [...readers.keys()].filter((book) => (readers.get(book) ?? 0) >= 8)
  const numberOf = new Map(kept.map((book, number) => [book, number]))
  return events.flatMap((event) => {
    const book = numberOf.get(event.book)
    return book === undefined ? [] : [{ ...event, book }]
  })
}

/** A server over a school, asked with a key of its own. */
async function asker(school: TestSchool): Promise<Ask> {
  const wanted = { role: 'service' as const, reader_id: null, label: 'test' }
  const { key } = await school.app.flows.keys.issue(school.service, wanted)
  const server = await serverOver(
    { ...school.app.flows, demoKey: () => null, demoPeople: () => null, platforms: () => [] },
    { requestsASecond: 1_000_000 },
  )
  onTestFinished(() => server.stop())
  return async (method, path, body) => {
    const csv = body !== undefined && 'csv' in body ? body.csv : undefined
    const sent = csv === undefined ? {} : { body: csv, headers: { 'Content-Type': 'text/csv' } }
    const answer = await server.ask(path, { method, key, ...sent })
    const text = await answer.text()
    return { status: answer.status, headers: {}, text, json: JSON.parse(text) }
  }
}

/** What was read as lists that the readers upload themselves, which have no dates. */
async function sendLists(ask: Ask, data: NamedSplit): Promise<void> {
  await sendSchool(ask, { ...data, split: { ...data.split, train: [] } })
  for (const [reader, id] of data.readerIds.entries()) {
    const mine = data.split.train.filter((event) => event.reader === reader)
    const lines = mine.map(({ book, rating = '' }) => `Book ${data.bookIds[book]},${rating}\n`)
    const { status } = await ask('POST', `/user/books?reader_id=${id}`, {
      csv: `title,rating\n${lines.join('')}`,
    })
    expect(status).toBe(202)
  }
}

const named = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, k) => `${letter}${String(k).padStart(3, '0')}`)

describe('lists asked for over HTTP are as good as the evaluation says', () => {
  test.each([
    { kind: 'many likes', events: manyLikes(220), send: sendSchool },
    { kind: 'few books each, and dislikes', events: fewBooksWithDislikes(), send: sendSchool },
    { kind: 'no dates', events: manyLikes(90), send: sendLists },
  ])('where there are $kind', { timeout: 300_000 }, async ({ events, send }) => {
    const split = randomSplit(wellRead(events), 1)
    const data = { split, readerIds: named('r', split.readerCount), bookIds: named('b', split.bookCount) }
    const school = await aSchool(on)
    const ask = await asker(school)
    await send(ask, data)
    await school.drain()
    await runJob(ask, 'nightly')
    const shown = await askLists(ask, data, longListDepth)
    const long = await askLists(ask, data, longestList)

    const [chosen] = await school.sql<{ ranking: unknown }>('select ranking from school')
    const settings = settingsFrom(chosen?.ranking)
    const evaluated = rankedLists(split, trainOn(split, settings), settings)
    const inOrder = long.map((list) => byScore(list).subarray(0, longListDepth))
    expect(inOrder).toEqual(evaluated)
    const ndcg = (lists: readonly Int32Array[]) => meanOf(judge(lists, split).ndcg)
    expect(ndcg(evaluated)).toBeGreaterThan(ndcg(popularity(split).lists))
    expect(Math.abs(ndcg(shown.map(asShown)) - ndcg(evaluated))).toBeLessThan(mostThatShapeCosts)
  })
})
