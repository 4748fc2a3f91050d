import type { DemoBook } from './catalogue.ts'

/** Who has borrowed what, and what stands on the shelf, while the invented year goes by. Days are numbered. */
export class Shelf {
  private readonly out = new Map<string, number[]>()
  private readonly borrowed = new Map<string, Map<string, number>>()
  private readonly counts = new Map<string, number>()

  /** Whether a copy is in. A book whose copies are not known has one. */
  hasCopy(book: DemoBook, day: number): boolean {
    const returns = (this.out.get(book.book_id) ?? []).filter((returnDay) => returnDay >= day)
    this.out.set(book.book_id, returns)
    return returns.length < (book.copies ?? 1)
  }

  /** Lends a copy until `returnDay` (infinity when it never comes back). */
  lend(book: DemoBook, studentId: string, { day, returnDay }: { day: number; returnDay: number }): void {
    this.out.set(book.book_id, [...(this.out.get(book.book_id) ?? []), returnDay])
    this.counts.set(book.book_id, this.loansOf(book.book_id) + 1)
    const mine = this.borrowed.get(studentId) ?? new Map<string, number>()
    this.borrowed.set(studentId, mine.set(book.book_id, day))
  }

  loansOf(bookId: string): number {
    return this.counts.get(bookId) ?? 0
  }

  /** How many of the students borrowed each book since that day. */
  lentTo(studentIds: readonly string[], since: number): Map<string, number> {
    const counts = new Map<string, number>()
    for (const studentId of studentIds) {
      for (const [bookId, day] of this.borrowed.get(studentId) ?? []) {
        if (day >= since) counts.set(bookId, (counts.get(bookId) ?? 0) + 1)
      }
    }
    return counts
  }
}
