import { uuidv7 } from 'uuidv7'
import { describe, expect, test, vi } from 'vitest'
import { createMemoryListCache } from '../../src/core/adapters/memory/list-cache.ts'
import type { ShelftalkEvent } from '../../src/core/domain/events.ts'
import { createFeedback } from '../../src/core/flows/lists/feedback.ts'
import { aSchool, ground, idsOf, nobody, type TestSchool } from '../support/a-school.ts'
import { aBook, aLoan } from '../support/builders.ts'
import { waiting } from '../support/deliveries.ts'

const on = ground()

/** Readers who met b0 to b3 together, so that the graph leads from each of them to the others. */
async function aReadingSchool(): Promise<TestSchool> {
  const school = await aSchool(on)
  await school.books(
    Array.from({ length: 10 }, (_, k) =>
      aBook({ book_id: `b${k}`, themes: k % 2 === 0 ? ['sea'] : ['magic'], authors: [`Author ${k}`] }),
    ),
  )
  const others = ['bo', 'cy', 'di']
  await school.students({ student_id: 'ada' }, ...others.map((student_id) => ({ student_id })))
  await school.past(
    others.flatMap((student_id) =>
      ['b0', 'b1', 'b2', 'b3'].map((book_id) => aLoan({ student_id, book_id, return_date: '2026-02-20' })),
    ),
  )
  await school.past([aLoan({ student_id: 'ada', book_id: 'b0', return_date: '2026-02-20' })])
  await school.buildGraph()
  return school
}

const votes = (school: TestSchool) =>
  school.sql<{ vote: string }>("select vote from vote where reader_id = 'ada'")

describe('a vote', () => {
  test('is stored with its event when it is answered', async () => {
    const school = await aSchool(on, { running: false })
    await school.books([aBook({ book_id: 'b1' })])
    await school.students({ student_id: 'ada' })
    const { event_id } = await school.give('ada', 'b1', 'up')
    expect(await school.sql('select vote, event_id, voter from vote')).toEqual([
      { vote: 'up', event_id, voter: 'self' },
    ])
    const [event] = await waiting(school)
    expect(event).toMatchObject({
      id: event_id,
      type: 'shelftalk.feedback.given',
      subject: 'ada',
      school: school.id,
      data: { reader_id: 'ada', book_id: 'b1', vote: 'up', voter: 'self' },
    })
  })

  test('changes the very next list, even before the consumer ran', async () => {
    const school = await aSchool(on, { running: false })
    await school.books(Array.from({ length: 8 }, () => aBook()))
    await school.students({ student_id: 'ada' })
    const before = await school.list('ada')
    expect(before.source).toBe('fresh')
    expect((await school.list('ada')).source).toBe('cache')
    const [first] = idsOf(before)
    await school.give('ada', first!, 'down')
    const after = await school.list('ada')
    expect(after.source).toBe('fresh')
    expect(idsOf(after)).not.toContain(first)
    expect(await waiting(school)).toHaveLength(1)
  })

  test('down and read keep the book away, up lets it stand, and each can be taken back', async () => {
    const school = await aReadingSchool()
    const [first] = idsOf(await school.list('ada'))
    const listed = async () => idsOf(await school.list('ada')).includes(first!)
    for (const [vote, stands] of [
      ['down', false],
      ['none', true],
      ['read', false],
      ['none', true],
      ['up', true],
      ['down', false],
      ['none', true],
    ] as const) {
      await school.give('ada', first!, vote)
      expect([vote, await listed()]).toEqual([vote, stands])
    }
  })

  test('an up moves the scores of what the same readers read, and taken back moves them back', async () => {
    const school = await aReadingSchool()
    const score = async (id: string) =>
      (await school.list('ada', { limit: 9 })).items.find((i) => i.book.book_id === id)!.score
    const before = await score('b2')
    await school.give('ada', 'b1', 'up')
    expect(await score('b2')).not.toBeCloseTo(before, 2)
    await school.give('ada', 'b1', 'none')
    expect(await score('b2')).toBeCloseTo(before, 6)
  })

  test('its consumer weighs a disliked book as the build in service does', async () => {
    const school = await aReadingSchool()
    const weightOfSea = async () => {
      await school.give('ada', 'b1', 'up')
      await school.drain()
      const taste = await school.app.core.store.school(school.id, (rows) => rows.vectors.preferences('ada'))
      return taste?.themes.find(([theme]) => theme === 'sea')?.[1]
    }
    await school.past([aLoan({ student_id: 'ada', book_id: 'b2', student_rating: 1 })])
    const before = await weightOfSea()
    await school.sql(
      `update graph_build set settings = jsonb_set(settings, '{history,readAndDislikedWeight}', '0.5')`,
    )
    expect(await weightOfSea()).toBe((before ?? 0) + 1)
  })

  test('its consumer derives the preferences from the whole history', async () => {
    const school = await aReadingSchool()
    const themes = async () => {
      await school.drain()
      const taste = await school.app.core.store.school(school.id, (rows) => rows.vectors.preferences('ada'))
      return { read: taste?.books_read, themes: taste?.themes.map(([theme]) => theme) }
    }
    await school.give('ada', 'b1', 'up')
    expect(await themes()).toEqual({ read: 1, themes: ['magic', 'sea'] })
    await school.give('ada', 'b1', 'down')
    expect(await themes()).toEqual({ read: 1, themes: ['sea'] })
    await school.give('ada', 'b1', 'none')
    await school.give('ada', 'b3', 'read')
    expect(await themes()).toEqual({ read: 2, themes: ['magic', 'sea'] })
  })

  test('[T-45] one that cannot be applied fails alone, whatever comes together with it', async () => {
    const school = await aSchool(on, { running: false })
    await school.books([aBook({ book_id: 'b1', themes: ['sea'] })])
    await school.students({ student_id: 'ada' }, { student_id: 'bo' })
    for (const reader of ['ada', 'bo']) await school.give(reader, 'b1', 'up')
    const [ada, bo] = (await waiting(school)) as [ShelftalkEvent, ShelftalkEvent]
    const ofNobody = { ...ada, id: uuidv7(), subject: 'nobody' }
    const { preferences } = createFeedback(school.app.core)
    const outcomes = await Promise.allSettled([ada, ofNobody, bo].map((event) => preferences.handle(event)))
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const derived = await school.sql('select reader_id from preference order by reader_id')
    expect(derived).toEqual([{ reader_id: 'ada' }, { reader_id: 'bo' }])
    expect(await waiting(school)).toEqual([])
  })

  test('delivered twice changes nothing the second time', async () => {
    const school = await aSchool(on, { running: false })
    await school.books([aBook({ book_id: 'b1', themes: ['sea'] })])
    await school.students({ student_id: 'ada' })
    await school.give('ada', 'b1', 'up')
    const { preferences } = createFeedback(school.app.core)
    const [event] = await waiting(school)
    const look = () =>
      school.app.core.store.school(school.id, async (rows) => [
        await rows.vectors.preferences('ada'),
        (await rows.readers.get('ada'))?.version,
        await rows.history.votes('ada'),
      ])
    expect(await preferences.handle(event!)).toHaveProperty('done')
    const once = await look()
    expect(await preferences.handle(event!)).toEqual({ skipped: 'applied before' })
    expect(await look()).toEqual(once)
  })

  test('for a student or book that is not there says not_found, and stores nothing', async () => {
    const school = await aSchool(on)
    await school.books([aBook({ book_id: 'b1' })])
    await school.students({ student_id: 'ada' })
    await expect(school.give(nobody(), 'b1', 'up')).rejects.toMatchObject({ code: 'not_found' })
    await expect(school.give('ada', nobody(), 'up')).rejects.toMatchObject({ code: 'not_found' })
    const { giveFeedback } = school.app.flows
    const vote = { student_id: 'ada', book_id: 'b1', vote: 'up', slate_id: null } as const
    await expect(giveFeedback(school.student('bo'), vote, null)).rejects.toMatchObject({ code: 'not_found' })
    await expect(giveFeedback(school.librarian, vote, null)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await votes(school)).toEqual([])
    await giveFeedback(school.student('ada'), vote, null)
    expect(await votes(school)).toEqual([{ vote: 'up' }])
  })

  test('one bad vote among many that are written together spoils no other', async () => {
    const school = await aSchool(on)
    await school.books([aBook({ book_id: 'b1' })])
    await school.students({ student_id: 'ada' })
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, k) => school.give('ada', k % 4 === 3 ? 'no-such-book' : 'b1', 'up')),
    )
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(15)
    expect(answers.map((a) => a.status === 'rejected' && a.reason.code).filter(Boolean)).toEqual(
      Array(5).fill('not_found'),
    )
  })
})

describe('1,000 votes at once on one book by one reader', () => {
  test('are all acknowledged: one row, one event each, versions only rise', async () => {
    const school = await aSchool(on, { running: false })
    await school.books([aBook({ book_id: 'b1' })])
    await school.students({ student_id: 'ada' })
    const versions: number[] = []
    const { cache } = school.app.core
    const raise = cache.raiseReaders
    cache.raiseReaders = (id, raised) => {
      versions.push(...raised.map((r) => r.version))
      return raise(id, raised)
    }
    const kinds = ['up', 'down', 'read', 'none'] as const
    const given = await Promise.all(
      Array.from({ length: 1000 }, async (_, k) => {
        const vote = kinds[k % 4]!
        return { vote, ...(await school.give('ada', 'b1', vote)) }
      }),
    )
    expect(new Set(given.map((g) => g.event_id)).size).toBe(1000)
    const stored = await school.sql<{ vote: string; event_id: string }>('select vote, event_id from vote')
    expect(stored).toHaveLength(1)
    expect(given).toContainEqual(stored[0])
    const events = await waiting(school)
    expect(new Set(events.map((e) => e.id))).toEqual(new Set(given.map((g) => g.event_id)))
    expect(events).toHaveLength(1000)
    expect(versions).toEqual([...versions].sort((a, b) => a - b))
    expect(new Set(versions).size).toBe(versions.length)
    await on.driver.asOwner((sql) => sql.script('truncate outbox'))
  })
})

describe('an Idempotency-Key', () => {
  const setUp = async () => {
    const school = await aSchool(on, { running: false })
    await school.books([aBook({ book_id: 'b1' })])
    await school.students({ student_id: 'ada' })
    const give = (key: string, body_hash: string, caller = 'key', vote: 'up' | 'down' = 'up') =>
      school.app.flows.giveFeedback(
        school.service,
        { student_id: 'ada', book_id: 'b1', vote, slate_id: null },
        { caller, key, body_hash },
      )
    return { school, give }
  }

  test('with the same body answers the same and stores nothing more; with another body it conflicts', async () => {
    const { school, give } = await setUp()
    const first = await give('k', 'one')
    expect(await give('k', 'one')).toEqual(first)
    await expect(give('k', 'two', 'key', 'down')).rejects.toMatchObject({ code: 'conflict' })
    expect(await waiting(school)).toHaveLength(1)
    expect(await votes(school)).toEqual([{ vote: 'up' }])
    expect(await give('k', 'one', 'another caller')).not.toEqual(first)
  })

  test('holds within one group commit, too', async () => {
    const { school, give } = await setUp()
    // The first is written alone; what arrives meanwhile goes together.
    const [, ...together] = await Promise.allSettled([
      give('other', 'x'),
      give('k', 'one'),
      give('k', 'one'),
      give('k', 'two', 'key', 'down'),
      give('k', 'one'),
    ])
    const answers = together.map((t) => (t.status === 'fulfilled' ? t.value : t.reason.code))
    expect(answers).toEqual([answers[0], answers[0], 'conflict', answers[0]])
    expect(answers[0]).toHaveProperty('event_id')
    expect(await waiting(school)).toHaveLength(2)
  })

  test('ends older lists also when whoever stored the vote was killed before it told the cache', async () => {
    const cache = createMemoryListCache()
    const raiseReaders = vi.spyOn(cache, 'raiseReaders').mockRejectedValueOnce(new Error('killed'))
    const school = await aSchool(on, { running: false, cache })
    await school.books(Array.from({ length: 8 }, () => aBook()))
    await school.students({ student_id: 'ada' })
    const [book_id = ''] = idsOf(await school.list('ada'))
    const vote = { student_id: 'ada', book_id, vote: 'down' as const, slate_id: null }
    const give = () =>
      school.app.flows.giveFeedback(school.service, vote, { caller: 'key', key: 'k', body_hash: 'one' })
    await expect(give()).rejects.toThrow('killed')
    expect((await school.list('ada')).source).toBe('cache')
    await give()
    const after = await school.list('ada')
    expect(after.source).toBe('fresh')
    expect(idsOf(after)).not.toContain(book_id)
    expect(raiseReaders).toHaveBeenCalledTimes(2)
  })
})
