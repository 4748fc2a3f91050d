import type { Core } from '../../../ports/core.ts'
import type { EmbeddingModel } from '../../../ports/runtime.ts'
import type { SchoolRows } from '../../../ports/store.ts'

/** The model that makes the vectors of the school whose transaction this is. */
export const modelOf = async (
  core: Pick<Core, 'modelFor'>,
  rows: Pick<SchoolRows, 'school'>,
): Promise<EmbeddingModel> => core.modelFor((await rows.school.read()).policy)
