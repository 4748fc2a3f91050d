// What no list may ever break, written a second time: none of the product's own gates is asked here.
import type { StoredBook } from '../src/core/domain/lists/book.ts'
import type { HistoryRows } from '../src/core/domain/lists/interaction.ts'
import type { Reader } from '../src/core/domain/people/reader.ts'
import type { ListWanted } from '../src/core/flows/lists/recommend.ts'
import type { World } from './world.ts'

const perAuthor = 2
const perSeries = 1
const mostPins = 3
const fewReaders = 3

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

/** What is stored of a slate, to be judged by later. */
export type Kept = { book_id: string; rank: number; place: string }[]

export interface Case {
  world: World
  reader: Reader
  history: HistoryRows
  ignored: { book_id: string; times: number }[]
  wanted: ListWanted
}

/** Everything that is wrong with a slate; empty when nothing is. */
export function violations(now: Case, slate: Slate, kept: Kept): string[] {
  const { world, reader, history, wanted } = now
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
    ...shape(books, world.books.filter(mayShow), kept),
    ...pins(now, slate, kept),
    ...newBooks(now, slate, kept),
    ...places(slate, kept),
    ...items(slate, wanted),
    ...reasons(slate, history, byId),
  )
  const isOpen = wanted.theme === null && wanted.level === null
  const offered = world.books.filter((book) => book.owner_reader_id === null && mayShow(book))
  if (isOpen && books.length === 0 && offered.length > 0) wrong.push('an empty list, with books to show')
  if (books.length < wanted.limit && slate.notices.length === 0) wrong.push('a short list without a word why')
  return wrong
}

export const holdsIn = (grades: readonly string[], grade: number): boolean =>
  grades.some((one) => one === 'all' || Number(one) === grade)

const gradeFor = (reader: Reader, policy: World['school']['policy']): number =>
  reader.grade_level === null ? policy.unknown_grade_counts_as : reader.grade_level

export function gateOf(book: StoredBook, { school: { policy } }: World, reader: Reader): string | null {
  if (book.hidden) return 'hidden'
  if (book.owner_reader_id !== null && book.owner_reader_id !== reader.reader_id)
    return "another reader's own"
  const grade = gradeFor(reader, policy)
  if (holdsIn(book.blocked_grades, grade)) return 'blocked for the grade'
  if (book.gate_highest_grade !== null && grade > book.gate_highest_grade) return 'kept for lower grades'
  for (const least of [book.minimum_grade, book.gate_grade])
    if (least !== null && grade < least) return 'above the maturity gate'
  if (policy.available_only && book.copies_available === 0) return 'no copy on the shelf'
  const allowed = policy.languages.map((language) => language.toLowerCase())
  const language = book.language?.toLowerCase().replace(/-.*/, '')
  return allowed.length > 0 && language !== undefined && !allowed.includes(language)
    ? 'another language'
    : null
}

/** What the reader had in hand or said no to, or a teacher said no to or says was read. A thumb up alone keeps a book listed. */
export function closedBooks({ loans, votes, listed }: HistoryRows): Set<string> {
  const refused = votes.filter(({ vote }) => vote === 'down' || vote === 'read')
  return new Set([...loans, ...listed, ...refused].map((row) => row.book_id))
}

/** A librarian's pins may break the order; whatever comes with them may not. */
function shape(books: readonly StoredBook[], open: readonly StoredBook[], kept: Kept): string[] {
  const wrong: string[] = []
  const pinned = new Set(kept.filter((item) => item.place === 'pin').map((item) => item.book_id))
  const ranked = books.filter((book) => !pinned.has(book.book_id))
  const authors = books.flatMap((book) => book.authors[0] ?? [])
  for (const author of new Set(ranked.flatMap((book) => book.authors[0] ?? [])))
    if (authors.filter((one) => one === author).length > perAuthor)
      wrong.push(`more than ${perAuthor} by ${author}`)
  const volumes = books.flatMap(({ series, series_number: position }) =>
    series === null || position === null ? [] : [{ series, position }],
  )
  for (const { series, series_number: position } of ranked) {
    if (series === null || position === null) continue
    if (volumes.filter((one) => one.series === series).length > perSeries) wrong.push(`${series} twice`)
    const earlier = open.find(
      (one) => one.series === series && one.series_number !== null && one.series_number < position,
    )
    if (earlier !== undefined) wrong.push(`${series} ${position} before ${earlier.series_number}`)
  }
  return wrong
}

/** Pins stand first, up to three, and none of them that may be shown is left out for want of a score. */
function pins({ world, reader, history, wanted }: Case, slate: Slate, kept: Kept): string[] {
  const closed = closedBooks(history)
  const grade = gradeFor(reader, world.school.policy)
  const pinned = world.books.filter((book) => holdsIn(world.pins.get(book.book_no) ?? [], grade))
  const open = pinned.filter(
    (book) =>
      gateOf(book, world, reader) === null &&
      !closed.has(book.book_id) &&
      (wanted.theme === null || book.themes.includes(wanted.theme)),
  )
  const first = kept.filter((item) => item.place === 'pin')
  const asked = Math.min(mostPins, wanted.limit, open.length)
  // By which level a pin is out of the question is the product's own reckoning.
  const isRight = wanted.level === null ? first.length === asked : first.length <= asked
  return [
    ...(isRight ? [] : [`${first.length} pins of ${asked}`]),
    ...first.flatMap((item, at) => [
      ...(slate.items[at]?.book.book_id === item.book_id ? [] : [`the pin ${item.book_id} is not in front`]),
      ...(open.some((book) => book.book_id === item.book_id) ? [] : [`${item.book_id} is not pinned`]),
    ]),
  ]
}

/** The place for a new book goes to a new book, and ten places have one when one that the reader's likes speak for is free. */
function newBooks(now: Case, slate: Slate, kept: Kept): string[] {
  const { world, wanted } = now
  const at = new Map(world.graph.book_nos.map((book_no, index) => [book_no, index]))
  const isNew = (book_no: number): boolean =>
    world.school.live_build !== null &&
    (world.graph.readers_per_book[at.get(book_no) ?? -1] ?? 99) < fewReaders
  const numberOf = new Map(world.books.map((book) => [book.book_id, book.book_no]))
  const wrong = kept
    .filter((item) => item.place === 'new')
    .filter((item) => item.rank % 10 !== 0 || !isNew(numberOf.get(item.book_id) ?? -1))
    .map((item) => `${item.book_id} has the place of a new book at ${item.rank}`)
  const ten = slate.items.slice(0, 10).map((item) => numberOf.get(item.book.book_id) ?? -1)
  const free = ten.length < 10 || wanted.level !== null ? undefined : freeNewBook(now, isNew)
  if (free !== undefined && !ten.some(isNew))
    wrong.push(`${free.book_id} is new and has no place in the first ten`)
  return wrong
}

/** A new book that nothing but the place for it could keep off: speakers like it, and neither author nor series is shared. */
function freeNewBook(now: Case, isNew: (book_no: number) => boolean): StoredBook | undefined {
  const { world, reader, history, wanted } = now
  const saidNo = history.votes.some((vote) => vote.vote === 'down')
  const rated = [
    ...history.loans.map((loan) => loan.student_rating),
    ...history.listed.map((one) => one.rating),
  ]
  if (saidNo || rated.some((rating) => rating !== null && rating <= 2) || world.books.length > 100)
    return undefined
  const liked = history.votes.filter((vote) => vote.vote === 'up' && vote.voter === 'self')
  const speaks = new Set(
    world.rows
      .filter((row) => liked.some((vote) => vote.book_no === row.book_no))
      .flatMap((row) => row.neighbour_nos.filter((_, k) => (row.weights[k] ?? 0) > 0.01)),
  )
  const closed = closedBooks(history)
  return world.books.find(
    (book) =>
      isNew(book.book_no) &&
      speaks.has(book.book_no) &&
      book.owner_reader_id === null &&
      book.series === null &&
      (book.authors[0] === undefined ||
        world.books.filter((other) => other.authors[0] === book.authors[0]).length === 1) &&
      gateOf(book, world, reader) === null &&
      !closed.has(book.book_id) &&
      (wanted.theme === null || book.themes.includes(wanted.theme)),
  )
}

/** What is stored is what was answered, and five places together hold one easier and one harder book by their room. */
function places(slate: Slate, kept: Kept): string[] {
  const wrong: string[] = []
  const stored = kept.map((item) => `${item.rank} ${item.book_id}`).join()
  if (stored !== slate.items.map((item) => `${item.rank} ${item.book.book_id}`).join())
    wrong.push('another slate is stored than was answered')
  for (let from = 0; from < kept.length; from += 5) {
    for (const place of ['easier', 'harder'])
      if (kept.slice(from, from + 5).filter((item) => item.place === place).length > 1)
        wrong.push(`room for two ${place} books from ${from + 1} on`)
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
