import type { RetentionKind } from '../../domain/retention.ts'

/** What is done at night to many rows at once, a part at a time. */
export interface NightWork {
  /**
   * Works out anew who reads like the next `readers` readers by number, from the vectors of today, and writes what
   * differs. `last` is the number to go on after; null when nobody is left.
   */
  rebuildSimilar(
    modelId: string,
    part: { after: number; readers: number; kept: number },
  ): Promise<{ last: number | null; readers: number; changed: number }>
  /** Forgets who reads alike of readers who have no vector of this model (any more); answers how many rows. */
  forgetStraySimilar(modelId: string, limit: number): Promise<number>
  /** Readers' own books that were placed before the catalogue's newest vectors were made, or never; oldest first. */
  staleOwnBooks(modelId: string, limit: number): Promise<{ book_id: string; owner_reader_id: string }[]>
  /** Deletes at most `limit` rows of a kind that are older than `before`; answers how many. */
  sweep(kind: RetentionKind, before: Date, limit: number): Promise<number>
}
