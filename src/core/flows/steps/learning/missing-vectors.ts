import type { Core } from '../../../ports/core.ts'
import { booksWithoutVector } from './book-vectors.ts'

const booksAtOnce = 200

/** Makes the vectors that books of the school still lack, at most about so many; answers how many were made. */
export async function makeMissingVectors(
  core: Pick<Core, 'store' | 'modelFor' | 'ensureBookVectors'>,
  schoolId: string,
  atMost = Number.POSITIVE_INFINITY,
): Promise<number> {
  for (let made = 0; ; ) {
    const ids = await core.store.background.school(schoolId, (rows) =>
      booksWithoutVector(core, rows, { limit: Math.min(booksAtOnce, atMost - made) }),
    )
    const now = ids.length === 0 ? 0 : await core.ensureBookVectors(schoolId, ids)
    made += now
    if (now === 0 || made >= atMost) return made
  }
}
