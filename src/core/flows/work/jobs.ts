import { notFound, ShelftalkError } from '../../domain/errors.ts'
import type { ShelftalkEvent } from '../../domain/events.ts'
import { type Caller, requirePermission } from '../../domain/people/permissions.ts'
import { type DueRun, dueRuns } from '../../domain/schedule.ts'
import type { Core } from '../../ports/core.ts'
import type { Outcome, Subscription } from '../../ports/runtime.ts'
import type { JobRun } from '../../ports/work/runs.ts'
import type { Job } from '../steps/work/job.ts'
import { openProgress } from '../steps/work/job-progress.ts'
import { requestDue, requestJob } from '../steps/work/job-request.ts'

const runsShown = 10
/** A run that so many attempts did not bring to its end is given up. */
const maxAttempts = 5
const schoolsAPage = 1000
const askedAtOnce = 4

export interface JobFlow {
  list(caller: Caller): Promise<{ job: string; last_runs: JobRun[] }[]>
  /** Asks for a run, or answers the one that waits already. */
  start(caller: Caller, name: string): Promise<{ run_id: string }>
  read(caller: Caller, runId: string): Promise<JobRun>
  /**
   * Asks for every job that is due in any school by its own clock; answers for how many. Called every minute by every
   * process that has a schedule: each due time is asked for once.
   */
  startDue(): Promise<number>
  /**
   * Runs what was asked for, one job at a time a school, in whichever process. A job that met a stop goes on where it
   * was; one that failed does not.
   */
  runner: Subscription
}

type Table = Readonly<Record<string, Job>>

/** Jobs by name: asked for through the outbox, so that a job that was acknowledged runs whatever is killed. */
export function createJobs(core: Core, table: Table): JobFlow {
  return {
    async list(caller) {
      requirePermission(caller, 'jobs.run')
      return core.store.school(caller.school_id, async (rows) => {
        const jobs = []
        for (const job of Object.keys(table))
          jobs.push({ job, last_runs: await rows.jobs.recent(job, runsShown) })
        return jobs
      })
    },
    async start(caller, name) {
      requirePermission(caller, 'jobs.run')
      if (!Object.hasOwn(table, name)) throw notFound('job')
      return requestJob(core, caller.school_id, name)
    },
    async read(caller, runId) {
      requirePermission(caller, 'jobs.run')
      const run = await core.store.school(caller.school_id, (rows) => rows.jobs.get(runId))
      if (run === null) throw notFound('run')
      return run
    },
    startDue: () => startDue(core),
    runner: {
      consumer: 'jobs',
      topic: 'jobs',
      handle: (event) => runAlone(core, table, event as ShelftalkEvent<'shelftalk.job.requested'>),
    },
  }
}

/** A school for which nothing could be asked (it may have just been removed) does not keep the others waiting. */
async function startDue(core: Core): Promise<number> {
  let asked = 0
  const failures: unknown[] = []
  const ask = async (due: DueRun): Promise<void> => {
    try {
      if (await requestDue(core, due)) asked++
    } catch (error) {
      failures.push(error)
    }
  }
  for (let after: string | null = null; ; ) {
    const page: { limit: number; after: string | null } = { limit: schoolsAPage, after }
    const schools = await core.store.background.system((rows) => rows.schools.scheduled(page))
    const due = dueRuns(core.clock(), schools)
    const lane = async (): Promise<void> => {
      for (let next = due.shift(); next !== undefined; next = due.shift()) await ask(next)
    }
    await Promise.all(Array.from({ length: askedAtOnce }, lane))
    after = schools.at(-1)?.school_id ?? null
    if (schools.length < schoolsAPage) break
  }
  if (failures.length > 0) throw failures[0]
  return asked
}

type Requested = ShelftalkEvent<'shelftalk.job.requested'>

/** While another process runs a job of the school the bus keeps the event; by then the run may have ended. */
async function runAlone(core: Core, table: Table, event: Requested): Promise<Outcome> {
  const job = Object.hasOwn(table, event.data.job) ? table[event.data.job] : undefined
  if (job === undefined) throw new Error(`there is no job ${event.data.job}`)
  const release = await core.leases.hold(`job/${event.school}`)
  if (release === null)
    throw new ShelftalkError('unavailable', 'A job of this school runs already. This one comes after it.')
  try {
    return await runOnce(core, job, event)
  } finally {
    await release()
  }
}

async function runOnce(core: Core, job: Job, { id, school, data }: Requested): Promise<Outcome> {
  const { run_id } = data
  const run = await core.store.background.school(school, async (rows) => {
    const begun = await rows.jobs.start(run_id, core.clock())
    if (begun === null) await rows.outbox.applied(id)
    return begun
  })
  if (run === null) return { skipped: 'run before' }
  const end = run.attempts > maxAttempts ? givenUp : await attempt(core, job, school, run)
  await core.store.background.school(school, async (rows) => {
    await rows.outbox.applied(id)
    await rows.inbox.claim('jobs', id)
    await rows.jobs.finish(run_id, { ...end, at: core.clock() })
  })
  return {
    done: end.error === null ? `job ${data.job} finished` : `job ${data.job} failed: ${end.error}`,
  }
}

type End = Pick<JobRun, 'counts' | 'error'>

const givenUp: End = {
  counts: {},
  error: `It was interrupted ${maxAttempts} times and is given up. See in the log of the workers what ends them, then start it again.`,
}

async function attempt(core: Core, job: Job, school: string, run: JobRun): Promise<End> {
  try {
    return { counts: await job(school, openProgress(core, school, run)), error: null }
  } catch (error) {
    if (!(error instanceof ShelftalkError && error.code === 'unavailable'))
      return { counts: {}, error: plainly(error) }
    // What is away comes back, and is no fault of the run. Where it is the database, the attempt stays counted.
    await core.store.background.school(school, (rows) => rows.jobs.pause(run.run_id)).catch(() => {})
    throw error
  }
}

/** An unknown error's own words may quote a row; only its kind is kept where people look. */
const plainly = (error: unknown): string =>
  error instanceof ShelftalkError
    ? error.message
    : `It failed (${error instanceof Error ? error.name : 'unknown'}).`
