import { describe, expect, test } from 'vitest'
import { createOwnSignals } from '../../src/core/adapters/memory/signals.ts'
import { ShelftalkError } from '../../src/core/domain/errors.ts'
import type { ShelftalkEvent } from '../../src/core/domain/events.ts'
import type { Job } from '../../src/core/flows/steps/work/job.ts'
import { createJobs, type JobFlow } from '../../src/core/flows/work/jobs.ts'
import type { Core } from '../../src/core/ports/core.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { take, waiting } from '../support/deliveries.ts'

const on = ground()

/** Something that happens when the test says so. */
function signal(): { reached: Promise<void>; reach(): void } {
  let reach = (): void => {}
  const reached = new Promise<void>((resolve) => {
    reach = resolve
  })
  return { reached, reach }
}

const jobsOf = (school: TestSchool, table: Record<string, Job>, core: Partial<Core> = {}): JobFlow =>
  createJobs({ ...school.app.core, ...core }, table)

/** Asks for a job and answers its run and the event that starts it. */
async function asked(school: TestSchool, jobs: JobFlow, job: string) {
  const { run_id } = await jobs.start(school.service, job)
  const [event] = await waiting(school)
  return { run_id, event: event as ShelftalkEvent }
}

const killed = new Error('the process is gone')

/** A core that is cut off from its database when it is killed, as if its process ended. */
function mortal(school: TestSchool): { core: Core; kill(): void } {
  let alive = true
  const { store } = school.app.core
  const cut = <T>(work: () => Promise<T>): Promise<T> =>
    alive ? work() : Promise.reject(new ShelftalkError('unavailable', 'gone', { cause: killed }))
  const background = {
    ...store.background,
    school: <T>(id: string, work: Parameters<typeof store.school<T>>[1]) =>
      cut(() => store.background.school(id, work)),
  }
  const leases = createOwnSignals()
  return {
    core: { ...school.app.core, leases, store: { ...store, background } },
    kill: () => {
      alive = false
    },
  }
}

describe('a run', () => {
  test('counts as it goes, and both what its steps counted and what it answers in the end', async () => {
    const school = await aSchool(on, { running: false })
    const [halfway, goOn] = [signal(), signal()]
    const jobs = jobsOf(school, {
      count: async (_school, run) => {
        await run.step('first', async (part) => {
          await part.reached('5', { read: 5 })
          halfway.reach()
          await goOn.reached
          return { read: 2, made: 1 }
        })
        return { made: 1 }
      },
    })
    const { run_id, event } = await asked(school, jobs, 'count')
    const running = jobs.runner.handle(event)
    await halfway.reached
    expect(await jobs.read(school.service, run_id)).toMatchObject({
      state: 'running',
      counts: { read: 5 },
      progress: { done: [], step: 'first' },
      attempts: 1,
    })
    goOn.reach()
    expect(await running).toEqual({ done: 'job count finished' })
    expect(await jobs.read(school.service, run_id)).toMatchObject({
      state: 'finished',
      counts: { read: 7, made: 2 },
      progress: { done: ['first'], step: null },
    })
    expect((await jobs.list(school.service))[0]!.last_runs.map((run) => run.run_id)).toEqual([run_id])
    expect(await waiting(school)).toEqual([])
  })

  test('goes on where a killed process left it, and does no finished step again', async () => {
    const school = await aSchool(on, { running: false })
    const done: string[] = []
    let isFirst = true
    const doomed = mortal(school)
    const table: Record<string, Job> = {
      long: async (_school, run) => {
        await run.step('one', async () => {
          done.push('one')
          return { ones: 1 }
        })
        await run.step('two', async (part) => {
          for (let at = Number(part.cursor ?? '0'); at < 4; at++) {
            done.push(`two ${at}`)
            if (at === 2 && isFirst) {
              isFirst = false
              doomed.kill()
            }
            await part.reached(String(at + 1), { twos: 1 })
          }
          return {}
        })
        return {}
      },
    }
    const before = jobsOf(school, table, doomed.core)
    const { run_id, event } = await asked(school, before, 'long')
    await expect(before.runner.handle(event)).rejects.toMatchObject({ code: 'unavailable' })
    const after = jobsOf(school, table)
    expect(await after.read(school.service, run_id)).toMatchObject({
      state: 'running',
      counts: { ones: 1, twos: 2 },
    })
    expect(await after.runner.handle(event)).toEqual({ done: 'job long finished' })
    expect(done).toEqual(['one', 'two 0', 'two 1', 'two 2', 'two 2', 'two 3'])
    expect(await after.read(school.service, run_id)).toMatchObject({
      state: 'finished',
      attempts: 2,
      counts: { ones: 1, twos: 4 },
    })
    expect(await after.runner.handle(event)).toEqual({ skipped: 'run before' })
  })

  test('that was interrupted too often is given up, in words that say what to do', async () => {
    const school = await aSchool(on, { running: false })
    let began = 0
    let doomed = mortal(school)
    const table: Record<string, Job> = {
      deadly: async (_school, run) => {
        began++
        doomed.kill()
        await run.step('never', async () => ({}))
        return {}
      },
    }
    const { run_id, event } = await asked(school, jobsOf(school, table), 'deadly')
    for (let k = 0; k < 5; k++) {
      doomed = mortal(school)
      await expect(jobsOf(school, table, doomed.core).runner.handle(event)).rejects.toThrow()
    }
    const last = jobsOf(school, table)
    await last.runner.handle(event)
    expect(began).toBe(5)
    expect(await last.read(school.service, run_id)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/interrupted 5 times.*start it again/),
    })
    expect(await waiting(school)).toEqual([])
  })

  test('waits for what is away, however often, and does not count that as its own fault', async () => {
    const school = await aSchool(on, { running: false })
    let isAway = true
    const jobs = jobsOf(school, {
      patient: async () => {
        if (isAway) throw new ShelftalkError('unavailable', 'The model is away.')
        return { done: 1 }
      },
    })
    const { run_id, event } = await asked(school, jobs, 'patient')
    for (let k = 0; k < 8; k++)
      await expect(jobs.runner.handle(event)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await jobs.read(school.service, run_id)).toMatchObject({ state: 'waiting', attempts: 0 })
    isAway = false
    await jobs.runner.handle(event)
    expect(await jobs.read(school.service, run_id)).toMatchObject({ state: 'finished', attempts: 1 })
  })

  test('that fails says so without quoting a row, and is not run again', async () => {
    const school = await aSchool(on, { running: false })
    const jobs = jobsOf(school, {
      broken: async () => {
        throw new TypeError('Ada Lovelace is not a function')
      },
    })
    const { run_id, event } = await asked(school, jobs, 'broken')
    await jobs.runner.handle(event)
    expect(await jobs.read(school.service, run_id)).toMatchObject({
      state: 'failed',
      error: 'It failed (TypeError).',
    })
    expect(await jobs.runner.handle(event)).toEqual({ skipped: 'run before' })
  })
})

describe('jobs of a school', () => {
  test('run one at a time, whichever process has the event; another school’s do not wait', async () => {
    const school = await aSchool(on, { running: false })
    const other = await school.neighbour()
    const leases = createOwnSignals()
    const [inside, goOn] = [signal(), signal()]
    const ran: string[] = []
    const table: Record<string, Job> = {
      slow: async (id) => {
        ran.push(id)
        if (id === school.id) {
          inside.reach()
          await goOn.reached
        }
        return {}
      },
    }
    const [one, two] = [jobsOf(school, table, { leases }), jobsOf(school, table, { leases })]
    const { event } = await asked(school, one, 'slow')
    const theirs = await asked(other, one, 'slow')
    const running = one.runner.handle(event)
    await inside.reached
    await expect(two.runner.handle(event)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await two.runner.handle(theirs.event)).toEqual({ done: 'job slow finished' })
    goOn.reach()
    expect(await running).toEqual({ done: 'job slow finished' })
    expect(await two.runner.handle(event)).toEqual({ skipped: 'run before' })
    expect(ran).toEqual([school.id, other.id])
  })

  test('that wait are not asked for twice: the run that waits is answered', async () => {
    const school = await aSchool(on, { running: false })
    const jobs = jobsOf(school, { quick: async () => ({}) })
    const first = await jobs.start(school.service, 'quick')
    expect(await jobs.start(school.service, 'quick')).toEqual(first)
    const events = await take(school)
    expect(events).toHaveLength(1)
    await jobs.runner.handle(events[0]!)
    expect(await jobs.start(school.service, 'quick')).not.toEqual(first)
  })

  test('are asked for by who may, and by names that there are', async () => {
    const school = await aSchool(on, { running: false })
    const jobs = jobsOf(school, { quick: async () => ({}) })
    await expect(jobs.start(school.librarian, 'quick')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(jobs.start(school.service, 'constructor')).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('what is due', () => {
  /** A school that was made long before the time of its clock, in a time zone. */
  async function anOldSchool(timeZone: string): Promise<TestSchool> {
    const school = await aSchool(on, { running: false })
    // Others of this database must not be due: they were made today, which is later than the test's clock.
    await school.sql(`update school set created_at = '2020-01-01', time_zone = $1`, [timeZone])
    return school
  }
  const askedFor = async (school: TestSchool): Promise<string[]> =>
    (await take(school)).map((event) => (event as ShelftalkEvent<'shelftalk.job.requested'>).data.job).sort()

  test('is asked for once, by whichever of many processes comes first', async () => {
    const school = await anOldSchool('Europe/Berlin')
    const processes = Array.from({ length: 4 }, () => jobsOf(school, {}))
    const started = await Promise.all(processes.map((jobs) => jobs.startDue()))
    expect(started.reduce((sum, count) => sum + count, 0)).toBe(3)
    expect(await askedFor(school)).toEqual(['digest', 'enrich', 'nightly'])
    expect(await processes[0]!.startDue()).toBe(0)
  })

  test('comes in the night of the school’s own time zone, once when the clock goes back', async () => {
    const school = await anOldSchool('Europe/Berlin')
    const jobs = jobsOf(school, {})
    const nights: string[] = []
    await jobs.startDue()
    await take(school)
    school.clock.advance(Date.parse('2026-10-24T20:00Z') - school.clock().getTime())
    await jobs.startDue()
    await take(school)
    for (let minutes = 0; minutes < 12 * 60; minutes += 15) {
      school.clock.advance(15 * 60_000)
      await jobs.startDue()
      if ((await askedFor(school)).includes('nightly')) nights.push(school.clock().toISOString())
    }
    expect(nights).toEqual(['2026-10-25T00:00:00.000Z'])
  })

  test('does not pile up behind a run that waits', async () => {
    const school = await anOldSchool('UTC')
    const jobs = jobsOf(school, { enrich: async () => ({}) })
    for (let k = 0; k < 6; k++) {
      await jobs.startDue()
      school.clock.advance(5 * 60_000)
    }
    const [enrich] = await jobs.list(school.service)
    expect(enrich!.last_runs.map((run) => run.state)).toEqual(['waiting'])
    expect((await askedFor(school)).filter((job) => job === 'enrich')).toHaveLength(1)
  })
})
