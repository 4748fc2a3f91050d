import type { SchoolRows } from '../../../ports/store.ts'
import { type CompactVector, compactVector } from '../../../ranking/mmr.ts'

/** Vectors of books as far as lists needed them, kept as long as the build that they go with. */
export interface TextVectors {
  of(bookId: string): CompactVector | undefined
  /** Reads those of these books that are not here yet, by one query, or none. */
  read(rows: Pick<SchoolRows, 'vectors'>, modelId: string, bookIds: readonly string[]): Promise<void>
}

/** Vectors kept: of the model inside half a kilobyte a book, of others one and a half. */
const maxBytes = 8_000_000

/** A vector that was made anew meanwhile makes a list a little less varied, and never wrong: nobody is told of it. */
export function createTextVectors(): TextVectors {
  const kept = new Map<string, CompactVector>()
  let model: string | undefined
  let bytes = 0
  const forget = (bookId: string, vector: CompactVector): void => {
    if (kept.delete(bookId)) bytes -= vector.parts.length
  }
  return {
    of: (bookId) => kept.get(bookId),
    async read(rows, modelId, bookIds) {
      if (model !== modelId) for (const [bookId, vector] of kept) forget(bookId, vector)
      model = modelId
      const missing = bookIds.filter((bookId) => !kept.has(bookId))
      if (missing.length === 0) return
      for (const { book_id, vector } of await rows.vectors.ofBooks(modelId, missing)) {
        if (model !== modelId || kept.has(book_id)) continue
        const compact = compactVector(vector)
        kept.set(book_id, compact)
        bytes += compact.parts.length
      }
      for (const [oldest, vector] of kept) {
        if (bytes <= maxBytes) break
        forget(oldest, vector)
      }
    },
  }
}
