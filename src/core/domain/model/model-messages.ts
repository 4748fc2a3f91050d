import { z } from 'zod'
import { clipped, plainLine, speaksToModels } from './outgoing-text.ts'
import { type FactName, factMeanings } from './wording.ts'

/** What a model may be told of a book. */
export interface SentBook {
  title: string
  authors: readonly string[]
  subjects: readonly string[]
  description: string | null
  series: string | null
  publication_year: number | null
  language: string | null
  pages: number | null
  /** Of the book, in US grades. */
  reading_level: number | null
}

/** True statements about a pick, by name; what each means stands in wording.ts. */
export interface SentFacts {
  book: SentBook
  /** The books because of which it was picked; one or two, none for picks that are general. */
  because: readonly Pick<SentBook, 'title' | 'authors'>[]
  facts: readonly FactName[]
  /** A theme that both share. */
  shared_theme: string | null
}

/** Picks in one message. */
const picksAMessage = 10
/** Characters of a text of which a vector is made. */
const longestEmbeddedText = 1000

const longest = { title: 200, name: 100, subject: 60, description: 600, language: 35 }
const most = { authors: 5, subjects: 12, because: 2, facts: 8 }

const factNames = Object.keys(factMeanings) as [FactName, ...FactName[]]
const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^\P{C}*$/u)

/** A book as it goes out. What is not known is left out. */
const NamedBook = z.strictObject({
  title: line(longest.title),
  authors: z.array(line(longest.name)).max(most.authors).optional(),
})
const OutgoingBook = z.strictObject({
  ...NamedBook.shape,
  subjects: z.array(line(longest.subject)).max(most.subjects).optional(),
  description: line(longest.description).optional(),
  series: line(longest.name).optional(),
  publication_year: z.number().int().optional(),
  language: line(longest.language).optional(),
  pages: z.number().int().optional(),
  reading_level: z.number().optional(),
})

/** The whole of what a model is told to word picks. Ids are made for the message and mean nothing outside of it. */
export const WordingMessage = z.strictObject({
  picks: z
    .array(
      z.strictObject({
        id: z.string().regex(/^p\d{1,2}$/),
        book: OutgoingBook,
        because: z.array(NamedBook).max(most.because).optional(),
        facts: z.array(z.enum(factNames)).max(most.facts),
        shared_theme: line(longest.subject).optional(),
      }),
    )
    .min(1)
    .max(picksAMessage),
})
export type WordingMessage = z.infer<typeof WordingMessage>

/** The whole of what a model is told to complete a book: one, so that no book's text can touch another's answer. */
export const CompletionMessage = z.strictObject({
  books: z.array(z.strictObject({ id: z.literal('b1'), ...OutgoingBook.shape })).length(1),
})
export type CompletionMessage = z.infer<typeof CompletionMessage>

/** Takes the known fields one by one: an object that carries more than its type says sends no more than this. */
export function wordingMessage(picks: readonly SentFacts[]): WordingMessage {
  return WordingMessage.parse({
    picks: picks.map((pick, at) => ({
      id: `p${at + 1}`,
      book: outgoing(pick.book),
      ...unlessEmpty('because', pick.because.slice(0, most.because).map(named)),
      facts: pick.facts.slice(0, most.facts),
      ...unlessEmpty('shared_theme', shortLine(pick.shared_theme, longest.subject)),
    })),
  })
}

/** As `wordingMessage`. */
export const completionMessage = (book: SentBook): CompletionMessage =>
  CompletionMessage.parse({ books: [{ id: 'b1', ...outgoing(book) }] })

/**
 * Groups of picks that may share a message. A pick that names books because of which it was picked is alone: several of
 * one list side by side would tell what one reader likes. So is a pick whose words seem to speak to the model.
 */
export function wordingGroups(picks: readonly SentFacts[]): number[][] {
  const isAlone = (pick: SentFacts): boolean =>
    pick.because.length > 0 || textsOf([pick.book, pick.shared_theme]).some(speaksToModels)
  const alone = picks.flatMap((pick, at) => (isAlone(pick) ? [[at]] : []))
  const others = picks.flatMap((pick, at) => (isAlone(pick) ? [] : [at]))
  const groups: number[][] = []
  for (let start = 0; start < others.length; start += picksAMessage)
    groups.push(others.slice(start, start + picksAMessage))
  return [...groups, ...alone]
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

function named({ title, authors }: Pick<SentBook, 'title' | 'authors'>): z.infer<typeof NamedBook> {
  return {
    // A book has a title; of one that is nothing but invisible characters, this is what can be seen.
    title: plainLine(title, longest.title) || 'untitled',
    ...unlessEmpty('authors', lines(authors, { max: longest.name, most: most.authors })),
  }
}

function outgoing(book: SentBook): z.infer<typeof OutgoingBook> {
  return {
    ...named(book),
    ...unlessEmpty('subjects', lines(book.subjects, { max: longest.subject, most: most.subjects })),
    ...unlessEmpty('description', shortLine(book.description, longest.description)),
    ...unlessEmpty('series', shortLine(book.series, longest.name)),
    ...unlessEmpty('publication_year', book.publication_year),
    ...unlessEmpty('language', shortLine(book.language, longest.language)),
    ...unlessEmpty('pages', book.pages),
    ...unlessEmpty('reading_level', book.reading_level),
  }
}

const shortLine = (text: string | null, max: number): string | null =>
  text === null ? null : plainLine(text, max)

const lines = (texts: readonly string[], bound: { max: number; most: number }): string[] =>
  texts
    .slice(0, bound.most)
    .map((text) => plainLine(text, bound.max))
    .filter((text) => text !== '')

/** The field, or nothing when there is nothing to say. */
function unlessEmpty<Name extends string, T extends string | number | readonly unknown[]>(
  name: Name,
  value: T | null,
): { [name in Name]?: T } {
  const isEmpty = value === null || (typeof value !== 'number' && value.length === 0)
  return (isEmpty ? {} : { [name]: value }) as { [name in Name]?: T }
}

const titlesAProfile = 40
const themesAProfile = 20
const themesLength = 300

/**
 * What stands for a student when the school's model makes the student's vector: a bare list of titles, in the order
 * given, and of the themes that come most often. Nothing else is in it, not even how they were liked.
 */
export function profileText(books: readonly { title: string; themes: readonly string[] }[]): string {
  const counts = new Map<string, number>()
  for (const theme of books.flatMap((book) => book.themes)) {
    const name = plainLine(theme, longest.subject)
    if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const often = [...counts]
    .sort(([a, timesA], [b, timesB]) => timesB - timesA || (a < b ? -1 : 1))
    .slice(0, themesAProfile)
  const themes = fitting(
    often.map(([theme]) => theme),
    themesLength,
  )
  const titles = books.slice(0, titlesAProfile).map((book) => plainLine(book.title, longest.title))
  const room = longestEmbeddedText - themes.length - separator.length
  return [fitting(titles, room), themes].filter((part) => part !== '').join(separator)
}

const separator = '; '

/** As many of the texts as fit, each whole. */
function fitting(texts: readonly string[], length: number): string {
  let room = length + separator.length
  const some = texts.filter((text) => {
    if (text === '' || text.length + separator.length > room) return false
    room -= text.length + separator.length
    return true
  })
  return some.join(separator)
}

/** A text as a vector is made of it: bounded, without what cannot be written in UTF-8. */
export const embeddedText = (text: string): string =>
  clipped(text.replace(/\p{Cc}/gu, ' '), longestEmbeddedText).trim()
