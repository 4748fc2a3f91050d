import type { StoredBook } from '../domain/book.ts'
import { notFound } from '../domain/errors.ts'
import { refusedBy } from '../domain/gates.ts'
import { type Caller, mayKnow, requirePermission } from '../domain/permissions.ts'
import type { Core } from '../ports/core.ts'
import type { SchoolRows } from '../ports/store.ts'
import { rowOf } from '../ranking/score.ts'
import type { ServedGraphs } from './steps/served-graphs.ts'

export interface SimilarBook {
  book: StoredBook
  /** 0 to 1, of the most similar one. */
  similarity: number
  reasons: { code: string; text: string }[]
}

/** Neighbours looked at, of which those that may be shown are answered. */
const neighboursLookedAt = 200

/**
 * Books like this one: what the same readers read, by the graph; for a book that few have read, what its text is
 * like. A student sees only what the gates let through.
 */
export async function similarBooks(
  core: Pick<Core, 'store' | 'model'> & { graphs: ServedGraphs },
  caller: Caller,
  bookId: string,
  limit: number,
): Promise<{ items: SimilarBook[] }> {
  requirePermission(caller, 'catalogue.read')
  const school = await core.store.school(caller.school_id, (rows) => rows.school.read())
  const served = await core.graphs.load(caller.school_id, school.live_build)
  return core.store.school(caller.school_id, async (rows) => {
    const [book] = await rows.books.byIds([bookId])
    if (book === undefined || !mayKnow(caller, book)) throw notFound('book')
    const byText = served.isSilent(book.book_no)
    const near = byText
      ? await rows.vectors.nearestBooks(core.model.modelId, bookId, neighboursLookedAt)
      : graphNeighbours(served, book.book_no)
    const facts = new Map((await rows.books.byNumbers(near.map((n) => n.book_no))).map((b) => [b.book_no, b]))
    const visible = await gateFor(rows, caller)
    const strongest = near[0]?.similarity ?? 1
    const items = near.flatMap(({ book_no, similarity }) => {
      const other = facts.get(book_no)
      if (other === undefined || !visible(other)) return []
      return [
        {
          book: other,
          similarity: Math.min(1, similarity / strongest),
          reasons: [reason(byText, book, other)],
        },
      ]
    })
    return { items: items.slice(0, limit) }
  })
}

function graphNeighbours(
  served: Awaited<ReturnType<ServedGraphs['load']>>,
  bookNo: number,
): { book_no: number; similarity: number }[] {
  const { neighbours, weights } = rowOf(served.graph, served.indexOf(bookNo) ?? -1)
  return Array.from(neighbours.subarray(0, neighboursLookedAt), (index, at) => ({
    book_no: served.bookNos[index] ?? -1,
    similarity: weights[at] ?? 0,
  }))
}

async function gateFor(rows: SchoolRows, caller: Caller): Promise<(book: StoredBook) => boolean> {
  const reader = caller.reader_id === null ? null : await rows.readers.get(caller.reader_id)
  if (reader === null) return (book) => mayKnow(caller, book)
  const { policy } = await rows.school.read()
  return (book) => refusedBy(book, { reader, policy, read: new Set() }) === null
}

function reason(byText: boolean, book: StoredBook, other: StoredBook): { code: string; text: string } {
  const theme = book.themes.find((t) => other.themes.includes(t))
  if (book.authors.some((author) => other.authors.includes(author)))
    return { code: 'same_author', text: `Also by ${book.authors[0]}.` }
  if (!byText) return { code: 'read_together', text: `Often read by the same readers as “${book.title}”.` }
  return {
    code: 'similar_text',
    text: theme === undefined ? `Its description is close to “${book.title}”.` : `Both are about ${theme}.`,
  }
}
