// What no list may ever break, written a second time: none of the product's own gates is asked here.
import type { StoredBook } from '../src/core/domain/book.ts'
import type { HistoryRows } from '../src/core/domain/interaction.ts'
import type { Reader } from '../src/core/domain/reader.ts'
import type { ListWanted } from '../src/core/flows/recommend.ts'
import type { World } from './world.ts'

const perAuthor = 2
const perSeries = 1

export interface Slate {
  items: {
    rank: number
    book: { book_id: string }
    level_fit: string | null
    score: number
    reasons: { because: string[] }[]
    explanation: { text: string }
  }[]
  notices: string[]
}

export interface Case {
  world: World
  reader: Reader
  history: HistoryRows
  wanted: ListWanted
}

/** Everything that is wrong with a slate; empty when nothing is. */
export function violations({ world, reader, history, wanted }: Case, slate: Slate): string[] {
  const byId = new Map(world.books.map((book) => [book.book_id, book]))
  const closed = closedBooks(history)
  const mayShow = (book: StoredBook): boolean =>
    gateOf(book, world, reader) === null && !closed.has(book.book_id)
  const books = slate.items.flatMap((item) => byId.get(item.book.book_id) ?? [])
  const wrong: string[] = []
  if (books.length !== slate.items.length) wrong.push('a book that does not exist')
  if (books.length > wanted.limit) wrong.push(`${books.length} books where ${wanted.limit} were asked for`)
  if (new Set(books).size !== books.length) wrong.push('a book twice')
  for (const book of books) {
    const gate = gateOf(book, world, reader)
    if (gate !== null) wrong.push(`${book.book_id}: ${gate}`)
    if (closed.has(book.book_id)) wrong.push(`${book.book_id}: read, or refused by the reader or a teacher`)
    if (wanted.theme !== null && !book.themes.includes(wanted.theme))
      wrong.push(`${book.book_id}: another theme`)
  }
  wrong.push(
    ...shape(books, world.books.filter(mayShow)),
    ...items(slate, wanted),
    ...reasons(slate, history, byId),
  )
  const isOpen = wanted.theme === null && wanted.level === null
  const offered = world.books.filter((book) => book.owner_reader_id === null && mayShow(book))
  if (isOpen && books.length === 0 && offered.length > 0) wrong.push('an empty list, with books to show')
  if (books.length < wanted.limit && slate.notices.length === 0) wrong.push('a short list without a word why')
  return wrong
}

export function gateOf(book: StoredBook, { school: { policy } }: World, reader: Reader): string | null {
  if (book.hidden) return 'hidden'
  if (book.owner_reader_id !== null && book.owner_reader_id !== reader.reader_id)
    return "another reader's own"
  const grade = reader.grade_level === null ? policy.unknown_grade_counts_as : reader.grade_level
  for (const least of [book.minimum_grade, book.gate_grade])
    if (least !== null && grade < least) return 'above the maturity gate'
  if (policy.available_only && book.copies_available === 0) return 'no copy on the shelf'
  const allowed = policy.languages.map((language) => language.toLowerCase())
  const language = book.language?.toLowerCase().replace(/-.*/, '')
  return allowed.length > 0 && language !== undefined && !allowed.includes(language)
    ? 'another language'
    : null
}

/** What the reader had in hand or said no to, or a teacher said no to. A thumb up alone keeps a book listed. */
export function closedBooks({ loans, votes, listed }: HistoryRows): Set<string> {
  const refused = votes.filter(({ vote, voter }) => vote === 'down' || (vote === 'read' && voter === 'self'))
  return new Set([...loans, ...listed, ...refused].map((row) => row.book_id))
}

function shape(books: readonly StoredBook[], open: readonly StoredBook[]): string[] {
  const wrong: string[] = []
  const authors = books.flatMap((book) => book.authors[0] ?? [])
  for (const author of new Set(authors))
    if (authors.filter((one) => one === author).length > perAuthor)
      wrong.push(`more than ${perAuthor} by ${author}`)
  const volumes = books.flatMap(({ series, series_number: position }) =>
    series === null || position === null ? [] : [{ series, position }],
  )
  for (const { series, position } of volumes) {
    if (volumes.filter((one) => one.series === series).length > perSeries) wrong.push(`${series} twice`)
    const earlier = open.find(
      (one) => one.series === series && one.series_number !== null && one.series_number < position,
    )
    if (earlier !== undefined) wrong.push(`${series} ${position} before ${earlier.series_number}`)
  }
  return wrong
}

function items(slate: Slate, wanted: ListWanted): string[] {
  return slate.items.flatMap((item, at) => [
    ...(item.rank === at + 1 ? [] : [`rank ${item.rank} at place ${at + 1}`]),
    ...(Number.isFinite(item.score) ? [] : [`${item.book.book_id}: no score`]),
    ...(item.explanation.text === '' ? [`${item.book.book_id}: no sentence`] : []),
    ...(wanted.level === null || item.level_fit === wanted.level
      ? []
      : [`${item.book.book_id}: ${item.level_fit}`]),
  ])
}

/** A reason names only books of the reader's own history that the reader did not dislike, and sentences likewise. */
function reasons(slate: Slate, history: HistoryRows, byId: ReadonlyMap<string, StoredBook>): string[] {
  const met = new Set([...history.loans, ...history.votes, ...history.listed].map((row) => row.book_id))
  const disliked = new Set(
    history.votes.filter((v) => v.vote === 'down' && v.voter === 'self').map((v) => v.book_id),
  )
  const idOf = new Map([...byId.values()].map((book) => [book.title, book.book_id]))
  return slate.items.flatMap(({ book, reasons, explanation }) => {
    const inWords = [...explanation.text.matchAll(/Title \d+/g)].map(([title]) => idOf.get(title) ?? title)
    return [...reasons.flatMap((reason) => reason.because), ...inWords]
      .filter((id) => id !== book.book_id && (!met.has(id) || disliked.has(id)))
      .map(
        (id) =>
          `${book.book_id}: because of ${id}, which is ${met.has(id) ? 'disliked' : 'not in the history'}`,
      )
  })
}
