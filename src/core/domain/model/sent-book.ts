import type { StoredBook } from '../lists/book.ts'

const maxDescriptionLength = 600
const maxSubjects = 12

/** What a model may be told of a book of the catalogue; null for a reader's own, whose title may hold anything. */
export function sentBook(book: StoredBook) {
  if (book.owner_reader_id !== null) return null
  const subjects = [...(book.genre === null ? [] : [book.genre]), ...book.themes]
  return {
    title: book.title,
    authors: book.authors,
    subjects: subjects.slice(0, maxSubjects),
    description: book.description?.slice(0, maxDescriptionLength) ?? null,
    series: book.series,
    publication_year: book.publication_year,
    language: book.language,
    pages: book.page_count,
    reading_level: book.reading_level,
  }
}
