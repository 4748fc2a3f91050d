import { keptSince, type RetentionKind, retentionKinds } from '../../domain/retention.ts'
import type { Core } from '../../ports/core.ts'
import type { JobCounts, JobProgress } from './job.ts'

const rowsAtOnce = 1000

/** Deletes what was kept long enough, kind by kind, a batch at a time; each is a step of the run. */
export async function sweep(
  core: Pick<Core, 'store' | 'clock'>,
  schoolId: string,
  run: JobProgress,
): Promise<void> {
  for (const kind of retentionKinds) await run.step(`old ${kind}`, () => sweepKind(core, schoolId, kind))
}

async function sweepKind(
  core: Pick<Core, 'store' | 'clock'>,
  schoolId: string,
  kind: RetentionKind,
): Promise<JobCounts> {
  const before = keptSince(kind, core.clock())
  for (let gone = 0; ; ) {
    const now = await core.store.background.school(schoolId, (rows) =>
      rows.nightWork.sweep(kind, before, rowsAtOnce),
    )
    gone += now
    if (now < rowsAtOnce) return gone === 0 ? {} : { [`old_${kind}`]: gone }
  }
}
