import { keptSince, type RetentionKind, retentionKinds } from '../../../domain/retention.ts'
import type { Core } from '../../../ports/core.ts'
import { inBatches } from './in-batches.ts'
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
  const gone = await inBatches(rowsAtOnce, (limit) =>
    core.store.background.school(schoolId, (rows) => rows.nightWork.sweep(kind, before, limit)),
  )
  return gone === 0 ? {} : { [`old_${kind}`]: gone }
}
