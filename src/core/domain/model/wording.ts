import type { StoredBook } from '../lists/book.ts'

/**
 * What may be said of a pick, by name. The meanings go to the model with the facts; `because` in them are the books
 * that are named with the set.
 */
export const factMeanings = {
  because_liked: 'the reader liked the books under because',
  because_read: 'the reader has read the books under because',
  same_readers: 'readers of the books under because often choose this one too',
  like_chosen: 'few have read it yet; it is much like what readers of the book under because chose',
  close_by_text: 'by its description it is close to the book under because',
  same_author: 'the book under because is by the same author',
  shared_theme: 'the book under because has the theme shared_theme, too',
  next_in_series: 'it is the next book of its series after the book under because',
  popular_in_grade: 'many readers in and around the reader’s grade have picked it',
  popular_in_school: 'many readers in the reader’s school have picked it',
  well_rated: 'readers have rated it highly',
  on_shelf: 'it waits on the library’s shelf; something different to try',
  short_book: 'it is short',
  long_book: 'it is long',
} as const satisfies Record<string, string>
export type FactName = keyof typeof factMeanings

/**
 * True statements about books, from which a sentence may be made. What is always null is never told: a description
 * holds free words, and reading levels are not spoken of.
 */
export interface FactSet {
  book: {
    title: string
    authors: readonly string[]
    subjects: readonly string[]
    /** Only with `next_in_series`. */
    series: string | null
    description: null
    publication_year: null
    language: null
    pages: null
    reading_level: null
  }
  /** The books that the reason names, the strongest first; two at most. */
  because: readonly { title: string; authors: readonly string[] }[]
  facts: readonly FactName[]
  shared_theme: string | null
}

/** What a pick is picked for, with the books that may be named. */
export interface Grounded {
  because: readonly StoredBook[]
  facts: readonly FactName[]
  sharedTheme: string | null
}

const maxTitleLength = 100
const maxAuthorLength = 60
const maxThemeLength = 40
const maxThemes = 5
const maxAuthors = 3
const shortToPages = 120
const longFromPages = 400

/** Marks of links and of markup, and characters that nobody sees. */
const unspeakable = /[\p{C}<>{}[\]|\\`*_#~^=@]|:\/\/|[\p{L}\p{N}]{2}\.[\p{L}\p{N}]{2}/u
const plainName = /^[\p{L}\p{M}][\p{L}\p{M}.,'’& -]*$/u
/** Catalogues keep levels among the themes, too. */
const tellsLevel = /\b(levels?|grades?|lexile|easy|hard|beginn\w*|hi-?lo|ages?|readers?|struggling)\b/iu

const isSpeakable = (name: string, longest: number): boolean =>
  name.length <= longest && !unspeakable.test(name)

const authorsOf = (book: StoredBook): string[] =>
  book.authors
    .filter((name) => isSpeakable(name, maxAuthorLength) && plainName.test(name))
    .slice(0, maxAuthors)

const isTheme = (theme: string): boolean =>
  isSpeakable(theme, maxThemeLength) && plainName.test(theme) && !tellsLevel.test(theme)

/**
 * The facts of a pick as they may be told to a model; null when there is one that must not be: a book that only its
 * reader knows of (its title may hold personal words), or a name with marks of links or markup in it.
 */
export function factSetOf(book: StoredBook, { because, facts, sharedTheme }: Grounded): FactSet | null {
  const named = [book, ...because]
  if (named.some((one) => one.owner_reader_id !== null || !isSpeakable(one.title, maxTitleLength)))
    return null
  const goesOn = facts.includes('next_in_series')
  if (goesOn && (book.series === null || !isSpeakable(book.series, maxTitleLength))) return null
  const shared = sharedTheme !== null && isTheme(sharedTheme) ? sharedTheme : null
  const themes = book.themes.filter((theme) => theme !== shared && isTheme(theme))
  const authors = authorsOf(book)
  const sharesAuthor = authors.some((name) => because[0]?.authors.includes(name) ?? false)
  return {
    book: {
      title: book.title,
      authors,
      subjects: [...(shared === null ? [] : [shared]), ...themes].slice(0, maxThemes),
      series: goesOn ? book.series : null,
      ...{ description: null, publication_year: null, language: null, pages: null, reading_level: null },
    },
    because: because.map((one) => ({ title: one.title, authors: authorsOf(one) })),
    facts: [
      ...facts.filter((name) => name !== 'shared_theme' && name !== 'same_author'),
      ...(sharesAuthor ? (['same_author'] as const) : []),
      ...(shared === null ? [] : (['shared_theme'] as const)),
      ...lengthOf(book.page_count),
    ],
    shared_theme: shared,
  }
}

function lengthOf(pages: number | null): FactName[] {
  if (pages === null) return []
  if (pages <= shortToPages) return ['short_book']
  return pages >= longFromPages ? ['long_book'] : []
}

/** Raised when the check gets stricter or a fact changes its meaning: what was told before is asked for anew. */
const rules = 1

/** What the hash of a set of facts is made from: equal facts, told to the same model, have the same. */
export function canonicalFacts(modelId: string, { book, because, facts, shared_theme }: FactSet): string {
  const named = because.map((one) => [one.title, one.authors])
  const pick = [book.title, book.authors, book.subjects, book.series]
  return JSON.stringify([rules, modelId, 'en', pick, named, facts, shared_theme])
}
