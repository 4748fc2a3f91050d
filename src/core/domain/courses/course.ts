import type { LtiRole } from './lti.ts'

/** A course of a learning platform. */
export interface Course {
  /** A digest of what the platform calls it. */
  course_id: string
  /** The courses that it was copied from, the latest first, as far as the platform tells. */
  former_ids: readonly string[]
}

/** Who asks, and from which course; `course` is null where the platform named none. */
export interface InCourse {
  school_id: string
  role: LtiRole
  course: Course | null
}

/** A total, and each part of one, is told when at least so many students stand behind it. */
export const fewestTold = 5
/** Books of a course whose votes are counted at once. */
export const maxCountedBooks = 500

/** Current votes that a course's students gave in it about one book, and how many of each came after what was told last. */
export interface BookCounts {
  book_id: string
  up: number
  down: number
  read: number
  /** Up or down, after the total that was told last. */
  fresh_voted: number
  /** After the split that was told last. */
  fresh_up: number
  fresh_down: number
  /** After the number of readers that was told last. */
  fresh_read: number
}

/** What was told about a book, and when: null for what never was. Times are ISO dates in UTC. */
export interface ToldTotals {
  book_id: string
  voted: number
  voted_at: string | null
  up: number
  down: number
  split_at: string | null
  read: number
  read_at: string | null
}

/** What a class view shows of a book. */
export interface BookTotals {
  book_id: string
  /** Students who said up or down. */
  voted: number | null
  /** How the first so many of them said. */
  split: { up: number; down: number } | null
  read: number | null
}

/**
 * What is told from now on; null when it stays. A number moves only when at least five students more stand behind it, and
 * a split only with five more on either side: otherwise who knows who voted in between could work out how, and a side
 * that nobody took would tell how everybody voted.
 */
export function toldFrom(counts: BookCounts, before: ToldTotals | null, at: Date): ToldTotals | null {
  const { book_id, up, down, read } = counts
  const told = before ?? nothingTold(book_id)
  const now = at.toISOString()
  const isMore = (fresh: number, all: number): boolean => fresh >= fewestTold && all >= fewestTold
  const movesTotal = isMore(counts.fresh_voted, up + down)
  const movesSplit = movesTotal && isMore(counts.fresh_up, up) && isMore(counts.fresh_down, down)
  const movesRead = isMore(counts.fresh_read, read)
  if (!movesTotal && !movesRead) return null
  return {
    ...told,
    ...(movesTotal ? { voted: up + down, voted_at: now } : {}),
    ...(movesSplit ? { up, down, split_at: now } : {}),
    ...(movesRead ? { read, read_at: now } : {}),
  }
}

/** Of what was told, what still holds: nothing that fewer than five students stand behind by now. */
export function totalsShown({ up, down, read }: BookCounts, told: ToldTotals): BookTotals {
  const isVoted = told.voted_at !== null && up + down >= fewestTold
  return {
    book_id: told.book_id,
    voted: isVoted ? told.voted : null,
    // Whether a side fell below five is not said by leaving it out: only both go, with the total.
    split: isVoted && told.split_at !== null ? { up: told.up, down: told.down } : null,
    read: told.read_at !== null && read >= fewestTold ? told.read : null,
  }
}

const nothingTold = (book_id: string): ToldTotals => ({
  ...{ book_id, voted: 0, voted_at: null, up: 0, down: 0, split_at: null, read: 0, read_at: null },
})

/** A reading list of a course's. */
export interface ReadingList {
  list_id: string
  course_id: string
  /** The list that this one is a course's own copy of; itself if it is no copy. */
  root_id: string
  title: string
  book_ids: readonly string[]
}

export const maxListBooks = 60
export const maxListTitle = 120
export const maxListsACourse = 20
/** Courses that a course was copied from, as far as they are looked at. */
export const maxFormerCourses = 20

export type ListChange =
  | { do: 'add' | 'remove' | 'up' | 'down'; book_id: string }
  | { do: 'rename'; title: string }

/** The list after the change; null when the change makes no sense: a book twice, too many, no title. */
export function changedList<L extends Pick<ReadingList, 'title' | 'book_ids'>>(
  list: L,
  change: ListChange,
): L | null {
  if (change.do === 'rename') {
    const title = change.title.trim()
    return title === '' || title.length > maxListTitle ? null : { ...list, title }
  }
  const { book_id } = change
  const at = list.book_ids.indexOf(book_id)
  const others = list.book_ids.filter((id) => id !== book_id)
  if (change.do === 'add')
    return at >= 0 || others.length >= maxListBooks ? null : { ...list, book_ids: [...others, book_id] }
  if (at < 0) return null
  if (change.do === 'remove') return { ...list, book_ids: others }
  const to = Math.max(0, at + (change.do === 'up' ? -1 : 1))
  return { ...list, book_ids: [...others.slice(0, to), book_id, ...others.slice(to)] }
}
