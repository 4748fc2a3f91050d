import type { ColdReason } from './cold-start.ts'
import type { NameableEvidence } from './reasons.ts'

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
 * One true English sentence from facts. It says the strongest thing that the facts allow: next in a series, same
 * author, shared theme, the books behind the score, else what the reason's code says. The phrasing is chosen by a hash
 * of the book's id: always the same for a book, varied along a list.
 */
export function explain(facts: ExplanationFacts): string {
  const phrasings = phrasingsFor(facts)
  return phrasings[hashOf(String(facts.bookId)) % phrasings.length] ?? phrasings[0]
}

type Phrasings = readonly [string, ...string[]]

function phrasingsFor(facts: ExplanationFacts): Phrasings {
  const { reason, nextInSeries } = facts
  if (nextInSeries !== undefined) {
    const { series, after } = { series: short(nextInSeries.series), after: quoted(nextInSeries.after) }
    return [
      `The story goes on: this is the next book in the ${series} series after ${after}.`,
      `You have read ${after}, so this one is your next step in the ${series} series.`,
      `Next in line after ${after}: the ${series} series continues here.`,
    ]
  }
  switch (reason.code) {
    case 'because':
      return becausePhrasings(reason.books, facts)
    case 'close to what you read':
      return closePhrasings(reason.book, facts)
    case 'like what readers chose':
      return chosenPhrasings(reason.book, facts)
    case 'interest':
      return interestPhrasings(reason.theme, facts)
    default:
      return plainPhrasings(reason.code, facts)
  }
}

function becausePhrasings(
  [first, second]: readonly [NamedBook, ...NamedBook[]],
  facts: ExplanationFacts,
): Phrasings {
  const { author, sharedAuthor, sharedTheme } = facts
  const book = quoted(first.title)
  const verb = verbFor(first.evidence)
  if (sharedAuthor === true && author !== undefined) {
    return [
      `Because ${verb} ${book}: here is another book by ${short(author)}.`,
      `${short(author)} also wrote ${book}, which ${verb}, so this is a natural next read.`,
      `From the author of ${book}, which ${verb}: one more by ${short(author)}.`,
    ]
  }
  if (sharedTheme !== undefined) {
    return [
      `Because ${verb} ${book}: this one is about ${short(sharedTheme)} too.`,
      `Like ${book}, which ${verb}, this book has to do with ${short(sharedTheme)}.`,
      `There is more about ${short(sharedTheme)} here, and ${verb} ${book}.`,
    ]
  }
  if (second !== undefined) return pairPhrasings(first, second)
  return [
    `Because ${verb} ${book}: the same readers often pick up this one as well.`,
    `This one is often read by the people who read ${book}, and ${verb} that.`,
    `${capitalised(verb)} ${book}, and readers of that book tend to choose this one too.`,
  ]
}

function pairPhrasings(first: NamedBook, second: NamedBook): Phrasings {
  const [verb, otherVerb] = [verbFor(first.evidence), verbFor(second.evidence)]
  // A thumb up can be for a book not read yet, so one word may not fit both.
  const again = verb === otherVerb ? '' : `${otherVerb} `
  const both = `${verb} ${quoted(first.title)} and ${again}${quoted(second.title)}`
  return [
    `Because ${both}: this one is often read along with them.`,
    `${capitalised(both)}; readers of these two tend to choose this one too.`,
    `${capitalised(both)}, and the same readers often pick this up as well.`,
  ]
}

function closePhrasings(book: NamedBook, { sharedTheme }: ExplanationFacts): Phrasings {
  const title = quoted(book.title)
  const verb = verbFor(book.evidence)
  if (sharedTheme !== undefined) {
    return [
      `Close to ${title}, which ${verb}: both have to do with ${short(sharedTheme)}.`,
      `${capitalised(verb)} ${title}; this one has ${short(sharedTheme)} in common with it.`,
    ]
  }
  return [
    `By its description this one is close to ${title}, which ${verb}.`,
    `${capitalised(verb)} ${title}, and this book's description is much like it.`,
  ]
}

function chosenPhrasings(
  book: NamedBook,
  { author, sharedAuthor, sharedTheme }: ExplanationFacts,
): Phrasings {
  const title = quoted(book.title)
  const verb = verbFor(book.evidence)
  if (sharedAuthor === true && author !== undefined) {
    return [
      `Because ${verb} ${title}: here is another book by ${short(author)}.`,
      `From the author of ${title}, which ${verb}: one more by ${short(author)}.`,
    ]
  }
  if (sharedTheme !== undefined) {
    return [
      `Like ${title}, which ${verb}, this book has to do with ${short(sharedTheme)}.`,
      `There is more about ${short(sharedTheme)} here, and ${verb} ${title}.`,
    ]
  }
  return [
    `Few have read it yet; it is much like books that readers of ${title} chose, and ${verb} that.`,
    `${capitalised(verb)} ${title}: this one resembles what its readers went on to, though few know it yet.`,
  ]
}

function interestPhrasings(theme: string, { author }: ExplanationFacts): Phrasings {
  const by = author === undefined ? '' : ` by ${short(author)}`
  return [
    `You said that you like ${short(theme)}: this book${by} is about just that.`,
    `A book${by} for your interest in ${short(theme)}, to begin with.`,
    `Chosen for ${short(theme)}, one of the themes that you picked: a book${by} to start from.`,
  ]
}

function plainPhrasings(code: PlainCode, { author, themes }: ExplanationFacts): Phrasings {
  const theme = themes?.[0]
  const what = `${theme === undefined ? 'a book' : `a book about ${short(theme)}`}${author === undefined ? '' : ` by ${short(author)}`}`
  switch (code) {
    case 'pinned':
      return [
        `Your library recommends this one: ${what}.`,
        `A pick from the people at your library: ${what}.`,
      ]
    case 'popular in grade':
      return [
        `Much read in and around your grade: ${what}.`,
        `Readers in and around your grade have picked this one: ${what}.`,
        `A frequent choice in and around your grade: ${what}.`,
      ]
    case 'popular in school':
      return [
        `Much borrowed in your school: ${what}.`,
        `Many readers in your school have picked this one: ${what}.`,
        `A book that goes from hand to hand in your school: ${what}.`,
      ]
    case 'well rated':
      return [
        `Readers have given this one high ratings: ${what}.`,
        `Rated highly by the people who read it: ${what}.`,
      ]
    case 'on the shelf':
      return [
        `Something different from your library's shelves to try: ${what}.`,
        `Waiting on the shelf for somebody curious: ${what}.`,
      ]
  }
}

function verbFor(evidence: NameableEvidence): string {
  return evidence === 'liked' ? 'you liked' : 'you have read'
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const quoted = (title: string): string => `“${short(title)}”`

/** Longest name in a sentence; two of them and the words between still fit on a card. */
const maxNameLength = 48

/** A name that fits: without its subtitle when it is long, and cut at a word when it is long even so. */
function short(name: string): string {
  if (name.length <= maxNameLength) return name
  const main = name.replace(/\s*[:;(].*$/u, '')
  if (main !== '' && main.length <= maxNameLength) return main
  const cut = name.slice(0, maxNameLength - 1)
  return `${cut.replace(/\s+\S*$/u, '')}…`
}

/** FNV-1a, 32 bits, over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
