import type { OverrideChange, OverrideGrade, OverrideKind } from '../../domain/lists/override.ts'

/** What librarians decided for grades, over every score, with its log. */
export interface Overrides {
  /**
   * Decides about a book for a grade, in the place of what was decided before, and writes it into the log; `none` takes
   * it back. False when the catalogue has no such book, or `none` finds nothing to take back.
   */
  decide(
    bookId: string,
    decision: Omit<OverrideChange, 'change_no' | 'decided_at'> & { at: Date },
  ): Promise<boolean>
  /** What holds for a book now, all grades first. */
  inForce(bookId: string): Promise<(OverrideChange & { kind: OverrideKind })[]>
  /** The log of a book, newest first; only lines before one, if asked. */
  log(bookId: string, page: { limit: number; before: number | null }): Promise<OverrideChange[]>
  /** The numbers of the books that are pinned for a grade, by themselves or with all. */
  pinned(grade: OverrideGrade): Promise<number[]>
}
