import type { StoredBook } from '../../domain/lists/book.ts'
import type { KeptFacts, ModelFactName, ToldFact } from '../../domain/lists/enrichment.ts'

/** What a model adds to the catalogue's books: beside what the school told, never over it. */
export interface Enrichment {
  /** Books of the catalogue that lack a fact and may be asked about now: those tried least first, then by number. */
  due(at: Date, limit: number): Promise<StoredBook[]>
  /**
   * Keeps what was told of books, each of which counts as tried now. A book that got another title meanwhile is left
   * alone. Answers those that have facts to use which they had not before.
   */
  keep(
    told: readonly { book_id: string; title: string; facts: KeptFacts }[],
    by: { model: string; at: Date },
  ): Promise<string[]>
  /** Of the facts that are shown of a book, those that a model told. */
  told(bookId: string): Promise<Partial<Record<ModelFactName, ToldFact>>>
}
