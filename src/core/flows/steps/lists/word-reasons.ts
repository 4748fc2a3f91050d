import type { StoredBook } from '../../../domain/lists/book.ts'
import { type GateContext, gradeOf, keptFrom } from '../../../domain/lists/gates.ts'
import { type FactName, type FactSet, factSetOf, type Grounded } from '../../../domain/model/wording.ts'
import type { SchoolRows } from '../../../ports/store.ts'
import { type ColdReason, wellRatedFrom } from '../../../ranking/cold-start.ts'
import { type ExplainedReason, type ExplanationFacts, explain } from '../../../ranking/explain.ts'
import {
  type Contributions,
  chooseReason,
  isNameable,
  type NameableEvidence,
} from '../../../ranking/reasons.ts'
import type { Said } from '../../../ranking/said.ts'
import { defaultSettings } from '../../../ranking/settings.ts'
import { partsOf } from './candidates.ts'
import type { ListedPick, Picks } from './pick-books.ts'
import type { ServedGraph } from './served-graphs.ts'
import type { ShelfBooks } from './shelf-books.ts'

/** One part of a score, in plain words. */
export interface WordedReason {
  code: string
  because: string[]
  said: Said
}

export interface Explained {
  reasons: WordedReason[]
  said: Said
  /** What a model may make a sentence of in the text's place; null when nothing of it may be told to one. */
  facts(): FactSet | null
}

/** What sentences may be made from: the list, its graph, and the facts of the books that may be named. */
export interface Grounds {
  picks: Pick<Picks, 'ranking' | 'history' | 'prior' | 'grade' | 'isCold'>
  served: ServedGraph
  books: ReadonlyMap<string, StoredBook>
}

type HistoryBook = Picks['history'][number]

/** "Popular" is only said of a book with at least this many readers, there where it is said to be popular. */
const popularFromReaders = 3
/** Books named one by one in the parts of a score. */
const namedParts = 2

/**
 * The books of the history that sentences may name, by id. One that was read before it was hidden, or in a higher grade,
 * still counts and is no longer named.
 */
export async function readNameable(
  rows: Pick<SchoolRows, 'books'>,
  shelf: ShelfBooks,
  { history }: Pick<Picks, 'history'>,
  { reader, policy }: GateContext,
): Promise<Map<string, StoredBook>> {
  const named = history.filter((entry) => isNameable(entry.evidence)).map((entry) => entry.bookNo)
  const read = await shelf.byNumbers(rows, named)
  const grade = gradeOf(reader, policy)
  const books = read.flatMap((one) => one?.book ?? [])
  const open = books.filter((book) => keptFrom(book, reader.reader_id, grade) === null)
  return new Map(open.map((book) => [book.book_id, book]))
}

/** What is told of a pick: the sentence for the card, and the parts of the score that it stands on. */
export function explainPick(pick: ListedPick, grounds: Grounds): Explained {
  const parts: Contributions =
    pick.score > 0 ? partsOf(pick.index, grounds.served, grounds.picks) : { books: [], popularity: 0 }
  const chosen = reasonFor(pick, parts, grounds)
  const before = volumeBefore(pick.book, grounds)
  const facts = factsOf(pick.book, chosen, before)
  return {
    reasons: [...placeInWords(pick), ...partsInWords(parts, grounds, chosen.reason.code)],
    said: explain(facts),
    facts() {
      const grounded = groundedIn(facts, chosen, before)
      return grounded === null ? null : factSetOf(pick.book, grounded)
    },
  }
}

interface Chosen {
  reason: ExplainedReason
  /** The history books that the reason names. */
  named: readonly Named[]
}

function reasonFor(pick: ListedPick, parts: Contributions, grounds: Grounds): Chosen {
  if (pick.cold !== null) return { reason: coldReason(pick.cold, pick, grounds), named: [] }
  const chosen = chooseReason(parts, grounds.picks.history, defaultSettings.reasons)
  if (chosen.code === 'because') {
    const named = chosen.books.flatMap(({ at }) => nameOf(grounds.picks.history[at], grounds))
    const [first, ...rest] = named
    if (first !== undefined) return becauseReason(first, rest, grounds.served.isSparse(pick.index))
  }
  if (parts.popularity > 0 && isPopular(pick, grounds)) {
    return {
      reason: { code: grounds.picks.prior.ofGrade ? 'popular in grade' : 'popular in school' },
      named: [],
    }
  }
  if (pick.place === 'pin') return { reason: { code: 'pinned' }, named: [] }
  return { reason: plainReason(pick), named: [] }
}

export interface Named {
  book: StoredBook
  entry: HistoryBook
  title: string
  evidence: NameableEvidence
}

/**
 * That the same readers read both is only true where the graph learned it. A reader's own book speaks through its
 * text; a book that few have read borrowed its place from its neighbours, which is all that may be said of it.
 */
function becauseReason(first: Named, rest: readonly Named[], isNewBook: boolean): Chosen {
  if (first.entry.row !== undefined)
    return { reason: { code: 'close to what you read', book: first }, named: [first] }
  if (isNewBook) return { reason: { code: 'like what readers chose', book: first }, named: [first] }
  const books = [first, ...rest.filter((other) => other.entry.row === undefined)] as const
  return { reason: { code: 'because', books }, named: books }
}

/** The book as it may be named; none when it may not be. */
export function nameOf(entry: HistoryBook | undefined, { books }: Grounds): Named[] {
  const book = entry === undefined ? undefined : books.get(entry.bookId)
  if (entry === undefined || book === undefined || !isNameable(entry.evidence)) return []
  return [{ book, entry, title: book.title, evidence: entry.evidence }]
}

function isPopular(pick: ListedPick, { picks, served }: Grounds): boolean {
  if (!picks.prior.ofGrade) return (served.graph.readersPerBook[pick.index] ?? 0) >= popularFromReaders
  return served.readersInBand(picks.grade, pick.index) >= popularFromReaders
}

/** What may be said when neither the history nor popularity carries the pick. */
function plainReason(pick: ListedPick): ExplainedReason {
  if ((pick.book.average_rating ?? 0) >= wellRatedFrom) return { code: 'well rated' }
  return { code: 'on the shelf' }
}

function coldReason(cold: ColdReason, pick: ListedPick, grounds: Grounds): ExplainedReason {
  const claimsPopular = cold.code === 'popular in grade' || cold.code === 'popular in school'
  return claimsPopular && !isPopular(pick, grounds) ? plainReason(pick) : cold
}

function factsOf(book: StoredBook, { reason, named }: Chosen, before: Named | null): ExplanationFacts {
  const [author] = book.authors
  const first = named[0]?.book
  const sharedTheme = first?.themes.find((theme) => book.themes.includes(theme))
  return {
    bookId: book.book_id,
    reason,
    themes: book.themes,
    ...(author === undefined ? {} : { author, sharedAuthor: first?.authors.includes(author) ?? false }),
    ...(sharedTheme === undefined ? {} : { sharedTheme }),
    ...(before === null || book.series === null
      ? {}
      : { nextInSeries: { series: book.series, after: before.title } }),
  }
}

/** How the reasons of the template are called among the facts; none for what the reader said about herself. */
const factOf = {
  because: 'same_readers',
  'close to what you read': 'close_by_text',
  'like what readers chose': 'like_chosen',
  'popular in grade': 'popular_in_grade',
  'popular in school': 'popular_in_school',
  'well rated': 'well_rated',
  'on the shelf': 'on_shelf',
  pinned: null,
  interest: null,
} as const satisfies Record<ExplainedReason['code'], FactName | null>

/** The facts that the template's sentence stands on, and no more: the strongest of them, and its books. */
function groundedIn(
  facts: ExplanationFacts,
  { reason, named }: Chosen,
  before: Named | null,
): Grounded | null {
  if (facts.nextInSeries !== undefined && before !== null) {
    return { because: [before.book], facts: ['because_read', 'next_in_series'], sharedTheme: null }
  }
  const fact = factOf[reason.code]
  if (fact === null) return null
  const [first, second] = named
  if (first === undefined) return { because: [], facts: [fact], sharedTheme: null }
  const met = factOfEvidence(first)
  const sharedTheme = facts.sharedTheme ?? null
  // One word must be true of both, and a theme or an author that two of three books share needs only those two.
  const isPair =
    second !== undefined &&
    factOfEvidence(second) === met &&
    sharedTheme === null &&
    facts.sharedAuthor !== true
  return { because: isPair ? [first.book, second.book] : [first.book], facts: [met, fact], sharedTheme }
}

const factOfEvidence = ({ evidence }: Named): FactName =>
  evidence === 'liked' ? 'because_liked' : 'because_read'

/** The volume before this one, when the reader has read it and did not dislike it. */
function volumeBefore(book: StoredBook, grounds: Grounds): Named | null {
  if (book.series === null || book.series_number === null) return null
  for (const entry of grounds.picks.history) {
    const [other] = nameOf(entry, grounds)
    const isBefore = other?.book.series === book.series && other.book.series_number === book.series_number - 1
    if (isBefore && entry.read) return other
  }
  return null
}

/** What popularity's part of a score is called, and that it is the grade's or the school's. */
export const popularityInWords = ({ picks }: Pick<Grounds, 'picks'>) =>
  picks.prior.ofGrade
    ? ({ code: 'popular_in_grade', what: { key: 'part.popularGrade' } } as const)
    : ({ code: 'popular_in_school', what: { key: 'part.popularSchool' } } as const)

/** Places that no score gives. */
function placeInWords({ place }: ListedPick): WordedReason[] {
  if (place === 'pin') return [{ code: 'pinned', because: [], said: { key: 'place.pin' } }]
  return place === 'new' ? [{ code: 'new_book', because: [], said: { key: 'place.new' } }] : []
}

export const titleInWords = (title: string): Said => ({ key: 'part.title', values: { title } })

/** Who speaks for a pick, largest first. Books that may not be named are told together, as the rest. */
function partsInWords(parts: Contributions, grounds: Grounds, code: string): WordedReason[] {
  const speaking = parts.books.filter((part) => part.amount > 0).sort((a, b) => b.amount - a.amount)
  const whole = speaking.reduce((sum, part) => sum + part.amount, Math.max(0, parts.popularity))
  const counts = (what: Said, amount: number): Said => ({
    key: 'counts.list',
    values: { what, percent: Math.round((100 * amount) / whole) },
  })
  const told: WordedReason[] = []
  let rest = 0
  for (const { at, amount } of speaking) {
    const [named] = nameOf(grounds.picks.history[at], grounds)
    if (named === undefined || told.length >= namedParts) rest += amount
    else
      told.push({
        code: 'because',
        because: [named.book.book_id],
        said: counts(titleInWords(named.title), amount),
      })
  }
  if (rest > 0) told.push({ code: 'history', because: [], said: counts({ key: 'part.history' }, rest) })
  if (parts.popularity > 0) {
    const { code, what } = popularityInWords(grounds)
    told.push({ code, because: [], said: counts(what, parts.popularity) })
  }
  if (told.length > 0 || code === 'pinned') return told
  return [{ code: code.replaceAll(' ', '_'), because: [], said: { key: 'part.fills' } }]
}
