import type { StoredBook } from '../../domain/lists/book.ts'
import { type Caller, requirePermission } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import type { Said } from '../../ranking/said.ts'
import { rowOf } from '../../ranking/score.ts'
import { gradeOfCaller, knownBook, mayKnow } from '../steps/lists/known-books.ts'
import type { ServedGraph, ServedGraphs } from '../steps/lists/served-graphs.ts'

export interface SimilarBook {
  book: StoredBook
  /** Above 0, at most 1: the share of the nearest book's. */
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
  core: Pick<Core, 'store' | 'modelFor' | 'words'> & { graphs: ServedGraphs },
  caller: Caller,
  bookId: string,
  { limit, language = 'en' }: { limit: number; language?: string },
): Promise<{ items: SimilarBook[] }> {
  requirePermission(caller, 'catalogue.read')
  const school = await core.store.school(caller.school_id, (rows) => rows.school.read())
  const served = await core.graphs.load(caller.school_id, school.live_build)
  return core.store.school(caller.school_id, async (rows) => {
    const book = await knownBook(rows, caller, bookId)
    const grade = await gradeOfCaller(rows, caller)
    const byText = served.isSilent(book.book_no)
    const near = byText
      ? await rows.vectors.nearestBooks(core.modelFor(school.policy).modelId, bookId, neighboursLookedAt)
      : graphNeighbours(served, book.book_no)
    const facts = new Map((await rows.books.byNumbers(near.map((n) => n.book_no))).map((b) => [b.book_no, b]))
    const strongest = near[0]?.similarity ?? 1
    const items = near.flatMap(({ book_no, similarity }) => {
      const other = facts.get(book_no)
      if (other === undefined || similarity <= 0 || !mayKnow(caller, grade, other)) return []
      // A book that few have read borrowed its place from its text: nobody read it together with others yet.
      const readTogether = !byText && !served.isSparse(served.indexOf(book_no) ?? -1)
      const { code, said } = reason(readTogether, book, other)
      const reasons = [{ code, text: core.words.say(language, said) }]
      return [{ book: other, similarity: similarity / strongest, reasons }]
    })
    return { items: items.slice(0, limit) }
  })
}

function graphNeighbours(served: ServedGraph, bookNo: number): { book_no: number; similarity: number }[] {
  const { neighbours, weights } = rowOf(served.graph, served.indexOf(bookNo) ?? -1)
  return Array.from(neighbours.subarray(0, neighboursLookedAt), (index, at) => ({
    book_no: served.bookNos[index] ?? -1,
    similarity: weights[at] ?? 0,
  }))
}

function reason(readTogether: boolean, book: StoredBook, other: StoredBook): { code: string; said: Said } {
  const { title } = book
  const author = book.authors.find((one) => other.authors.includes(one))
  if (author !== undefined)
    return { code: 'same_author', said: { key: 'similar.author', values: { author } } }
  if (readTogether) return { code: 'read_together', said: { key: 'similar.readers', values: { title } } }
  const theme = book.themes.find((one) => other.themes.includes(one))
  const said: Said =
    theme === undefined
      ? { key: 'similar.near', values: { title } }
      : { key: 'similar.theme', values: { theme } }
  return { code: 'similar_text', said }
}
