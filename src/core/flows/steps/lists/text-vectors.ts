import type { StoredBook } from '../../../domain/lists/book.ts'
import type { SchoolRows } from '../../../ports/store.ts'
import { type CompactVector, compactVector } from '../../../ranking/mmr.ts'

/** Vectors of books as far as lists needed them, kept as long as the build that they go with. */
export interface TextVectors {
  of(bookNo: number): CompactVector | undefined
  /** Reads those of these books that are not here yet, by one query, or none. */
  read(
    rows: Pick<SchoolRows, 'vectors'>,
    modelId: string,
    books: readonly Pick<StoredBook, 'book_id' | 'book_no'>[],
  ): Promise<void>
}

/** Vectors kept: of the model inside half a kilobyte a book, of others one and a half. */
const maxBytes = 8_000_000

/** A vector that was made anew meanwhile makes a list a little less varied, and never wrong: nobody is told of it. */
export function createTextVectors(): TextVectors {
  const kept = new Map<number, CompactVector>()
  let model: string | undefined
  let bytes = 0
  const forget = (bookNo: number, vector: CompactVector): void => {
    if (kept.delete(bookNo)) bytes -= vector.parts.length
  }
  return {
    of: (bookNo) => kept.get(bookNo),
    async read(rows, modelId, books) {
      if (model !== modelId) for (const [bookNo, vector] of kept) forget(bookNo, vector)
      model = modelId
      const missing = books.filter(({ book_no }) => !kept.has(book_no))
      if (missing.length === 0) return
      const numbers = new Map(missing.map(({ book_id, book_no }) => [book_id, book_no]))
      for (const { book_id, vector } of await rows.vectors.ofBooks(modelId, [...numbers.keys()])) {
        const bookNo = numbers.get(book_id)
        if (bookNo === undefined || model !== modelId || kept.has(bookNo)) continue
        const compact = compactVector(vector)
        kept.set(bookNo, compact)
        bytes += compact.parts.length
      }
      for (const [oldest, vector] of kept) {
        if (bytes <= maxBytes) break
        forget(oldest, vector)
      }
    },
  }
}
