import { describe, expect, test } from 'vitest'
import { listFormat, readListRow } from '../../src/core/domain/files/reader-list.ts'
import { catalogueFile, checkoutsFile, rowProblems } from '../../src/core/domain/files/school-files.ts'
import { Loan } from '../../src/core/domain/lists/interaction.ts'

const book = { book_id: 'b1', title: 'Holes' }
const loan = { student_id: 's1', book_id: 'b1', checkout_date: '2026-01-05' }

/** What is wrong with a row, as the report of an import says it. */
function problemsOf(read: () => unknown) {
  try {
    read()
    return []
  } catch (error) {
    return rowProblems(error)
  }
}

describe('a row of a file', () => {
  test.each(['title', 'author', 'genre', 'series', 'themes', 'description', 'language', 'difficulty_band'])(
    'with a control character in %s is refused for it',
    (field) => {
      const problems = problemsOf(() => catalogueFile.read({ ...book, [field]: 'a\u0000b' }))
      expect(problems).toEqual([
        { field, code: 'bad_characters', reason: 'must not contain control characters' },
      ])
    },
  )

  test('may have several lines in its description, and there only', () => {
    const lines = 'One.\r\n\tTwo.'
    expect(catalogueFile.read({ ...book, description: lines }).description).toBe(lines)
    expect(problemsOf(() => catalogueFile.read({ ...book, title: 'a\nb' }))).toEqual([
      { field: 'title', code: 'bad_characters', reason: 'must not contain control characters' },
    ])
  })

  test('says in plain words what is wrong', () => {
    const row = { ...book, title: 'x'.repeat(501), page_count: '0', average_rating: '9' }
    expect(problemsOf(() => catalogueFile.read(row))).toEqual([
      { field: 'title', code: 'too_long', bound: 500, reason: 'is too long (at most 500 characters)' },
      { field: 'page_count', code: 'too_low', bound: 1, reason: 'must be at least 1' },
      { field: 'average_rating', code: 'too_high', bound: 5, reason: 'must be at most 5' },
    ])
  })

  test('cannot lie before the calendar', () => {
    const row = { ...loan, checkout_date: '0000-02-03' }
    expect(problemsOf(() => checkoutsFile.read(row))).toEqual([
      { field: 'checkout_date', code: 'no_such_date', reason: 'is a date that does not exist' },
    ])
    expect(problemsOf(() => checkoutsFile.read({ ...loan, checkout_date: '0001-01-01' }))).toEqual([])
    const format = listFormat(['title'])!
    expect(problemsOf(() => readListRow(format, { title: 'Holes', finished_on: '0000-01-01' }))).toEqual([
      { field: 'finished_on', code: 'no_such_date', reason: 'is a date that does not exist' },
    ])
  })
})

test('a loan in JSON is refused in words that the database can keep', () => {
  const read = Loan.safeParse({ ...loan, checkout_id: 'c1', checkout_date: '0000-01-01', 'a\u0000b': 1 })
  expect(read.error?.issues.map((issue) => issue.message)).toEqual([
    'must be a date that exists, as YYYY-MM-DD',
    '"a\ufffdb" is not a known field',
  ])
})
