import type { StoredBook } from '../../domain/book.ts'
import { wellRatedFrom } from '../../ranking/cold-start.ts'
import { type ExplainedReason, type ExplanationFacts, explain, type NamedBook } from '../../ranking/explain.ts'
import { chooseReason, type Contributions, contributionsTo, isNameable } from '../../ranking/reasons.ts'
import { defaultSettings } from '../../ranking/settings.ts'
import type { Pick, Picks } from './pick-books.ts'
import type { ServedGraph } from './served-graphs.ts'

/** One part of a score, in words. `share` of the whole score, 0 to 1, only for what spoke for the book. */
export interface WordedReason {
  code: string
  because: string[]
  text: string
}

export interface Explained {
  reasons: WordedReason[]
  text: string
}

/** What is told of a pick: the sentence for the card, and the parts of the score that it stands on. */
export function explainPick(
  pick: Pick,
  picks: Picks,
  known: { served: ServedGraph; books: ReadonlyMap<string, StoredBook> },
): Explained {
  const from = { graph: known.served.graph, history: picks.history, prior: picks.prior.weights }
  const parts: Contributions = pick.score === 0 ? { books: [], popularity: 0 } : contributionsTo(pick.index, picks.ranking, from)
  const reason = reasonFor(pick, parts, { picks, books: known.books })
  return { reasons: partsInWords(parts, { picks, books: known.books, reason }), text: explain(factsOf(pick, reason, { picks, books: known.books })) }
}

/** The ids of history books that a list's sentences may want to name. */
export function nameable(picks: Picks): string[] {
  return picks.history.filter((entry) => isNameable(entry.evidence)).map((entry) => entry.bookId)
}

type Known = { picks: Picks; books: ReadonlyMap<string, StoredBook> }

function reasonFor(pick: Pick, parts: Contributions, { picks, books }: Known): ExplainedReason {
  const chosen = chooseReason(parts, picks.history, defaultSettings.reasons)
  if (chosen.code === 'because') {
    const [first, ...rest] = chosen.books.flatMap(({ at }) => named(picks.history[at], books))
    if (first !== undefined) return { code: 'because', books: [first, ...rest] }
  }
  if (parts.popularity > 0) return { code: picks.prior.ofGrade ? 'popular in grade' : 'popular in school' }
  if ((pick.book.average_rating ?? 0) >= wellRatedFrom) return { code: 'well rated' }
  return { code: 'on the shelf' }
}

function named(entry: Picks['history'][number] | undefined, books: Known['books']): NamedBook[] {
  const book = entry === undefined ? undefined : books.get(entry.bookId)
  return entry === undefined || book === undefined || !isNameable(entry.evidence)
    ? []
    : [{ title: book.title, evidence: entry.evidence }]
}

function factsOf({ book }: Pick, reason: ExplainedReason, known: Known): ExplanationFacts {
  const [author] = book.authors
  const first = firstNamed(reason, known)
  const sharedTheme = first?.themes.find((theme) => book.themes.includes(theme))
  const before = volumeBefore(book, known)
  return {
    bookId: book.book_id,
    reason,
    themes: book.themes,
    ...(author === undefined ? {} : { author, sharedAuthor: first?.authors.includes(author) ?? false }),
    ...(sharedTheme === undefined ? {} : { sharedTheme }),
    ...(before === null || book.series === null ? {} : { nextInSeries: { series: book.series, after: before } }),
  }
}

function firstNamed(reason: ExplainedReason, known: Known): StoredBook | undefined {
  if (reason.code !== 'because') return undefined
  const [first] = reason.books
  const entry = known.picks.history.find((h) => isNameable(h.evidence) && known.books.get(h.bookId)?.title === first.title)
  return entry === undefined ? undefined : known.books.get(entry.bookId)
}

/** The title of the volume before this one, when the reader has read it and did not dislike it. */
function volumeBefore(book: StoredBook, { picks, books }: Known): string | null {
  if (book.series === null || book.series_number === null) return null
  for (const entry of picks.history) {
    const other = books.get(entry.bookId)
    if (!isNameable(entry.evidence) || other?.series !== book.series) continue
    if (other.series_number === book.series_number - 1) return other.title
  }
  return null
}

/** Who speaks for a pick, largest first. Books that may not be named are told together, and so is the rest. */
function partsInWords(parts: Contributions, known: Known & { reason: ExplainedReason }): WordedReason[] {
  const whole = parts.books.reduce((sum, part) => sum + Math.max(0, part.amount), Math.max(0, parts.popularity))
  const percent = (amount: number): number => Math.round((100 * amount) / whole)
  const sorted = [...parts.books].sort((a, b) => b.amount - a.amount)
  const told: WordedReason[] = []
  let others = 0
  for (const { at, amount } of sorted) {
    const entry = known.picks.history[at]
    const title = named(entry, known.books)[0]?.title
    if (amount <= 0 || entry === undefined) continue
    if (title !== undefined && told.length < 2) {
      told.push({ code: 'because', because: [entry.bookId], text: `“${title}” counts for ${percent(amount)} %.` })
    } else others += amount
  }
  if (others > 0) {
    told.push({ code: 'history', because: [], text: `The rest of the reading history counts for ${percent(others)} %.` })
  }
  if (parts.popularity > 0) {
    const where = known.picks.prior.ofGrade ? 'grade' : 'school'
    told.push({ code: `popular_in_${where}`, because: [], text: `How much it is read in the ${where} counts for ${percent(parts.popularity)} %.` })
  }
  if (told.length > 0) return told
  return [{ code: known.reason.code.replaceAll(' ', '_'), because: [], text: 'Nothing in the reading history speaks for or against it yet.' }]
}
