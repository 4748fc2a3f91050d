import {
  changedList,
  type InCourse,
  type ListChange,
  maxListsACourse,
  type ReadingList,
} from '../../domain/courses/course.ts'
import { notFound, ShelftalkError } from '../../domain/errors.ts'
import type { StoredBook } from '../../domain/lists/book.ts'
import { gradeOf, keptFrom } from '../../domain/lists/gates.ts'
import { ownVoter, standInVoter } from '../../domain/lists/interaction.ts'
import { type Caller, requireInCourse } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import type { SchoolRows } from '../../ports/store.ts'
import { wordsOf } from '../steps/people/words-of.ts'

/** A book of a list, as a reader sees it. */
export interface ListedBook {
  book_id: string
  title: string
  authors: readonly string[]
  genre: string | null
  /** The reader's own, the last one. */
  vote: 'up' | 'down' | 'read' | null
}

/** A book of a list, as those see it who make the list. */
export interface EditedBook {
  book_id: string
  title: string
  authors: readonly string[]
  /** Hidden by the library: no student sees it. */
  hidden: boolean
}

/** A list that somebody may look at or change. `linked` is the list that the course's link names; null for none. */
export interface ListWish {
  list_id: string
  linked: string | null
}

export interface ReadingListFlow {
  /** The list of the course's link, with those of its books that the reader may see; null when there is none. */
  read(
    who: InCourse & { caller: Caller | null },
    listId: string,
  ): Promise<{ title: string; books: ListedBook[] } | null>
  /** The course's lists, by title. */
  ofCourse(who: InCourse): Promise<ReadingList[]>
  /** A list of the course's, or of its link, to be changed. Throws `not_found` for any other, whoever has it. */
  open(who: InCourse, wish: ListWish): Promise<{ list: ReadingList; books: EditedBook[]; isOwn: boolean }>
  /** Books of the catalogue that hold every word, to be put on a list. */
  search(who: InCourse, query: string): Promise<EditedBook[]>
  /** A new list; answers its id. Throws `conflict` when the course has as many as it may. */
  make(who: InCourse, title: string): Promise<string>
  /**
   * Changes a list; one that is another course's becomes this course's own copy first. Answers the id of what was changed.
   * Throws `not_found`, and `invalid_input` for a change that makes no sense.
   */
  change(who: InCourse, wish: ListWish, change: ListChange): Promise<string>
  /** Removes a list of the course's own. Throws `not_found`. */
  remove(who: InCourse, listId: string): Promise<void>
}

/** Books that a search answers. */
const foundAtOnce = 20

/** Reading lists that whoever teaches a course makes of the school's catalogue. */
export function createReadingLists(core: Pick<Core, 'store' | 'clock' | 'newId'>): ReadingListFlow {
  return {
    async read(who, listId) {
      requireInCourse(who, 'course.lists.read')
      return core.store.school(who.school_id, async (rows) => {
        const list = await linkedList(rows, who, listId)
        if (list === null) return null
        await rows.readingLists.use(list.list_id, core.clock())
        return { title: list.title, books: await booksFor(rows, who.caller, list) }
      })
    },
    async ofCourse(who) {
      requireInCourse(who, 'course.lists.write')
      const { course } = who
      if (course === null) return []
      return core.store.school(who.school_id, (rows) => rows.readingLists.ofCourse(course.course_id))
    },
    async open(who, wish) {
      requireInCourse(who, 'course.lists.write')
      return core.store.school(who.school_id, async (rows) => {
        const list = await listOf(rows, who, wish, false)
        const isOwn = list.course_id === who.course?.course_id
        return { list, isOwn, books: inOrder(list, await rows.books.byIds(list.book_ids)).map(edited) }
      })
    },
    async search(who, query) {
      requireInCourse(who, 'course.lists.write')
      const page = { limit: foundAtOnce, after: null, hidden: false, grade: null }
      const words = wordsOf(query)
      if (words.length === 0) return []
      return core.store.school(who.school_id, async (rows) =>
        (await rows.books.search(words, page)).map(edited),
      )
    },
    async make(who, title) {
      const course_id = writableCourse(who)
      const list_id = core.newId()
      const list = changedList(
        { list_id, course_id, root_id: list_id, title: '', book_ids: [] },
        { do: 'rename', title },
      )
      if (list === null) throw noSense()
      await core.store.school(who.school_id, (rows) => add(core, rows, list))
      return list_id
    },
    async change(who, wish, change) {
      writableCourse(who)
      return core.store.school(who.school_id, async (rows) => {
        const list = await ownList(core, rows, who, await listOf(rows, who, wish, true))
        const changed = changedList(list, change)
        if (changed === null || !(await isForLists(rows, change))) throw noSense()
        await rows.readingLists.put(changed)
        return list.list_id
      })
    },
    async remove(who, list_id) {
      const course_id = writableCourse(who)
      await core.store.school(who.school_id, async (rows) => {
        const list = await listOf(rows, who, { list_id, linked: null }, true)
        if (list.course_id !== course_id) throw notFound('list')
        await rows.readingLists.remove(list.list_id)
      })
    },
  }
}

/** As the course has it, else the course that it was copied from, else whoever made it: all of one school. */
const linkedList = (
  rows: SchoolRows,
  { course }: InCourse,
  listId: string,
  locks = false,
): Promise<ReadingList | null> =>
  rows.readingLists.find(listId, {
    courseIds: course === null ? [] : [course.course_id, ...course.former_ids],
    ...{ orElse: true, locks },
  })

/** A list that may be changed here: the course's own, or that of its link. What is neither is looked up like what is not there. */
async function listOf(
  rows: SchoolRows,
  who: InCourse,
  { list_id, linked }: ListWish,
  locks: boolean,
): Promise<ReadingList> {
  const courseIds = who.course === null ? [] : [who.course.course_id]
  const list =
    list_id === linked
      ? await linkedList(rows, who, list_id, locks)
      : await rows.readingLists.find(list_id, { courseIds, orElse: false, locks })
  if (list === null) throw notFound('list')
  return list
}

async function ownList(
  core: Pick<Core, 'clock' | 'newId'>,
  rows: SchoolRows,
  who: InCourse,
  list: ReadingList,
): Promise<ReadingList> {
  const course_id = writableCourse(who)
  if (list.course_id === course_id) return list
  const copy = { ...list, list_id: core.newId(), course_id }
  await add(core, rows, copy)
  return copy
}

async function add(core: Pick<Core, 'clock'>, rows: SchoolRows, list: ReadingList): Promise<void> {
  if (!(await rows.readingLists.add(list, core.clock(), maxListsACourse)))
    throw new ShelftalkError('conflict', 'The course has as many reading lists as it may. Delete one first.')
}

/** The course whose lists may be written. Throws `forbidden`, and `not_found` where the platform named no course. */
function writableCourse(who: InCourse): string {
  requireInCourse(who, 'course.lists.write')
  if (who.course === null) throw notFound('course')
  return who.course.course_id
}

/** Whether what is added is a book of the catalogue that the library shows. */
async function isForLists(rows: SchoolRows, change: ListChange): Promise<boolean> {
  if (change.do !== 'add') return true
  const [book] = await rows.books.gatesOf([change.book_id])
  return book !== undefined && book.owner_reader_id === null && !book.hidden
}

/** What the gates leave of a list for a reader, or for somebody unknown, as whom the school wants such to be seen. */
async function booksFor(rows: SchoolRows, caller: Caller | null, list: ReadingList): Promise<ListedBook[]> {
  const reader_id = caller?.reader_id ?? null
  const { policy } = await rows.school.read()
  const reader = reader_id === null ? null : await rows.readers.get(reader_id)
  const grade = gradeOf(reader ?? { grade_level: null }, policy)
  const given = reader_id === null ? [] : await rows.history.votes(reader_id)
  const by = caller?.acted === true ? standInVoter : ownVoter
  const votes = new Map(given.filter(({ voter }) => voter === by).map((one) => [one.book_id, one.vote]))
  return inOrder(list, await rows.books.byIds(list.book_ids))
    .filter((book) => book.owner_reader_id === null && keptFrom(book, reader_id ?? '', grade) === null)
    .map(({ book_id, title, authors, genre }) => {
      const vote = votes.get(book_id) ?? 'none'
      return { book_id, title, authors, genre, vote: vote === 'none' ? null : vote }
    })
}

const inOrder = (list: ReadingList, books: readonly StoredBook[]): StoredBook[] =>
  list.book_ids.flatMap((id) => books.filter((book) => book.book_id === id))

const edited = ({ book_id, title, authors, hidden }: StoredBook): EditedBook => ({
  ...{ book_id, title, authors, hidden },
})

const noSense = (): ShelftalkError =>
  new ShelftalkError('invalid_input', 'The reading list cannot be changed like that.')
