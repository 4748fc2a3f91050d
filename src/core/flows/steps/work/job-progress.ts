import type { Core } from '../../../ports/core.ts'
import type { JobRun, RunProgress } from '../../../ports/work/runs.ts'
import type { JobCounts, JobProgress } from './job.ts'

/** The progress of a run that begins or goes on now, kept in its row as it is made. */
export function openProgress(core: Pick<Core, 'store'>, schoolId: string, run: JobRun): JobProgress {
  const before = run.progress
  const done = [...before.done]
  const keep = (progress: RunProgress, counts: JobCounts): Promise<void> =>
    core.store.background.school(schoolId, (rows) => rows.jobs.progress(run.run_id, { progress, counts }))
  return {
    async step(name, work) {
      if (done.includes(name)) return
      const cursor = before.step === name ? before.cursor : null
      if (cursor === null) await keep({ done, step: name, cursor }, {})
      const counts = await work({
        cursor,
        reached: (at, counted) => keep({ done, step: name, cursor: at }, counted),
      })
      done.push(name)
      await keep({ done, step: null, cursor: null }, counts)
    },
  }
}
