import type { SchoolRows } from '../../ports/store.ts'
import { type CompactVector, compactVector } from '../../ranking/mmr.ts'

/** Vectors of books as far as lists needed them, kept as long as the build that they go with. */
export interface TextVectors {
  of(bookNo: number): CompactVector | undefined
  /** Reads those of these books that are not here yet, by one query, or none. */
  read(rows: Pick<SchoolRows, 'vectors'>, modelId: string, bookNos: readonly number[]): Promise<void>
}

/** Books whose vectors are kept: half a kilobyte each from the model inside, one and a half from others. */
const maxBooks = 4_000

/** A vector that was made anew meanwhile makes a list a little less varied, and never wrong: nobody is told of it. */
export function createTextVectors(): TextVectors {
  const kept = new Map<number, CompactVector>()
  let model: string | undefined
  return {
    of: (bookNo) => kept.get(bookNo),
    async read(rows, modelId, bookNos) {
      if (model !== modelId) kept.clear()
      model = modelId
      const missing = bookNos.filter((bookNo) => !kept.has(bookNo))
      if (missing.length === 0) return
      for (const { book_no, vector } of await rows.vectors.ofBooks(modelId, missing))
        if (model === modelId) kept.set(book_no, compactVector(vector))
      for (const oldest of kept.keys()) {
        if (kept.size <= maxBooks) break
        kept.delete(oldest)
      }
    },
  }
}
