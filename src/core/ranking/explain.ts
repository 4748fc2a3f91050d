import type { ColdReason } from './cold-start.ts'
import type { NameableEvidence } from './reasons.ts'
import { type Phrasing, phrased, type Said, short } from './said.ts'

/** A book of the reader's own history, as it may be named. */
export interface NamedBook {
  title: string
  evidence: NameableEvidence
}

/** Reasons that are the same for every reader; `pinned`: somebody at the library put it there. */
type PlainCode = 'pinned' | 'popular in grade' | 'popular in school' | 'well rated' | 'on the shelf'

/** Why the book is in the list, with the titles that go with it. */
export type ExplainedReason =
  | { code: 'because'; books: readonly [NamedBook, ...NamedBook[]] }
  | { code: 'close to what you read'; book: NamedBook }
  /** A book that few have read yet, beside books that readers of the named one chose. */
  | { code: 'like what readers chose'; book: NamedBook }
  | { code: PlainCode }
  | Extract<ColdReason, { code: 'interest' }>

/**
 * The facts that a sentence may use; each must be true, none is about a person but the titles of her own books.
 * `sharedTheme` and `sharedAuthor` are what the book has in common with the first book named.
 */
export interface ExplanationFacts {
  bookId: string | number
  reason: ExplainedReason
  author?: string
  themes?: readonly string[]
  sharedTheme?: string
  sharedAuthor?: boolean
  /** The series and the title of the volume before this one, when the reader has read that. */
  nextInSeries?: { series: string; after: string }
}

/**
 * One true sentence from facts. It says the strongest thing that the facts allow: next in a series, same author, shared
 * theme, the books behind the score, else what the reason's code says. The phrasing is chosen by a hash of the book's id:
 * always the same for a book, varied along a list.
 */
export function explain(facts: ExplanationFacts): Said {
  const { bookId, reason, nextInSeries } = facts
  if (nextInSeries !== undefined) {
    const { series, after } = nextInSeries
    return phrased('because.series', bookId, { series: short(series), title: short(after) })
  }
  switch (reason.code) {
    case 'because':
      return because(reason.books, facts)
    case 'close to what you read':
      return facts.sharedTheme === undefined
        ? phrased('close.text', bookId, named(reason.book))
        : phrased('close.theme', bookId, { ...named(reason.book), theme: short(facts.sharedTheme) })
    case 'like what readers chose':
      return shared('chosen', reason.book, facts) ?? phrased('chosen.readers', bookId, named(reason.book))
    case 'interest': {
      const theme = short(reason.theme)
      return facts.author === undefined
        ? phrased('interest', bookId, { theme })
        : phrased('interest.author', bookId, { theme, author: short(facts.author) })
    }
    default:
      return phrased(plain[reason.code], bookId, { what: whatItIs(facts) })
  }
}

const plain = {
  pinned: 'pinned',
  'popular in grade': 'popular.grade',
  'popular in school': 'popular.school',
  'well rated': 'rated',
  'on the shelf': 'shelf',
} as const satisfies Record<PlainCode, Phrasing>

function because([first, second]: readonly [NamedBook, ...NamedBook[]], facts: ExplanationFacts): Said {
  const said = shared('because', first, facts)
  if (said !== null) return said
  if (second === undefined) return phrased('because.readers', facts.bookId, named(first))
  // A thumb up can be for a book not read yet, so one word may not fit both.
  const met = `${first.evidence === 'liked' ? 'liked' : 'read'}_${second.evidence === 'liked' ? 'liked' : 'read'}`
  const titles = { title: short(first.title), other: short(second.title) }
  return phrased('because.pair', facts.bookId, { ...titles, met })
}

/** What the book shares with one of the history; null when nothing is known of that. */
function shared(
  way: 'because' | 'chosen',
  book: NamedBook,
  { bookId, author, sharedAuthor, sharedTheme }: ExplanationFacts,
): Said | null {
  if (sharedAuthor === true && author !== undefined)
    return phrased(`${way}.author`, bookId, { ...named(book), author: short(author) })
  if (sharedTheme !== undefined)
    return phrased(`${way}.theme`, bookId, { ...named(book), theme: short(sharedTheme) })
  return null
}

/** `met`: whether the reader liked it or has read it. */
const named = ({ title, evidence }: NamedBook) => ({
  title: short(title),
  met: evidence === 'liked' ? 'liked' : 'read',
})

function whatItIs({ author, themes }: ExplanationFacts): Said {
  const theme = themes?.[0]
  if (theme === undefined)
    return author === undefined
      ? { key: 'what.book' }
      : { key: 'what.author', values: { author: short(author) } }
  return author === undefined
    ? { key: 'what.theme', values: { theme: short(theme) } }
    : { key: 'what.both', values: { theme: short(theme), author: short(author) } }
}
