import { uuidv7 } from 'uuidv7'
import { beforeEach, describe, expect, test } from 'vitest'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import type { SchoolRows, Store } from '../../src/core/ports/store.ts'
import { runsKept, waitingMs } from '../../src/core/ports/work/runs.ts'
import type { Ground } from '../support/a-school.ts'

const noon = new Date('2026-03-02T12:00:00.000Z')
const later = (ms: number): Date => new Date(noon.getTime() + ms)

/** What the rows of jobs promise, whatever they are kept in. */
export function jobsSuite(on: Ground): void {
  let store: Store
  let id: string
  const inSchool = <T>(work: (rows: SchoolRows) => Promise<T>): Promise<T> => store.school(id, work)
  const get = (runId: string) => inSchool((rows) => rows.jobs.get(runId))

  beforeEach(async () => {
    store = createStore(on.driver)
    id = `jobs-${uuidv7()}`
    await store.system((rows) =>
      rows.schools.create({ school_id: id, name: id, invented: false, time_zone: 'Europe/Berlin' }),
    )
  })

  test('a run goes from waiting to running to its end, and is not begun again', async () => {
    await inSchool((rows) => rows.jobs.request('r1', 'graph', noon))
    expect(await get('r1')).toMatchObject({ state: 'waiting', attempts: 0, started_at: null })
    expect(await inSchool((rows) => rows.jobs.start('r1', later(1)))).toMatchObject({
      run_id: 'r1',
      state: 'running',
      attempts: 1,
      progress: { done: [], step: null, cursor: null },
    })
    await inSchool((rows) => rows.jobs.finish('r1', { counts: { books: 2 }, error: null, at: later(2) }))
    expect(await get('r1')).toEqual({
      run_id: 'r1',
      job: 'graph',
      state: 'finished',
      counts: { books: 2 },
      progress: { done: [], step: null, cursor: null },
      attempts: 1,
      error: null,
      requested_at: noon.toISOString(),
      started_at: later(1).toISOString(),
      finished_at: later(2).toISOString(),
    })
    expect(await inSchool((rows) => rows.jobs.start('r1', later(3)))).toBeNull()
    expect(await inSchool((rows) => rows.jobs.start('no-such-run', noon))).toBeNull()
  })

  test('counts add up name by name, and progress stays for the next attempt', async () => {
    await inSchool((rows) => rows.jobs.request('r1', 'nightly', noon))
    await inSchool((rows) => rows.jobs.start('r1', noon))
    const progress = { done: ['vectors'], step: 'graph', cursor: '7' }
    await inSchool((rows) => rows.jobs.progress('r1', { progress, counts: { read: 2, made: 1 } }))
    await inSchool((rows) => rows.jobs.progress('r1', { progress, counts: { read: 3 } }))
    expect(await get('r1')).toMatchObject({ state: 'running', counts: { read: 5, made: 1 } })
    const again = await inSchool((rows) => rows.jobs.start('r1', later(1)))
    expect(again).toMatchObject({ attempts: 2, progress, started_at: noon.toISOString() })
    await inSchool((rows) => rows.jobs.finish('r1', { counts: { made: 4 }, error: 'no', at: later(2) }))
    expect(await get('r1')).toMatchObject({ state: 'failed', error: 'no', counts: { read: 5, made: 5 } })
  })

  test('an attempt that is taken back does not count', async () => {
    await inSchool((rows) => rows.jobs.request('r1', 'nightly', noon))
    await inSchool((rows) => rows.jobs.start('r1', noon))
    await inSchool((rows) => rows.jobs.pause('r1'))
    expect(await get('r1')).toMatchObject({ state: 'waiting', attempts: 0 })
  })

  describe('a job that waits', () => {
    test('is not asked for twice; one that runs or ended is', async () => {
      const ask = (runId: string, job = 'graph') => inSchool((rows) => rows.jobs.request(runId, job, noon))
      expect(await ask('r1')).toEqual({ run_id: 'r1', isNew: true })
      expect(await ask('r2')).toEqual({ run_id: 'r1', isNew: false })
      expect(await ask('r3', 'nightly')).toEqual({ run_id: 'r3', isNew: true })
      await inSchool((rows) => rows.jobs.start('r1', noon))
      expect(await ask('r4')).toEqual({ run_id: 'r4', isNew: true })
      expect(await get('r2')).toBeNull()
    })

    test('is asked for once by many at once', async () => {
      const asked = await Promise.all(
        Array.from({ length: 8 }, (_, k) => inSchool((rows) => rows.jobs.request(`r${k}`, 'graph', noon))),
      )
      expect(new Set(asked.map((one) => one.run_id)).size).toBe(1)
      expect(asked.filter((one) => one.isNew)).toHaveLength(1)
    })

    test('for too long has an event sent once more', async () => {
      await inSchool((rows) => rows.jobs.request('r1', 'graph', noon))
      const ask = (at: Date) => inSchool((rows) => rows.jobs.request('r2', 'graph', at))
      expect(await ask(later(waitingMs))).toEqual({ run_id: 'r1', isNew: false })
      expect(await ask(later(waitingMs + 1))).toEqual({ run_id: 'r1', isNew: true })
      expect(await ask(later(waitingMs + 2))).toEqual({ run_id: 'r1', isNew: false })
    })
  })

  test('of each job the newest runs are kept, and those that have not ended', async () => {
    await inSchool(async (rows) => {
      await rows.jobs.request('waits', 'graph', later(-1000))
      await rows.jobs.start('waits', later(-1000))
      await rows.jobs.request('other', 'nightly', later(-1000))
      await rows.jobs.start('other', noon)
      await rows.jobs.finish('other', { counts: {}, error: null, at: noon })
      for (let k = 0; k < runsKept + 3; k++) {
        await rows.jobs.request(`r${k}`, 'graph', later(k))
        await rows.jobs.start(`r${k}`, later(k))
        await rows.jobs.finish(`r${k}`, { counts: {}, error: null, at: later(k) })
      }
    })
    const kept = (await inSchool((rows) => rows.jobs.recent('graph', 1000))).map((run) => run.run_id)
    expect(kept).toHaveLength(runsKept + 1)
    expect(kept.slice(0, 2)).toEqual([`r${runsKept + 2}`, `r${runsKept + 1}`])
    expect(kept.slice(-2)).toEqual(['r3', 'waits'])
    expect(await inSchool((rows) => rows.jobs.recent('nightly', 5))).toHaveLength(1)
  })

  test('a due time is claimed once, and none that is older', async () => {
    const claim = (at: Date, job = 'nightly') => inSchool((rows) => rows.jobs.claimDue(job, at))
    const claims = await Promise.all(Array.from({ length: 6 }, () => claim(noon)))
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect(await claim(later(-1))).toBe(false)
    expect(await claim(later(1))).toBe(true)
    expect(await claim(noon, 'enrich')).toBe(true)
  })

  test('the schedule sees all schools, a page at a time, with what was asked for', async () => {
    await inSchool((rows) => rows.jobs.claimDue('nightly', noon))
    const found = []
    for (let after: string | null = null; ; ) {
      const page: { limit: number; after: string | null } = { limit: 2, after }
      const some = await store.system((rows) => rows.schools.scheduled(page))
      found.push(...some)
      after = some.at(-1)?.school_id ?? null
      if (some.length < page.limit) break
    }
    const ids = found.map((school) => school.school_id)
    expect(new Set(ids).size).toBe(ids.length)
    const school = found.find((one) => one.school_id === id)!
    expect(school).toMatchObject({ time_zone: 'Europe/Berlin', asked: { nightly: noon } })
    expect(Math.abs(school.created_at.getTime() - Date.now())).toBeLessThan(600_000)
  })
}
