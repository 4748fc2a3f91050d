import type { Core } from '../../../ports/core.ts'
import type { JobCounts, StepProgress } from '../work/job.ts'
import { modelOf } from './school-model.ts'

/** How many similar readers are kept of each. */
export const similarReaders = 20
/** Readers worked out in one transaction: as many as take about this long, since others wait for its end. */
const partTakesMs = { least: 50, most: 150 }
const mostReadersAPart = 256
const straysAtOnce = 1000

/**
 * Works out anew who reads alike, for all readers of the school, in the order of their numbers. Lists do not look at
 * it, so none of them is stale.
 */
export async function rebuildSimilarReaders(
  core: Pick<Core, 'store' | 'modelFor' | 'clock'>,
  schoolId: string,
  part: StepProgress,
): Promise<JobCounts> {
  let after = part.cursor === null ? -1 : Number(part.cursor)
  for (let readers = 1; ; ) {
    const began = core.clock().getTime()
    const done = await core.store.background.school(schoolId, async (rows) => {
      const { modelId } = await modelOf(core, rows)
      return rows.nightWork.rebuildSimilar(modelId, { after, readers, kept: similarReaders })
    })
    if (done.last === null) break
    after = done.last
    await part.reached(String(after), { similar_readers: done.readers, similar_changed: done.changed })
    readers = nextPart(readers, core.clock().getTime() - began)
  }
  return { similar_gone: await forgetStrays(core, schoolId) }
}

/** Twice as many when it was quick, half as many when it was slow. */
function nextPart(readers: number, tookMs: number): number {
  if (tookMs < partTakesMs.least) return Math.min(readers * 2, mostReadersAPart)
  return tookMs > partTakesMs.most ? Math.max(1, Math.floor(readers / 2)) : readers
}

async function forgetStrays(core: Pick<Core, 'store' | 'modelFor'>, schoolId: string): Promise<number> {
  for (let gone = 0; ; ) {
    const now = await core.store.background.school(schoolId, async (rows) => {
      const { modelId } = await modelOf(core, rows)
      return rows.nightWork.forgetStraySimilar(modelId, straysAtOnce)
    })
    gone += now
    if (now < straysAtOnce) return gone
  }
}
