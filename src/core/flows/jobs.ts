import { notFound, ShelftalkError } from '../domain/errors.ts'
import type { ShelftalkEvent } from '../domain/events.ts'
import { type Caller, requirePermission } from '../domain/permissions.ts'
import type { Core } from '../ports/core.ts'
import type { JobRun } from '../ports/runs.ts'
import type { Subscription } from '../ports/runtime.ts'
import type { Job } from './steps/job.ts'
import { requestJob } from './steps/job-request.ts'

const runsShown = 5

export interface JobFlow {
  list(caller: Caller): Promise<{ job: string; last_runs: JobRun[] }[]>
  start(caller: Caller, name: string): Promise<{ run_id: string }>
  read(caller: Caller, runId: string): Promise<JobRun>
  /** Runs what was asked for, one job at a time a school. A job that met a stop runs again; one that failed does not. */
  runner: Subscription
}

/** Jobs by name: asked for through the outbox, so that a job that was acknowledged runs whatever is killed. */
export function createJobs(core: Core, table: Readonly<Record<string, Job>>): JobFlow {
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
    runner: {
      consumer: 'jobs',
      topic: 'jobs',
      handle: async (event) => {
        const { data, school, id } = event as ShelftalkEvent<'shelftalk.job.requested'>
        const job = Object.hasOwn(table, data.job) ? table[data.job] : undefined
        if (job === undefined) throw new Error(`there is no job ${data.job}`)
        const due = await core.store.background.school(school, async (rows) => {
          const run = await rows.jobs.get(data.run_id)
          if (run === null || run.finished_at !== null) return false
          await rows.jobs.start(data.run_id, core.clock())
          return true
        })
        if (!due) return { skipped: 'run before' }
        const end = await job(school).then(
          (counts) => ({ counts, error: null }),
          (error: unknown) => {
            if (error instanceof ShelftalkError && error.code === 'unavailable') throw error
            return { counts: {}, error: plainly(error) }
          },
        )
        await core.store.background.school(school, async (rows) => {
          await rows.inbox.claim('jobs', id)
          await rows.jobs.finish(data.run_id, { ...end, at: core.clock() })
        })
        return {
          done: end.error === null ? `job ${data.job} finished` : `job ${data.job} failed: ${end.error}`,
        }
      },
    },
  }
}

/** An unknown error's own words may quote a row; only its kind is kept where people look. */
const plainly = (error: unknown): string =>
  error instanceof ShelftalkError
    ? error.message
    : `It failed (${error instanceof Error ? error.name : 'unknown'}).`
