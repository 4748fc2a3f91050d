import isbn3 from 'isbn3'
import { describe, expect, it } from 'vitest'
import { Book } from '../../src/core/domain/lists/book.ts'
import { readDemoCatalogue } from '../../src/demo/catalogue.ts'

const books = readDemoCatalogue()
const grades = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]

describe('the demo catalogue', () => {
  it('holds several hundred books, each once', () => {
    expect(books.length).toBeGreaterThanOrEqual(400)
    expect(new Set(books.map((b) => b.book_id)).size).toBe(books.length)
    const works = books.map((b) => `${b.title}/${b.authors[0]}`.toLowerCase())
    expect(new Set(works).size).toBe(books.length)
    const isbns = books.flatMap((b) => b.isbn ?? [])
    expect(new Set(isbns).size).toBe(isbns.length)
  })

  it('passes the checks of a school’s own catalogue', () => {
    for (const book of books) expect(() => Book.parse(book), book.book_id).not.toThrow()
  })

  it('has ISBNs with the right check digit, or none', () => {
    for (const { isbn, title } of books) {
      if (isbn !== null) expect(isbn3.parse(isbn)?.isbn13, title).toBe(isbn)
    }
  })

  it('says of many books in one line why to read them', () => {
    const lines = books.flatMap((b) => b.description ?? [])
    expect(lines.length).toBeGreaterThanOrEqual(170)
    for (const line of lines) {
      expect(line.length, line).toBeGreaterThanOrEqual(40)
      expect(line.length, line).toBeLessThanOrEqual(160)
    }
    expect(new Set(lines).size).toBe(lines.length)
  })

  it('has books for every grade', () => {
    for (const grade of grades) {
      const fitting = books.filter(
        (b) => b.minimum_grade! <= grade && grade <= b.maximum_grade! && b.reading_level! <= grade + 1.5,
      )
      expect(fitting.length, `grade ${grade}`).toBeGreaterThanOrEqual(40)
    }
  })

  it('describes each book with sane facts and shared themes', () => {
    const uses = new Map<string, number>()
    for (const book of books) {
      expect(book.minimum_grade!, book.title).toBeGreaterThanOrEqual(1)
      expect(book.maximum_grade!, book.title).toBeLessThanOrEqual(12)
      expect(book.minimum_grade!, book.title).toBeLessThanOrEqual(book.maximum_grade!)
      expect(['easy', 'core', 'advanced']).toContain(book.difficulty_band)
      expect(book.copies_available!, book.title).toBeLessThanOrEqual(book.copies!)
      expect(book.average_rating).toBeNull()
      expect(book.themes.length, book.title).toBeGreaterThanOrEqual(2)
      expect(book.themes.length, book.title).toBeLessThanOrEqual(4)
      for (const theme of book.themes) uses.set(theme, (uses.get(theme) ?? 0) + 1)
    }
    expect(uses.size).toBeLessThanOrEqual(100)
    for (const [theme, count] of uses) expect(count, theme).toBeGreaterThanOrEqual(2)
  })

  it('numbers a series without giving a number twice', () => {
    const numbered = books.flatMap((b) => (b.series_number === null ? [] : `${b.series} ${b.series_number}`))
    expect(new Set(numbered).size).toBe(numbered.length)
  })
})
