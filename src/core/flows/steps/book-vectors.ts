import { embeddingText } from '../../domain/book.ts'
import type { Core } from '../../ports/core.ts'

/** Books that are embedded and written together. */
const booksAtOnce = 64

/**
 * Makes the vectors that these books lack, outside any transaction, and stores them. Two at once may both make
 * a vector; the second write changes nothing that matters. Answers how many were made.
 */
export async function ensureBookVectors(
  core: Pick<Core, 'store' | 'model'>,
  schoolId: string,
  bookIds: readonly string[],
): Promise<number> {
  const { store, model } = core
  let made = 0
  for (let start = 0; start < bookIds.length; start += booksAtOnce) {
    const some = bookIds.slice(start, start + booksAtOnce)
    const missing = await store.background.school(schoolId, (rows) =>
      rows.vectors.missingBooks(model.modelId, some),
    )
    if (missing.length === 0) continue
    const vectors = await model.embed(missing.map(embeddingText))
    const filled = missing.flatMap((book, at) => {
      const vector = vectors[at]
      return vector === undefined ? [] : [{ book_id: book.book_id, vector }]
    })
    await store.background.school(schoolId, (rows) => rows.vectors.putBooks(model.modelId, filled))
    made += filled.length
  }
  return made
}
