import { describe, expect, it } from 'vitest'
import { Loan } from '../../src/core/domain/lists/interaction.ts'
import { SchoolClass, Student } from '../../src/core/domain/people/reader.ts'
import { readDemoCatalogue } from '../../src/demo/catalogue.ts'
import { INVENTED_NOTICE } from '../../src/demo/invented.ts'
import { generateDemoSchool } from '../../src/demo/school.ts'
import { isHoliday } from '../../src/demo/year.ts'

const books = readDemoCatalogue()
const school = generateDemoSchool(books)
const bookOf = new Map(books.map((b) => [b.book_id, b]))
const studentOf = new Map(school.students.map((s) => [s.student_id, s]))
const [firstDay, lastDay] = ['2025-09-01', '2026-06-19']

describe('the demo school', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(JSON.stringify(generateDemoSchool(books))).toBe(JSON.stringify(school))
    expect(generateDemoSchool(books, 7).checkouts).not.toEqual(school.checkouts)
  })

  it('is of the promised size, with some students who never borrowed', () => {
    expect(school.classes).toHaveLength(6)
    expect(school.students).toHaveLength(150)
    expect(school.checkouts.length).toBeGreaterThanOrEqual(3500)
    expect(school.checkouts.length).toBeLessThanOrEqual(5000)
    const silent = 150 - new Set(school.checkouts.map((c) => c.student_id)).size
    expect(silent).toBeGreaterThanOrEqual(6)
    expect(silent).toBeLessThanOrEqual(8)
    for (const vote of ['up', 'down', 'read']) {
      expect(school.votes.filter((v) => v.vote === vote).length, vote).toBeGreaterThan(50)
    }
  })

  it('passes the checks of a school’s own files', () => {
    for (const c of school.classes) SchoolClass.parse(c)
    for (const s of school.students) Student.parse(s)
    for (const c of school.checkouts) Loan.parse(c)
    expect(INVENTED_NOTICE).toContain('invented')
  })

  it('gives every id once, and one vote to a student and a book', () => {
    expect(new Set(school.students.map((s) => s.student_id)).size).toBe(school.students.length)
    expect(new Set(school.students.map((s) => s.first_name)).size).toBe(school.students.length)
    expect(new Set(school.checkouts.map((c) => c.checkout_id)).size).toBe(school.checkouts.length)
    expect(new Set(school.votes.map((v) => `${v.student_id}/${v.book_id}`)).size).toBe(school.votes.length)
  })

  it('stays within the school year, and returns nothing before it was lent', () => {
    for (const { checkout_date, return_date } of school.checkouts) {
      expect(checkout_date >= firstDay && checkout_date <= lastDay).toBe(true)
      if (return_date !== undefined) expect(return_date >= checkout_date && return_date <= lastDay).toBe(true)
    }
    for (const { at } of school.votes) {
      expect(new Date(at).toISOString()).toBe(at)
      expect(at.slice(0, 10) >= firstDay && at.slice(0, 10) <= lastDay).toBe(true)
    }
  })

  it('is nearly silent in the holidays', () => {
    const inHolidays = school.checkouts.filter((c) => isHoliday(c.checkout_date)).length
    expect(inHolidays).toBeLessThan(school.checkouts.length * 0.01)
  })

  it('lets nobody borrow or vote above the maturity gate', () => {
    for (const { student_id, book_id } of [...school.checkouts, ...school.votes]) {
      expect(bookOf.get(book_id)!.minimum_grade!).toBeLessThanOrEqual(studentOf.get(student_id)!.grade_level)
    }
  })

  it('lends no book to the same student twice at a time, and no more copies than there are', () => {
    for (const bookId of bookOf.keys()) {
      const loans = school.checkouts.filter((c) => c.book_id === bookId)
      for (const loan of loans) {
        const out = loans.filter(
          (l) => l.checkout_date <= loan.checkout_date && (l.return_date ?? '9') >= loan.checkout_date,
        )
        expect(out.length, bookId).toBeLessThanOrEqual(bookOf.get(bookId)!.copies!)
        expect(out.filter((l) => l.student_id === loan.student_id)).toHaveLength(1)
      }
    }
  })

  it('mostly reads a series from its beginning', () => {
    const seconds = school.checkouts.filter((c) => bookOf.get(c.book_id)!.series_number === 2)
    const after = seconds.filter((c) => {
      const first = books.find((b) => b.series === bookOf.get(c.book_id)!.series && b.series_number === 1)
      return school.checkouts.some(
        (o) =>
          o.student_id === c.student_id && o.book_id === first?.book_id && o.checkout_date <= c.checkout_date,
      )
    })
    expect(after.length).toBeGreaterThan(seconds.length * 0.6)
  })
})
