import { uuidv7 } from 'uuidv7'
import { beforeEach, expect, test } from 'vitest'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import { createModelBudget } from '../../src/core/flows/steps/lists/model-budget.ts'
import type { ModelUse } from '../../src/core/ports/lists/model-use.ts'
import type { Store } from '../../src/core/ports/store.ts'
import type { Ground } from '../support/a-school.ts'

const today = '2026-03-02'
const tomorrow = '2026-03-03'
const nothing = { reserved: 0, spent: 0, purposes: [] }

/** What the count of tokens promises, and the budget that stands on it. */
export function modelUseSuite(on: Ground): void {
  let store: Store
  let id: string
  let other: string
  const use = <T>(work: (rows: ModelUse) => Promise<T>, school = id): Promise<T> =>
    store.school(school, (rows) => work(rows.modelUse))
  const budgetAt = (time: { now: string }, tokensADay: number) =>
    createModelBudget({ store, clock: () => new Date(time.now) }, tokensADay)

  beforeEach(async () => {
    store = createStore(on.driver)
    id = `model-${uuidv7()}`
    other = `model-${uuidv7()}`
    for (const school_id of [id, other]) {
      await store.system((rows) =>
        rows.schools.create({ school_id, name: school_id, invented: false, time_zone: 'UTC' }),
      )
    }
  })

  test('sets aside up to the limit and no token more; what is given back can be set aside again', async () => {
    const limit = 100
    expect(await use((rows) => rows.reserve(today, { tokens: 101, limit }))).toBe(false)
    expect(await use((rows) => rows.of(today))).toEqual(nothing)
    expect(await use((rows) => rows.reserve(today, { tokens: 60, limit }))).toBe(true)
    expect(await use((rows) => rows.reserve(today, { tokens: 41, limit }))).toBe(false)
    expect(await use((rows) => rows.reserve(today, { tokens: 40, limit }))).toBe(true)
    await use((rows) => rows.settle(today, { purpose: 'wording', reserved: 60, spent: 25 }))
    expect(await use((rows) => rows.reserve(today, { tokens: 36, limit }))).toBe(false)
    expect(await use((rows) => rows.reserve(today, { tokens: 35, limit }))).toBe(true)
    expect(await use((rows) => rows.of(today))).toMatchObject({ reserved: 75, spent: 25 })
  })

  test('counts calls and tokens by purpose, by day and by school', async () => {
    for (const spent of [10, 0, 7])
      await use((rows) => rows.settle(today, { purpose: 'wording', reserved: 0, spent }))
    await use((rows) => rows.settle(today, { purpose: 'embedding', reserved: 0, spent: 5_000_000_000 }))
    await use((rows) => rows.settle(tomorrow, { purpose: 'metadata', reserved: 0, spent: 1 }))
    expect(await use((rows) => rows.of(today))).toEqual({
      reserved: 0,
      spent: 5_000_000_017,
      purposes: [
        { purpose: 'embedding', calls: 1, tokens: 5_000_000_000 },
        { purpose: 'wording', calls: 3, tokens: 17 },
      ],
    })
    expect(await use((rows) => rows.of(tomorrow))).toMatchObject({ spent: 1 })
    expect(await use((rows) => rows.of(today), other)).toEqual(nothing)
  })

  test('many who ask at once are given the limit between them, whichever way they come', async () => {
    const ask = { tokens: 7, limit: 100 }
    const lanes = [store, store.background]
    const given = await Promise.all(
      Array.from({ length: 40 }, (_, k) =>
        lanes[k % 2]!.school(id, (rows) => rows.modelUse.reserve(today, ask)),
      ),
    )
    expect(given.filter(Boolean)).toHaveLength(14)
    expect(await use((rows) => rows.of(today))).toMatchObject({ reserved: 98 })
  })

  test('[T-14] a budget ends with what it allows, whoever spends; another school and the next day have their own', async () => {
    const time = { now: `${today}T23:59:00.000Z` }
    const budget = budgetAt(time, 100)
    const first = await budget.reserve(id, 80)
    expect(first).toEqual({ school_id: id, day: today, tokens: 80 })
    expect(await budget.reserve(id, 21)).toBeNull()
    expect(await budget.reserve(other, 21)).not.toBeNull()
    // A process that was killed in the middle of its call holds tokens until the day ends, and no longer.
    time.now = `${tomorrow}T00:00:01.000Z`
    expect(await budget.reserve(id, 100)).not.toBeNull()
    await budget.settle(first!, { purpose: 'wording', spent: 30 })
    expect(await use((rows) => rows.of(today))).toMatchObject({ reserved: 0, spent: 30 })
    expect(await use((rows) => rows.of(tomorrow))).toEqual({ reserved: 100, spent: 0, purposes: [] })
  })

  test('[T-14] a school’s own number counts before the service’s, and a school without the model spends nothing', async () => {
    const budget = budgetAt({ now: `${today}T08:00:00.000Z` }, 1000)
    const decide = (policy: object): Promise<unknown> =>
      on.driver.transaction({ role: 'shelftalk_app', schoolId: id, background: false }, (sql) =>
        sql.rows('update school set policy = $1', [JSON.stringify(policy)]),
      )
    await decide({ model_tokens_a_day: 50 })
    expect(await budget.reserve(id, 51)).toBeNull()
    expect(await budget.reserve(id, 50)).not.toBeNull()
    await decide({ model_tokens_a_day: 0 })
    expect(await budget.reserve(id, 1)).toBeNull()
    await decide({ model_for_books: false, model_for_students: false })
    expect(await budget.reserve(id, 1)).toBeNull()
    await decide({ model_for_books: false, model_for_students: true })
    expect(await budget.reserve(id, 1)).not.toBeNull()
  })
}
