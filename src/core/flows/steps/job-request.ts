import type { Core } from '../../ports/core.ts'
import { newEvent, tell } from './announce.ts'

/**
 * Asks for a job: its run and the event that starts it are stored together, so that it runs whatever is killed. The
 * school is the event's key, so that its jobs run one after the other.
 */
export async function requestJob(
  core: Pick<Core, 'store' | 'newId' | 'clock' | 'wakeRelay' | 'live'>,
  school: string,
  job: string,
): Promise<{ run_id: string }> {
  const run_id = core.newId()
  const event = newEvent(core, 'shelftalk.job.requested', { school, subject: school }, { run_id, job })
  await core.store.background.school(school, async (rows) => {
    await rows.jobs.request(run_id, job, core.clock())
    await rows.outbox.add([event])
  })
  tell(core, school, event.id, [
    ['stored', `job ${job} asked for`],
    ['outbox', 'waiting for the relay, for topic jobs'],
  ])
  core.wakeRelay()
  return { run_id }
}
