import type { StoredBook } from '../../domain/book.ts'
import { type ColdReason, wellRatedFrom } from '../../ranking/cold-start.ts'
import { type ExplainedReason, type ExplanationFacts, explain } from '../../ranking/explain.ts'
import {
  type Contributions,
  chooseReason,
  contributionsTo,
  isNameable,
  type NameableEvidence,
} from '../../ranking/reasons.ts'
import { defaultSettings } from '../../ranking/settings.ts'
import type { Pick, Picks } from './pick-books.ts'
import type { ServedGraph } from './served-graphs.ts'

/** One part of a score, in plain words. */
export interface WordedReason {
  code: string
  because: string[]
  text: string
}

export interface Explained {
  reasons: WordedReason[]
  text: string
}

/** What sentences may be made from: the list, its graph, and the facts of the books that may be named. */
export interface Grounds {
  picks: Picks
  served: ServedGraph
  books: ReadonlyMap<string, StoredBook>
}

type HistoryBook = Picks['history'][number]

/** "Popular" is only said of a book with at least this many readers, there where it is said to be popular. */
const popularFromReaders = 3
/** Books named one by one in the parts of a score. */
const namedParts = 2

/** The ids of history books that a list's sentences may want to name. */
export function nameable(picks: Picks): string[] {
  return picks.history.filter((entry) => isNameable(entry.evidence)).map((entry) => entry.bookId)
}

/** What is told of a pick: the sentence for the card, and the parts of the score that it stands on. */
export function explainPick(pick: Pick, grounds: Grounds): Explained {
  const { picks, served } = grounds
  const from = { graph: served.graph, history: picks.history, prior: picks.prior.weights }
  const parts: Contributions =
    pick.score === 0 ? { books: [], popularity: 0 } : contributionsTo(pick.index, picks.ranking, from)
  const { reason, first } = reasonFor(pick, parts, grounds)
  return {
    reasons: partsInWords(parts, grounds, reason.code),
    text: explain(factsOf(pick.book, { reason, first }, grounds)),
  }
}

interface Chosen {
  reason: ExplainedReason
  /** The first history book that the reason names. */
  first: StoredBook | undefined
}

function reasonFor(pick: Pick, parts: Contributions, grounds: Grounds): Chosen {
  if (pick.cold !== null) return { reason: coldReason(pick.cold, pick, grounds), first: undefined }
  const chosen = chooseReason(parts, grounds.picks.history, defaultSettings.reasons)
  if (chosen.code === 'because') {
    const named = chosen.books.flatMap(({ at }) => nameOf(grounds.picks.history[at], grounds))
    const [first, ...rest] = named
    if (first !== undefined)
      return { reason: becauseReason(first, rest, isNew(pick, grounds)), first: first.book }
  }
  if (parts.popularity > 0 && isPopular(pick, grounds)) {
    return {
      reason: { code: grounds.picks.prior.ofGrade ? 'popular in grade' : 'popular in school' },
      first: undefined,
    }
  }
  return { reason: plainReason(pick), first: undefined }
}

interface Named {
  book: StoredBook
  entry: HistoryBook
  title: string
  evidence: NameableEvidence
}

/**
 * That the same readers read both is only true where the graph learned it. A reader's own book speaks through its
 * text; a book that few have read borrowed its place from its neighbours, which is all that may be said of it.
 */
function becauseReason(first: Named, rest: readonly Named[], isNewBook: boolean): ExplainedReason {
  if (first.entry.row !== undefined) return { code: 'close to what you read', book: first }
  if (isNewBook) return { code: 'like what readers chose', book: first }
  return { code: 'because', books: [first, ...rest.filter((other) => other.entry.row === undefined)] }
}

function nameOf(entry: HistoryBook | undefined, { books }: Grounds): Named[] {
  const book = entry === undefined ? undefined : books.get(entry.bookId)
  if (entry === undefined || book === undefined || !isNameable(entry.evidence)) return []
  return [{ book, entry, title: book.title, evidence: entry.evidence }]
}

const readersOf = (pick: Pick, { served }: Grounds): number => served.graph.readersPerBook[pick.index] ?? 0

const isNew = (pick: Pick, grounds: Grounds): boolean =>
  readersOf(pick, grounds) < defaultSettings.content.newBelowReaders

function isPopular(pick: Pick, { picks, served }: Grounds): boolean {
  if (!picks.prior.ofGrade) return (served.graph.readersPerBook[pick.index] ?? 0) >= popularFromReaders
  return served.readersInBand(picks.grade, pick.index) >= popularFromReaders
}

/** What may be said when neither the history nor popularity carries the pick. */
function plainReason(pick: Pick): ExplainedReason {
  if ((pick.book.average_rating ?? 0) >= wellRatedFrom) return { code: 'well rated' }
  return { code: 'on the shelf' }
}

function coldReason(cold: ColdReason, pick: Pick, grounds: Grounds): ExplainedReason {
  const claimsPopular = cold.code === 'popular in grade' || cold.code === 'popular in school'
  return claimsPopular && !isPopular(pick, grounds) ? plainReason(pick) : cold
}

function factsOf(book: StoredBook, { reason, first }: Chosen, grounds: Grounds): ExplanationFacts {
  const [author] = book.authors
  const sharedTheme = first?.themes.find((theme) => book.themes.includes(theme))
  const before = volumeBefore(book, grounds)
  return {
    bookId: book.book_id,
    reason,
    themes: book.themes,
    ...(author === undefined ? {} : { author, sharedAuthor: first?.authors.includes(author) ?? false }),
    ...(sharedTheme === undefined ? {} : { sharedTheme }),
    ...(before === null || book.series === null
      ? {}
      : { nextInSeries: { series: book.series, after: before } }),
  }
}

/** The title of the volume before this one, when the reader has read it and did not dislike it. */
function volumeBefore(book: StoredBook, grounds: Grounds): string | null {
  if (book.series === null || book.series_number === null) return null
  for (const entry of grounds.picks.history) {
    const other = nameOf(entry, grounds)[0]?.book
    if (other?.series === book.series && other.series_number === book.series_number - 1 && entry.read)
      return other.title
  }
  return null
}

/** Who speaks for a pick, largest first. Books that may not be named are told together, as the rest. */
function partsInWords(parts: Contributions, grounds: Grounds, code: string): WordedReason[] {
  const speaking = parts.books.filter((part) => part.amount > 0).sort((a, b) => b.amount - a.amount)
  const whole = speaking.reduce((sum, part) => sum + part.amount, Math.max(0, parts.popularity))
  const percent = (amount: number): number => Math.round((100 * amount) / whole)
  const told: WordedReason[] = []
  let rest = 0
  for (const { at, amount } of speaking) {
    const [named] = nameOf(grounds.picks.history[at], grounds)
    if (named === undefined || told.length >= namedParts) rest += amount
    else
      told.push({
        code: 'because',
        because: [named.book.book_id],
        text: `“${named.title}” counts for ${percent(amount)} %.`,
      })
  }
  if (rest > 0)
    told.push({
      code: 'history',
      because: [],
      text: `Other books of the history count for ${percent(rest)} %.`,
    })
  if (parts.popularity > 0) {
    const [code, where] = grounds.picks.prior.ofGrade
      ? ['popular_in_grade', 'this grade and its neighbours']
      : ['popular_in_school', 'the school']
    const text = `How much it is read in ${where} counts for ${percent(parts.popularity)} %.`
    told.push({ code, because: [], text })
  }
  if (told.length > 0) return told
  return [
    {
      code: code.replaceAll(' ', '_'),
      because: [],
      text: 'Chosen to fill the list: it is open to this reader, and nothing more is known of how well it fits.',
    },
  ]
}
