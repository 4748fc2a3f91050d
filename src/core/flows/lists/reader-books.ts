import { notFound, ShelftalkError } from '../../domain/errors.ts'
import type { ShelftalkEvent } from '../../domain/events.ts'
import { listFormat, readListRow } from '../../domain/files/reader-list.ts'
import type { RowRefusal } from '../../domain/files/refusal.ts'
import { rowProblems } from '../../domain/files/school-files.ts'
import type { RowSource } from '../../domain/files/source.ts'
import { bareBook, matchKey, ownBookPrefix, type StoredBook } from '../../domain/lists/book.ts'
import { gradeOf } from '../../domain/lists/gates.ts'
import type { ListedBook } from '../../domain/lists/interaction.ts'
import { type Caller, requireReader } from '../../domain/people/permissions.ts'
import type { Core } from '../../ports/core.ts'
import type { Outcome, Subscription } from '../../ports/runtime.ts'
import type { ListedRow, SchoolRows } from '../../ports/store.ts'
import type { Refusal } from '../../ports/work/runs.ts'
import { booksWithoutVector } from '../steps/learning/book-vectors.ts'
import { placeOwnBook } from '../steps/learning/own-book-neighbours.ts'
import { profileVector, refreshTaste } from '../steps/learning/reader-taste.ts'
import { ensureReader } from '../steps/people/ensure-reader.ts'
import { announceReaders, newEvent } from '../steps/work/announce.ts'
import { applyOnce } from '../steps/work/apply-once.ts'
import { addJobRequest } from '../steps/work/job-request.ts'
import { partsOf } from '../steps/work/loans.ts'

/** Lines of one list; a reader with more uploads the rest next. */
const maxLines = 10_000
/** Books that a reader may have that the catalogue does not know: each costs a search through all vectors. */
const maxOwnBooks = 2_000
/** Books in one event of a reader's: few, so that one reader's long list does not hold up another's short one. */
const booksAnEvent = 50
const linesAtOnce = 200
/** Refused lines that are told apart; beyond, they are only counted. */
const maxRefusalsTold = 1000

export interface ListAccepted {
  accepted: number
  refused: Refusal[]
}

/** The reader of whom the caller may write: the key's own, or the one a service key names. */
export function readerOf(caller: Caller, named: string | null): string {
  const readerId = named ?? caller.reader_id
  if (readerId === null) {
    throw new ShelftalkError('invalid_input', 'Say whose books these are: add ?reader_id= to the address.', {
      fields: [{ field: 'reader_id', reason: 'is required with this key' }],
    })
  }
  requireReader(caller, 'reader_books.write', readerId)
  return readerId
}

/**
 * Stores a reader's list, batch by batch, each with its events in one transaction. Books that the catalogue knows
 * are matched; the others become the reader's own, seen by nobody else. The same list twice changes nothing.
 */
export async function addReaderBooks(
  core: Core,
  caller: Caller,
  readerId: string,
  source: RowSource,
): Promise<ListAccepted> {
  const format = listFormat(source.header)
  if (format === null) {
    throw new ShelftalkError(
      'invalid_input',
      'The list needs a column "title" in its first line, or must be a Goodreads or StoryGraph export.',
      {
        fields: [{ field: 'title', reason: 'there is no such column' }],
      },
    )
  }
  await core.checkRoom()
  const answer: ListAccepted = { accepted: 0, refused: [] }
  const refuse = (line: number, problems: readonly RowRefusal[]): void => {
    if (answer.refused.length < maxRefusalsTold)
      answer.refused.push(...problems.map((problem) => ({ line, ...problem })))
  }
  let batch: ListedBook[] = []
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return
    await storeList(core, caller.school_id, readerId, batch)
    answer.accepted += batch.length
    batch = []
  }
  for await (const item of source.rows) {
    if (item.line > maxLines + 1) {
      refuse(item.line, [
        {
          ...{ field: '', code: 'too_many_lines', bound: maxLines },
          reason: `lines after the first ${maxLines} are not read: send them as another list`,
        },
      ])
      break
    }
    if ('problem' in item) {
      refuse(item.line, [item.problem])
      continue
    }
    const row = readOr(() => readListRow(format, item.row))
    if ('problems' in row) refuse(item.line, row.problems)
    else batch.push(row.value)
    if (batch.length >= linesAtOnce) await flush()
  }
  await flush()
  return answer
}

function readOr<T>(read: () => T): { value: T } | { problems: RowRefusal[] } {
  try {
    return { value: read() }
  } catch (error) {
    const problems = rowProblems(error)
    if (problems === null) throw error
    return { problems }
  }
}

async function storeList(
  core: Core,
  school: string,
  readerId: string,
  list: readonly ListedBook[],
): Promise<void> {
  const { events, versions } = await core.store.school(school, async (rows) => {
    if (!(await ensureReader(core, rows, { school, reader_id: readerId }))) throw notFound('student')
    const ids = await resolveBooks(core, rows, readerId, list)
    const changed = await rows.history.addListed(readerId, oneEach(list, ids))
    if (changed.length === 0) return { events: [], versions: [] }
    const versions = await rows.readers.raiseVersions([readerId])
    const events = partsOf(changed, booksAnEvent).map((book_ids) =>
      newEvent(
        core,
        'shelftalk.books.added',
        { school, subject: readerId },
        { book_ids, reader_id: readerId },
      ),
    )
    await rows.outbox.add(events)
    return { events, versions }
  })
  await announceReaders(core, school, versions, events)
}

/** The id of each book: the catalogue's, the reader's own from before, or a new one of the reader's own. */
async function resolveBooks(
  core: Core,
  rows: SchoolRows,
  readerId: string,
  list: readonly ListedBook[],
): Promise<string[]> {
  const keys = list.map((book) => matchKey(book.title, book.author ?? undefined))
  const { policy } = await rows.school.read()
  const reader = await rows.readers.get(readerId)
  const grade = reader === null ? policy.unknown_grade_counts_as : gradeOf(reader, policy)
  const found = await rows.books.match(
    { readerId, grade },
    list.map((book, at) => ({ isbn: book.isbn ?? null, match_key: keys[at] ?? '' })),
  )
  const ids = list.map(
    (_, at) => found[at] ?? `${ownBookPrefix}${core.digest(`${readerId}\n${keys[at]}`).slice(0, 24)}`,
  )
  const own = new Map(
    list.flatMap((book, at) => {
      const book_id = ids[at] ?? ''
      const authors =
        book.author === null || book.author === undefined || book.author === ''
          ? []
          : [book.author.slice(0, 200)]
      const made = bareBook({ book_id, title: book.title, authors, isbn: book.isbn ?? null })
      return found[at] === null ? [[book_id, { made, key: keys[at] ?? '' }] as const] : []
    }),
  )
  if (own.size > 0) {
    if ((await rows.books.countOwn(readerId)) + own.size > maxOwnBooks) throw tooManyOwn()
    const books = [...own.values()]
    await rows.books.addOwn(
      readerId,
      books.map((b) => b.made),
      books.map((b) => b.key),
    )
  }
  return ids
}

const tooManyOwn = (): ShelftalkError =>
  new ShelftalkError(
    'too_large',
    `More than ${maxOwnBooks} books that the library does not know. What was stored until here stays; take some off the list first.`,
  )

function oneEach(
  list: readonly ListedBook[],
  ids: readonly string[],
): { book_id: string; rating: number | null; finished_on: string | null }[] {
  const rows = list.map((book, at) => ({
    book_id: ids[at] ?? '',
    rating:
      book.rating === null || book.rating === undefined || book.rating === 0
        ? null
        : Math.max(1, book.rating),
    finished_on: book.finished_on ?? null,
  }))
  return [...new Map(rows.map((row) => [row.book_id, row])).values()]
}

/** The reader's own list, by book id. */
export async function listReaderBooks(
  core: Pick<Core, 'store'>,
  caller: Caller,
  readerId: string,
  page: { limit: number; after: string | null },
): Promise<ListedRow[]> {
  return core.store.school(caller.school_id, (rows) => rows.history.listed(readerId, page))
}

/** Takes a book off the reader's list. Throws `not_found` when it is not on it. */
export async function removeReaderBook(
  core: Core,
  caller: Caller,
  readerId: string,
  bookId: string,
): Promise<void> {
  const { events, versions } = await core.store.school(caller.school_id, async (rows) => {
    if (!(await rows.history.removeListed(readerId, bookId))) throw notFound('book')
    const versions = await rows.readers.raiseVersions([readerId])
    const event = newEvent(
      core,
      'shelftalk.books.added',
      { school: caller.school_id, subject: readerId },
      { book_ids: [bookId], reader_id: readerId },
    )
    await rows.outbox.add([event])
    return { events: [event], versions }
  })
  await announceReaders(core, caller.school_id, versions, events)
}

/** Books that were added get their vectors; a reader's own also get the neighbours that stand in for the graph. */
export function createVectorIndex(core: Core): Subscription {
  return {
    consumer: 'vector-index',
    topic: 'books',
    handle: (event) => applyBooks(core, event as ShelftalkEvent<'shelftalk.books.added'>),
  }
}

async function applyBooks(core: Core, event: ShelftalkEvent<'shelftalk.books.added'>): Promise<Outcome> {
  const { book_ids, reader_id } = event.data
  const made = await core.ensureBookVectors(event.school, book_ids)
  const own = reader_id === null ? [] : await ownBooks(core, event.school, book_ids)
  for (const book of own) await findNeighbours(core, event.school, book.book_id)
  const profile = reader_id === null ? null : await profileVector(core, event.school, reader_id)
  return applyOnce(core, 'vector-index', event, async (rows) => ({
    ...(reader_id === null
      ? { versions: [], events: await placeNewBooks(core, rows, event.school) }
      : await refreshTaste(core, rows, { school: event.school, reader_id, profile })),
    done: `${made} book vectors made, ${own.length} unknown books placed beside known ones`,
  }))
}

/** When the last vector of a catalogue is made, the graph can place the books that nobody has read yet. */
async function placeNewBooks(core: Core, rows: SchoolRows, school: string): Promise<ShelftalkEvent[]> {
  if ((await booksWithoutVector(core, rows, { limit: 1 })).length > 0) return []
  const { event } = await addJobRequest(core, rows, { school, job: 'graph' })
  return event === null ? [] : [event]
}

async function ownBooks(core: Core, school: string, bookIds: readonly string[]): Promise<StoredBook[]> {
  const books = await core.store.background.school(school, (rows) => rows.books.byIds(bookIds))
  return books.filter((book) => book.owner_reader_id !== null)
}

/** One transaction a book: a search over the whole catalogue must not hold up those who wait for lists. */
async function findNeighbours(core: Core, school: string, bookId: string): Promise<void> {
  await core.store.background.school(school, async (rows) => {
    if ((await rows.vectors.textNeighbours([bookId])).length > 0) return
    await placeOwnBook(core, rows, bookId)
  })
}
