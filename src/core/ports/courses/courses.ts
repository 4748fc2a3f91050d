import type { BookCounts, ReadingList, ToldTotals } from '../../domain/courses/course.ts'

/** Which votes were given in a course, and what its totals told. */
export interface CourseVotes {
  /**
   * Marks a vote as given in the course, unless one that came later is marked. Who votes again on a book is no student
   * more: the mark keeps the time of the first.
   */
  note(mark: {
    course_id: string
    reader_id: string
    book_id: string
    event_id: string
    at: Date
  }): Promise<void>
  /** Counts a course's current votes, books with most first, and keeps others from telling the course's totals meanwhile. */
  count(courseId: string, limit: number): Promise<{ counts: BookCounts; told: ToldTotals | null }[]>
  tell(courseId: string, totals: readonly ToldTotals[], at: Date): Promise<void>
  /** A reader's marks, oldest first. */
  of(readerId: string): Promise<{ course_id: string; book_id: string; at: string }[]>
  /** A reader's marks become another's, who keeps the later one of a book that both voted on. */
  move(from: string, to: string): Promise<void>
  /** Forgets the marks and totals of a course; answers how many rows. */
  forget(courseId: string): Promise<number>
}

/** Reading lists of courses. */
export interface ReadingLists {
  /**
   * The list of this id, or a copy of it, as the first of these courses has it; failing them, `orElse`, the list of this id
   * whosever it is. `locks` it until the transaction ends.
   */
  find(
    listId: string,
    wanted: { courseIds: readonly string[]; orElse: boolean; locks: boolean },
  ): Promise<ReadingList | null>
  /** By title. */
  ofCourse(courseId: string): Promise<ReadingList[]>
  /** False when the course has as many as it may, or a copy of the same list already. */
  add(list: ReadingList, at: Date, most: number): Promise<boolean>
  /** Changes title and books. */
  put(list: ReadingList): Promise<void>
  remove(listId: string): Promise<void>
  /** Notes that the list is in use, at most once a day. */
  use(listId: string, at: Date): Promise<void>
  /** Forgets a course's lists; answers how many. */
  forget(courseId: string): Promise<number>
}
