import type { ShelftalkEvent } from '../../../domain/events.ts'
import type { Core } from '../../../ports/core.ts'
import type { SchoolRows } from '../../../ports/store.ts'
import { newEvent, tell } from './announce.ts'

type Asking = Pick<Core, 'store' | 'newId' | 'clock' | 'wakeRelay' | 'live'>

/**
 * Asks for a job: its run and the event that starts it are stored together, so that it runs whatever is killed. The
 * school is the event's key, so that its jobs run one after the other. A job that waits already is not asked for twice:
 * the run that waits is answered.
 */
export async function requestJob(core: Asking, school: string, job: string): Promise<{ run_id: string }> {
  const { run_id } = await ask(core, school, { job, due_at: null })
  return { run_id }
}

/** Asks for a job that was due, once for each due time however many processes see it; answers whether it was this one. */
export async function requestDue(
  core: Asking,
  { school_id, job, due_at }: { school_id: string; job: string; due_at: Date },
): Promise<boolean> {
  return (await ask(core, school_id, { job, due_at })).isAsked
}

/**
 * The same as part of a transaction that does more; `event` is null when the job waits already. The relay must be woken
 * after the commit.
 */
export async function addJobRequest(
  core: Pick<Core, 'newId' | 'clock'>,
  rows: Pick<SchoolRows, 'jobs' | 'outbox'>,
  { school, job }: { school: string; job: string },
): Promise<{ run_id: string; event: ShelftalkEvent | null }> {
  const { run_id, isNew } = await rows.jobs.request(core.newId(), job, core.clock())
  if (!isNew) return { run_id, event: null }
  const event = newEvent(core, 'shelftalk.job.requested', { school, subject: school }, { run_id, job })
  await rows.outbox.add([event])
  return { run_id, event }
}

async function ask(
  core: Asking,
  school: string,
  { job, due_at }: { job: string; due_at: Date | null },
): Promise<{ run_id: string; isAsked: boolean }> {
  const asked = await core.store.background.school(school, async (rows) => {
    if (due_at !== null && !(await rows.jobs.claimDue(job, due_at))) return null
    return addJobRequest(core, rows, { school, job })
  })
  if (asked === null) return { run_id: '', isAsked: false }
  if (asked.event !== null) {
    tell(core, school, asked.event.id, [
      ['stored', `job ${job} asked for`],
      ['outbox', 'waiting for the relay, for topic jobs'],
    ])
    core.wakeRelay()
  }
  return { run_id: asked.run_id, isAsked: true }
}
