import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { scheduleDatabase } from '../../src/core/adapters/postgres/work/schedule-database.ts'
import { createJobs } from '../../src/core/flows/work/jobs.ts'
import type { ScheduleDatabase } from '../../src/core/ports/work/schedule-database.ts'
import { createLog } from '../../src/log.ts'
import {
  createScheduler,
  type Scheduler,
  type SchedulerOptions,
} from '../../src/workers/scheduler/scheduler.ts'
import { aSchool, ground } from '../support/a-school.ts'

const on = ground()
const soon = { timeout: 10_000, interval: 10 }
const times = { tick: 300, lookEveryMs: 40, tickLockMs: 700 }

const system = (text: string): Promise<Record<string, unknown>[]> =>
  on.driver.transaction({ role: 'shelftalk_system', schoolId: null, background: true }, (sql) =>
    sql.rows(text),
  )

function aScheduler(options: Partial<SchedulerOptions>): Scheduler {
  const scheduler = createScheduler({
    database: scheduleDatabase(on.driver),
    startDue: async () => 0,
    log: createLog('silent'),
    times,
    ...options,
  })
  onTestFinished(() => scheduler.stop())
  return scheduler
}

/** The database as a process sees it that may be cut off from it. */
function cuttable(): { database: ScheduleDatabase; cut(isCut: boolean): void; refused(): number } {
  const whole = scheduleDatabase(on.driver)
  let isCut = false
  let refused = 0
  return {
    database: {
      ...whole,

      rows: (text, params) => {
        if (!isCut) return whole.rows(text, params)
        refused++
        return Promise.reject(new Error('the database is away'))
      },
    },
    cut(now) {
      isCut = now
    },
    refused: () => refused,
  }
}

beforeEach(async () => {
  await system('delete from schedule_job')
})

describe('the schedule', () => {
  test('ticks in one process at a time, once for each due time, however many there are', async () => {
    const ticks: number[] = []
    let inside = 0
    let most = 0
    const startDue = async (): Promise<number> => {
      most = Math.max(most, ++inside)
      ticks.push(performance.now())
      await system('select 1')
      inside--
      return 1
    }
    const schedulers = Array.from({ length: 3 }, () => aScheduler({ startDue }))
    await Promise.all(schedulers.map((scheduler) => scheduler.start()))
    await vi.waitFor(() => expect(ticks.length).toBeGreaterThanOrEqual(6), soon)
    const pauses = ticks.slice(1).map((at, k) => at - ticks[k]!)
    // A process for itself would tick as often as three: some pauses would be next to nothing.
    expect(Math.min(...pauses)).toBeGreaterThan(times.tick / 2)
    expect(most).toBe(1)
    expect(await system('select name from schedule_job')).toEqual([{ name: 'tick' }])
  })

  test('is taken over from a process that was killed in the middle of a tick', async () => {
    const doomed = cuttable()
    let began = 0
    const first = aScheduler({
      database: doomed.database,
      startDue: () => {
        began++
        doomed.cut(true)
        return new Promise(() => {})
      },
      times: { ...times, tickLockMs: 2000 },
    })
    await first.start()
    await vi.waitFor(() => expect(began).toBe(1), soon)
    let tookOver = 0
    await aScheduler({ startDue: async () => ++tookOver }).start()
    await vi.waitFor(() => expect(tookOver).toBeGreaterThanOrEqual(2), soon)
    expect(began).toBe(1)
  })

  test('stays through a database that is away for a while, and through a tick that fails', async () => {
    const flaky = cuttable()
    let ticks = 0
    const scheduler = aScheduler({
      database: flaky.database,
      startDue: async () => {
        if (ticks++ === 0) throw new Error('a school could not be asked for')
        return 0
      },
    })
    await scheduler.start()
    await vi.waitFor(() => expect(ticks).toBeGreaterThanOrEqual(2), soon)
    flaky.cut(true)
    await vi.waitFor(() => expect(flaky.refused()).toBeGreaterThanOrEqual(3), soon)
    const before = ticks
    flaky.cut(false)
    await vi.waitFor(() => expect(ticks).toBeGreaterThan(before + 1), soon)
  })

  test('stops when the tick in hand is done, and can be stopped twice', async () => {
    let inside = 0
    let ticks = 0
    let goOn = (): void => {}
    const scheduler = aScheduler({
      startDue: async () => {
        inside++
        ticks++
        await new Promise<void>((resolve) => {
          goOn = resolve
        })
        inside--
        return 0
      },
    })
    await scheduler.start()
    await vi.waitFor(() => expect(inside).toBe(1), soon)
    const stopping = Promise.all([scheduler.stop(), scheduler.stop()]).then(() => inside)
    goOn()
    expect(await stopping).toBe(0)
    await scheduler.stop()
    // Another process goes on at once with what this one left.
    let others = 0
    await aScheduler({ startDue: async () => ++others }).start()
    await vi.waitFor(() => expect(others).toBeGreaterThanOrEqual(1), soon)
    expect(ticks).toBe(1)
  })

  test('that was never started stops, and a stop before the first tick leaves no lock', async () => {
    await aScheduler({}).stop()
    const scheduler = aScheduler({ times: { ...times, tick: 60_000 } })
    await scheduler.start()
    await scheduler.stop()
    await vi.waitFor(
      async () => expect(await system('select 1 from schedule_job where locked_at is not null')).toEqual([]),
      soon,
    )
  })
})

test('a school’s night runs by itself, from the tick to the end of the run, once for many processes', async () => {
  const school = await aSchool(on)
  await school.sql(`update school set created_at = '2020-01-01'`)
  const { flows } = school.app
  const startDue = () => createJobs(school.app.core, {}).startDue()
  for (const scheduler of [aScheduler({ startDue }), aScheduler({ startDue })]) await scheduler.start()
  await vi.waitFor(async () => {
    const jobs = await flows.listJobs(school.service)
    const states = Object.fromEntries(
      jobs.map(({ job, last_runs }) => [job, last_runs.map((run) => run.state)]),
    )
    expect(states).toEqual({
      graph: [],
      erase: [],
      'graph-rollback': [],
      tune: [],
      seal: [],
      // No platform of the school lets these be asked of it.
      ...{ rosters: [], scores: [] },
      nightly: ['finished'],
      enrich: ['finished'],
      digest: ['finished'],
    })
  }, soon)
})
