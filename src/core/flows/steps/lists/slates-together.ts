import { notFound } from '../../../domain/errors.ts'
import type { Core } from '../../../ports/core.ts'
import { lastly } from '../../../ports/lastly.ts'
import type { Slate } from '../../../ports/lists/graphs.ts'
import { createGroupCommit } from '../work/group-commit.ts'

/** Answers when the list is stored. Throws `not_found` when the reader is not there any more. */
export type KeepSlate = (schoolId: string, slate: Slate) => Promise<void>

const bounds = { maxBatch: 200, maxWaiting: 10_000, besides: 8 }

/** Lists of one moment are stored by one transaction a school. */
export function createSlateKeeper(core: Pick<Core, 'store'>): KeepSlate {
  return createGroupCommit<Slate, void>(
    {
      write: async (schoolId, slates) => {
        const stored = await core.store.school(schoolId, async (rows) => lastly(rows.slates.put(slates)))
        return slates.map(({ slate_id }) =>
          stored.has(slate_id) ? { value: undefined } : { error: notFound('student') },
        )
      },
    },
    bounds,
  )
}
