import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import type { Book } from '../core/domain/lists/book.ts'

/**
 * A real book of the demo catalogue. Its reading level, difficulty band, maturity gate and copies are our own
 * estimates, not a publisher's or a test's figures.
 */
export type DemoBook = Book

/** The demo catalogue as a file, for importing it by the same door as a school's own. */
export const demoCatalogueCsvPath = fileURLToPath(new URL('./catalogue.csv', import.meta.url))

/** Reads the demo catalogue, in the order of the file. */
export function readDemoCatalogue(): DemoBook[] {
  const rows = parse(readFileSync(demoCatalogueCsvPath), {
    columns: true,
    bom: true,
    skip_empty_lines: true,
  }) as Record<string, string>[]
  return rows.map(toBook)
}

const text = (cell: string | undefined): string | null => (cell === undefined || cell === '' ? null : cell)

function number(cell: string | undefined): number | null {
  const value = text(cell)
  return value === null ? null : Number(value)
}

const list = (cell: string | undefined): string[] =>
  (text(cell) ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')

function toBook(row: Record<string, string>): DemoBook {
  return {
    book_id: row.book_id ?? '',
    title: row.title ?? '',
    authors: list(row.author),
    isbn: text(row.isbn),
    genre: text(row.genre),
    difficulty_band: text(row.difficulty_band),
    reading_level: number(row.reading_level),
    publication_year: number(row.publication_year),
    page_count: number(row.page_count),
    average_rating: number(row.average_rating),
    series: text(row.series),
    series_number: number(row.series_number),
    language: text(row.language),
    themes: list(row.themes),
    description: text(row.description),
    minimum_grade: number(row.minimum_grade),
    maximum_grade: number(row.maximum_grade),
    copies: number(row.copies),
    copies_available: number(row.copies_available),
  }
}
