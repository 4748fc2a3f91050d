import {
  type BookTotals,
  type InCourse,
  maxCountedBooks,
  toldFrom,
  totalsShown,
} from '../../domain/courses/course.ts'
import { notFound } from '../../domain/errors.ts'
import type { Caller } from '../../domain/people/permissions.ts'
import { requireInCourse } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'

/** A book with what its course's students said of it together. */
export interface CountedBook extends BookTotals {
  title: string
  authors: readonly string[]
}

export interface CourseTotalsFlow {
  /** Marks a student's own vote as given in the course; of whoever acts as the student nothing is marked. */
  note(who: InCourse & { caller: Caller | null }, vote: { book_id: string; event_id: string }): Promise<void>
  /** What the course's students said together, books with most votes first. Throws `forbidden`. */
  read(who: InCourse): Promise<CountedBook[]>
  /** Forgets which votes were given in the course and what was told of them; the votes stay the students'. */
  forget(who: InCourse): Promise<void>
}

/** Totals of a course, told only where no student can be found in them. */
export function createCourseTotals(core: Pick<Core, 'store' | 'clock'>): CourseTotalsFlow {
  return {
    async note({ school_id, course, caller }, vote) {
      const reader_id = caller?.reader_id ?? null
      if (course === null || reader_id === null || caller?.acted === true) return
      const mark = { course_id: course.course_id, reader_id, at: core.clock(), ...vote }
      await core.store.school(school_id, (rows) => rows.courseVotes.note(mark))
    },
    async read(who) {
      requireInCourse(who, 'course.totals')
      if (who.course === null) return []
      const { course_id } = who.course
      const at = core.clock()
      return core.store.school(who.school_id, async (rows) => {
        const counted = await rows.courseVotes.count(course_id, maxCountedBooks)
        const moved = counted.flatMap(({ counts, told }) => toldFrom(counts, told, at) ?? [])
        if (moved.length > 0) await rows.courseVotes.tell(course_id, moved, at)
        const now = new Map(moved.map((one) => [one.book_id, one]))
        const shown = counted.flatMap(({ counts, told }) => {
          const current = now.get(counts.book_id) ?? told
          return current === null ? [] : totalsShown(counts, current)
        })
        const told = shown.filter(({ voted, read }) => voted !== null || read !== null)
        const books = new Map(
          (await rows.books.byIds(told.map(({ book_id }) => book_id))).map((book) => [book.book_id, book]),
        )
        return told
          .flatMap((totals) => {
            const book = books.get(totals.book_id)
            // A reader's own book is nobody else's business, however many have one of that id.
            return book === undefined || book.owner_reader_id !== null
              ? []
              : [{ ...totals, title: book.title, authors: book.authors }]
          })
          .sort((a, b) => (b.voted ?? 0) - (a.voted ?? 0) || a.title.localeCompare(b.title))
      })
    },
    async forget(who) {
      requireInCourse(who, 'course.totals')
      if (who.course === null) throw notFound('course')
      const { course_id } = who.course
      await core.store.school(who.school_id, (rows) => rows.courseVotes.forget(course_id))
    },
  }
}
