import { describe, expect, test, vi } from 'vitest'
import { createMemoryListCache } from '../../src/core/adapters/memory/list-cache.ts'
import { createProfile, createSimilarity } from '../../src/core/flows/lists/checkout.ts'
import { embeddingDimensions } from '../../src/core/ports/runtime.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { aBook, aLoan } from '../support/builders.ts'
import { take, waiting } from '../support/deliveries.ts'

const on = ground()

async function aShelf(running: boolean): Promise<TestSchool> {
  const school = await aSchool(on, { running })
  await school.books([
    aBook({ book_id: 'sea-1', title: 'Sea storm ship', themes: ['sea'], reading_level: 5 }),
    aBook({ book_id: 'sea-2', title: 'Sea island ship', themes: ['sea'], reading_level: 6 }),
    aBook({ book_id: 'owl', title: 'Magic owl castle', themes: ['magic'] }),
  ])
  await school.students({ student_id: 'ada' }, { student_id: 'bo' }, { student_id: 'cy' })
  return school
}

const lend = (school: TestSchool, ...loans: unknown[]) =>
  school.app.flows.recordCheckouts(school.service, loans, null)
const borrow = (school: TestSchool, student_id: string, book_id: string) =>
  lend(school, aLoan({ checkout_id: `${student_id}/${book_id}`, student_id, book_id }))

const vectorOf = async (school: TestSchool, reader: string): Promise<number[] | null> => {
  const [row] = await school.sql<{ vector: string }>(
    'select embedding::text as vector from reader_embedding where reader_id = $1',
    [reader],
  )
  return row === undefined ? null : JSON.parse(row.vector)
}
const similarTo = (school: TestSchool, reader: string) =>
  school.app.core.store.school(school.id, (rows) => rows.vectors.similar(reader))
const versionOf = (school: TestSchool, reader: string) =>
  school.app.core.store.school(school.id, (rows) => rows.readers.get(reader)).then((found) => found!.version)

describe('loans', () => {
  test('are accepted and refused one by one, by index and field', async () => {
    const school = await aShelf(false)
    const good = aLoan({ student_id: 'ada', book_id: 'owl' })
    const answer = await lend(
      school,
      good,
      { ...good, checkout_id: 'c-2', student_id: 'nobody' },
      { ...good, checkout_id: 'c-3', book_id: 'no-such-book', student_id: 'nobody' },
      { ...good, checkout_id: 'c-4', checkout_date: '2026-02-30' },
      { ...good, checkout_id: 'c-5', return_date: '2026-01-01' },
      { ...good, checkout_id: 'c-6', student_rating: 6 },
      { ...good, checkout_id: 'c-7', colour: 'red' },
      'no loan',
      { ...good, checkout_id: 'c-9', book_id: 'sea-1', return_date: null, student_rating: null },
    )
    expect(answer.accepted).toBe(2)
    expect(answer.refused.map((r) => [r.index, r.field])).toEqual([
      [1, 'student_id'],
      [2, 'student_id'],
      [2, 'book_id'],
      [3, 'checkout_date'],
      [4, 'return_date'],
      [5, 'student_rating'],
      [6, ''],
      [7, ''],
    ])
    expect(answer.refused[3]?.reason).toMatch(/exists/)
    expect(await school.sql('select book_id from loan order by 1')).toEqual([
      { book_id: 'owl' },
      { book_id: 'sea-1' },
    ])
    const [event, ...more] = await waiting(school)
    expect(more).toEqual([])
    expect(event).toMatchObject({ subject: 'ada', data: { reader_id: 'ada' } })
    expect((event!.data as { book_ids: string[] }).book_ids.sort()).toEqual(['owl', 'sea-1'])
  })

  test('too many in one request are refused as a whole', async () => {
    const school = await aShelf(false)
    const many = Array.from({ length: 1001 }, () => aLoan({ student_id: 'ada', book_id: 'owl' }))
    await expect(lend(school, ...many)).rejects.toMatchObject({ code: 'too_large' })
    expect(await school.sql('select 1 from loan')).toEqual([])
  })

  test('make the book read: the very next list does without it', async () => {
    const school = await aShelf(false)
    expect((await school.list('ada')).items.map((i) => i.book.book_id)).toContain('owl')
    await borrow(school, 'ada', 'owl')
    expect((await school.list('ada')).items.map((i) => i.book.book_id)).not.toContain('owl')
  })

  test('make a new vector of 1,536 dimensions and unit length, and say so', async () => {
    const school = await aShelf(false)
    await borrow(school, 'ada', 'sea-1')
    const [recorded] = await take(school)
    await createProfile(school.app.core).handle(recorded!)
    const vector = await vectorOf(school, 'ada')
    expect(vector).toHaveLength(embeddingDimensions)
    expect(Math.hypot(...vector!)).toBeCloseTo(1, 5)
    const [changed] = await take(school)
    expect(changed).toMatchObject({
      type: 'shelftalk.reader_embedding.changed',
      subject: 'ada',
      data: { reader_id: 'ada', model_id: school.model.modelId },
    })
    await borrow(school, 'ada', 'owl')
    for (const event of await take(school)) await createProfile(school.app.core).handle(event)
    expect(await vectorOf(school, 'ada')).not.toEqual(vector)
  })

  test('update the similarity rows in both directions, and the lists of all whom that touches', async () => {
    const school = await aShelf(true)
    await borrow(school, 'bo', 'sea-1')
    await borrow(school, 'cy', 'owl')
    await school.drain()
    for (const reader of ['bo', 'cy']) await school.list(reader)
    expect((await school.list('bo')).source).toBe('cache')
    const before = await versionOf(school, 'bo')
    await borrow(school, 'ada', 'sea-2')
    await school.drain()
    const [nearest] = await similarTo(school, 'ada')
    expect(nearest?.other_id).toBe('bo')
    expect(nearest!.similarity).toBeGreaterThan(0.3)
    expect(await similarTo(school, 'bo')).toContainEqual({ other_id: 'ada', similarity: nearest!.similarity })
    expect((await school.list('bo')).source).toBe('fresh')
    expect(await versionOf(school, 'bo')).toBeGreaterThan(before)
  })

  test('sent twice are accepted twice and change nothing the second time', async () => {
    const school = await aShelf(true)
    const loan = aLoan({ student_id: 'ada', book_id: 'owl', student_rating: 4 })
    await lend(school, loan)
    await school.drain()
    const before = await versionOf(school, 'ada')
    expect(await lend(school, loan)).toEqual({ accepted: 1, refused: [] })
    expect(await waiting(school)).toEqual([])
    expect(await versionOf(school, 'ada')).toBe(before)
    await lend(school, { ...loan, student_rating: 1 })
    await school.drain()
    expect(await versionOf(school, 'ada')).toBeGreaterThan(before)
  })

  test('the events delivered twice change nothing the second time', async () => {
    const school = await aShelf(false)
    await borrow(school, 'bo', 'sea-1')
    await borrow(school, 'ada', 'sea-2')
    const [profile, similarity] = [createProfile(school.app.core), createSimilarity(school.app.core)]
    const recorded = await take(school)
    for (const event of recorded) await profile.handle(event)
    const changed = await take(school)
    for (const event of changed) await similarity.handle(event)
    const look = async () => [
      await vectorOf(school, 'ada'),
      await similarTo(school, 'ada'),
      await similarTo(school, 'bo'),
      await versionOf(school, 'ada'),
      await versionOf(school, 'bo'),
    ]
    const once = await look()
    for (const event of recorded) expect(await profile.handle(event)).toEqual({ skipped: 'applied before' })
    for (const event of changed) expect(await similarity.handle(event)).toEqual({ skipped: 'applied before' })
    expect(await waiting(school)).toEqual([])
    expect(await look()).toEqual(once)
  })

  test('corrected to another student leave nothing with the first one', async () => {
    const school = await aShelf(true)
    const loan = aLoan({ student_id: 'ada', book_id: 'owl' })
    await lend(school, loan)
    await school.drain()
    expect(await vectorOf(school, 'ada')).not.toBeNull()
    await school.list('ada')
    await lend(school, { ...loan, student_id: 'bo' })
    const list = await school.list('ada')
    expect([list.source, list.items.map((i) => i.book.book_id).includes('owl')]).toEqual(['fresh', true])
    await school.drain()
    expect(await vectorOf(school, 'ada')).toBeNull()
    expect(await vectorOf(school, 'bo')).not.toBeNull()
    expect(await similarTo(school, 'bo')).toEqual([])
  })

  test('votes do not move the vector, whenever they come', async () => {
    const school = await aShelf(true)
    await borrow(school, 'ada', 'sea-1')
    await school.drain()
    const before = await vectorOf(school, 'ada')
    await school.give('ada', 'owl', 'up')
    await lend(
      school,
      aLoan({ checkout_id: 'ada/sea-1', student_id: 'ada', book_id: 'sea-1', return_date: '2026-02-20' }),
    )
    await school.drain()
    expect(await vectorOf(school, 'ada')).toEqual(before)
  })

  test('under one Idempotency-Key are recorded once, and another body conflicts', async () => {
    const school = await aShelf(false)
    const loan = aLoan({ student_id: 'ada', book_id: 'owl' })
    const send = (body_hash: string, checkout_id: string) =>
      school.app.flows.recordCheckouts(school.service, [{ ...loan, checkout_id }], {
        caller: 'k',
        key: 'k',
        body_hash,
      })
    const [one, two] = await Promise.all([send('a', 'c-a'), send('a', 'c-b')])
    expect(two).toEqual(one)
    await expect(send('b', 'c-c')).rejects.toMatchObject({ code: 'conflict' })
    expect(await school.sql('select 1 from loan')).toHaveLength(1)
  })

  test('that are repeated end older lists, should whoever stored them have been killed before', async () => {
    const cache = createMemoryListCache()
    const school = await aSchool(on, { running: false, cache })
    await school.books([aBook({ book_id: 'owl' }), aBook()])
    await school.students({ student_id: 'ada' })
    await school.list('ada')
    vi.spyOn(cache, 'raiseReaders').mockRejectedValueOnce(new Error('killed'))
    const loan = aLoan({ student_id: 'ada', book_id: 'owl' })
    const once = { caller: 'k', key: 'k', body_hash: 'a' }
    const send = () => school.app.flows.recordCheckouts(school.service, [loan], once)
    await expect(send()).rejects.toThrow('killed')
    expect((await school.list('ada')).source).toBe('cache')
    await send()
    expect((await school.list('ada')).source).toBe('fresh')
  })

  test('may be written by staff only', async () => {
    const school = await aShelf(false)
    const { recordCheckouts } = school.app.flows
    const loan = aLoan({ student_id: 'ada', book_id: 'owl' })
    await expect(recordCheckouts(school.student('ada'), [loan], null)).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect((await recordCheckouts(school.librarian, [loan], null)).accepted).toBe(1)
  })
})
