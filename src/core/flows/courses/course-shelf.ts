import type { InCourse } from '../../domain/courses/course.ts'
import { gradeOf } from '../../domain/lists/gates.ts'
import { requireInCourse } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'

export interface CourseShelfBook {
  book_id: string
  title: string
  authors: readonly string[]
  genre: string | null
}

/**
 * Books for a whole course, well rated ones first: those that somebody may see of whom the school knows no grade, so that
 * they are for everybody, and never chosen by what one student read.
 */
export async function courseShelf(
  core: Pick<Core, 'store'>,
  who: InCourse,
  { limit, theme, availableOnly }: { limit: number; theme: string | null; availableOnly: boolean },
): Promise<CourseShelfBook[]> {
  requireInCourse(who, 'course.shelf')
  return core.store.school(who.school_id, async (rows) => {
    const { policy } = await rows.school.read()
    const languages = policy.languages.map((language) => language.toLowerCase())
    const grade = gradeOf({ grade_level: null }, policy)
    const shelf = {
      ...{ grade, languages, theme, levels: null },
      availableOnly: policy.available_only || availableOnly,
    }
    const books = await rows.books.wellRated(shelf, { but: [], limit })
    return books.map(({ book_id, title, authors, genre }) => ({ book_id, title, authors, genre }))
  })
}
