import type { StoredBook } from '../../domain/lists/book.ts'
import type { Preferences } from '../../domain/lists/preferences.ts'

export interface Vectors {
  /** Of these books, those without a vector of this model. */
  missingBooks(modelId: string, bookIds: readonly string[]): Promise<StoredBook[]>
  /** Some books of the school without a vector of this model, by id; those after one, or no reader's own, if asked. */
  anyMissingBooks(modelId: string, limit: number, after?: string, withOwn?: boolean): Promise<string[]>
  putBooks(modelId: string, vectors: readonly { book_id: string; vector: Float32Array }[]): Promise<void>
  /** Forgets the vectors of books whose words changed. */
  forgetBooks(bookIds: readonly string[]): Promise<void>
  /** The sum of weight times vector over the books that have one; null when none has. */
  weightedSum(
    modelId: string,
    books: readonly { book_id: string; weight: number }[],
  ): Promise<Float32Array | null>
  /** The catalogue's books nearest to a book by cosine, nearest first. */
  nearestBooks(
    modelId: string,
    bookId: string,
    limit: number,
  ): Promise<{ book_no: number; similarity: number }[]>
  putTextNeighbours(bookId: string, near: readonly { book_no: number; similarity: number }[]): Promise<void>
  textNeighbours(bookIds: readonly string[]): Promise<TextNeighbours[]>
  /** The vectors of those of these books that have one. */
  ofBooks(modelId: string, bookIds: readonly string[]): Promise<{ book_id: string; vector: Float32Array }[]>
  /** The same by book number, in its order, for the graph's columns of new books. */
  ofNumbers(modelId: string, bookNos: readonly number[]): Promise<{ book_no: number; vector: Float32Array }[]>
  preferences(readerId: string): Promise<Preferences | null>
  /** Of those of these readers who have any. */
  preferencesOf(readerIds: readonly string[]): Promise<(Preferences & { reader_id: string })[]>
  putPreferences(all: readonly (Preferences & { reader_id: string })[]): Promise<void>
  putReader(readerId: string, modelId: string, vector: Float32Array): Promise<void>
  /** Forgets the reader's vector; false when there was none. */
  removeReader(readerId: string): Promise<boolean>
  /**
   * Other readers with the nearest vectors. Answers [] when the reader has none. Until the transaction ends nobody else
   * asks: rows of the matrix are shared by two readers, and an older answer must not be written over a newer one.
   */
  nearestReaders(
    readerId: string,
    modelId: string,
    limit: number,
  ): Promise<{ other_id: string; similarity: number }[]>
  /** Writes the reader's row of the similarity matrix, in both directions; answers all whose row changed. */
  putSimilar(readerId: string, near: readonly { other_id: string; similarity: number }[]): Promise<string[]>
  similar(readerId: string): Promise<{ other_id: string; similarity: number }[]>
}

export interface TextNeighbours {
  book_id: string
  neighbour_nos: number[]
  similarities: number[]
}
