import { z } from 'zod'
import { Prose, Text } from '../text.ts'
import type { OverrideGrade } from './override.ts'

/** Ids come from the school's own systems: any printable text without control characters, bounded. */
export const Id = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must not contain control characters')

const gradeLevel = z.number().int().min(-2).max(13)

/** A book as the school describes it. Empty facts are null, never guessed. `reading_level` is in US grades. */
export const Book = z.object({
  book_id: Id,
  title: Text.min(1).max(500),
  authors: z.array(Text.min(1).max(200)).max(20),
  isbn: z.string().length(13).nullable(),
  genre: Text.max(100).nullable(),
  difficulty_band: Text.max(50).nullable(),
  reading_level: z.number().min(-2).max(20).nullable(),
  publication_year: z.number().int().min(-3000).max(2200).nullable(),
  page_count: z.number().int().min(1).max(20_000).nullable(),
  average_rating: z.number().min(0).max(5).nullable(),
  series: Text.max(300).nullable(),
  series_number: z.number().min(0).max(10_000).nullable(),
  language: Text.max(35).nullable(),
  themes: z.array(Text.min(1).max(60)).max(30),
  description: Prose.max(2000).nullable(),
  minimum_grade: gradeLevel.nullable(),
  maximum_grade: gradeLevel.nullable(),
  copies: z.number().int().min(0).max(100_000).nullable(),
  copies_available: z.number().int().min(0).max(100_000).nullable(),
})
export type Book = z.infer<typeof Book>

/** How the ids of readers' own books begin; no catalogue's do. */
export const ownBookPrefix = 'own-'

/** A book as it is stored: with its number in the graph, whether the school hid it, and whose own it is. */
export interface StoredBook extends Book {
  book_no: number
  hidden: boolean
  /** The lowest grade that the librarian lets see it, beside the catalogue's own `minimum_grade`. */
  gate_grade: number | null
  /** The highest grade that the librarian lets see it. */
  gate_highest_grade: number | null
  /** The grades for which a librarian blocked it. */
  blocked_grades: readonly OverrideGrade[]
  owner_reader_id: string | null
}

/** A book of which only title (and perhaps a few facts) is known. */
export function bareBook(facts: Partial<Book> & { book_id: string; title: string }): Book {
  return {
    authors: [],
    isbn: null,
    genre: null,
    difficulty_band: null,
    reading_level: null,
    publication_year: null,
    page_count: null,
    average_rating: null,
    series: null,
    series_number: null,
    language: null,
    themes: [],
    description: null,
    minimum_grade: null,
    maximum_grade: null,
    copies: null,
    copies_available: null,
    ...facts,
  }
}

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/**
 * The key under which two spellings of one work meet: title without subtitle, series note and leading article,
 * and the family name of the first author; accents, case and punctuation do not count.
 */
export function matchKey(title: string, author: string | undefined): string {
  const bare = title
    .replace(/\s+/gu, ' ')
    .replace(/\s*\([^)]*\)\s*$/u, '')
    .replace(/\s*[:;].*$/u, '')
  const name = folded(bare === '' ? title : bare).replace(/^(the|a|an|le|la|les|el|der|die|das) /u, '')
  const family = author === undefined ? '' : familyName(author)
  return `${name}|${family}`.slice(0, 600)
}

function familyName(author: string): string {
  const [beforeComma, ...rest] = author.split(',')
  const text = folded(rest.length > 0 ? (beforeComma ?? '') : author)
  return text.split(' ').at(-1) ?? ''
}

/** The text from which a book's vector is made: facts about the book alone. */
export function embeddingText(book: Book): string {
  return [
    book.title,
    book.authors.length > 0 ? `by ${book.authors.join(', ')}` : '',
    book.series ?? '',
    book.genre ?? '',
    book.themes.join(', '),
    book.description ?? '',
  ]
    .filter((part) => part !== '')
    .join('. ')
    .slice(0, 1000)
}
