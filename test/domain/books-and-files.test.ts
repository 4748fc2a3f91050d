import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  CellProblem,
  date,
  integer,
  isbn,
  list,
  number,
  required,
  text,
} from '../../src/core/domain/files/columns.ts'
import { listFormat, readListRow } from '../../src/core/domain/files/reader-list.ts'
import {
  catalogueFile,
  checkoutsFile,
  classesFile,
  rowProblems,
  studentsFile,
} from '../../src/core/domain/files/school-files.ts'
import { Book, bareBook, embeddingText, matchKey } from '../../src/core/domain/lists/book.ts'
import { toIsbn13 } from '../../src/core/domain/lists/isbn.ts'

describe('a match key', () => {
  const same = [
    ['Holes', 'Louis Sachar', 'HOLES!', 'Sachar, Louis'],
    ['The Hobbit', 'J. R. R. Tolkien', 'Hobbit', 'Tolkien'],
    ['Wonder (Wonder, #1)', 'R.J. Palacio', 'Wonder', 'R. J. Palacio'],
    ['Frankenstein: or, The Modern Prometheus', 'Mary Shelley', 'Frankenstein', 'Mary Shelley'],
    ['Émile et les détectives', 'Erich Kästner', 'emile et les detectives', 'Erich Kastner'],
    ['Die Welle', 'Morton Rhue', 'Welle', 'Morton Rhue'],
  ] as const
  test.each(same)('is the same for %s by %s and %s by %s', (title, author, other, otherAuthor) => {
    expect(matchKey(title, author)).toBe(matchKey(other, otherAuthor))
  })

  const different = [
    ['Holes', 'Louis Sachar', 'Holes', 'Somebody Else'],
    ['Holes', 'Louis Sachar', 'Holes', undefined],
    ['Holes', 'Louis Sachar', 'Holes 2', 'Louis Sachar'],
    ['海辺のカフカ', '村上春樹', 'ノルウェイの森', '村上春樹'],
    ['(Un)arranged Marriage', 'B', 'Marriage', 'B'],
  ] as const
  test.each(different)('tells %s by %s from %s by %s', (title, author, other, otherAuthor) => {
    expect(matchKey(title, author)).not.toBe(matchKey(other, otherAuthor))
  })

  test('of a title that is all subtitle keeps it, and no key is endless', () => {
    expect(matchKey('(Untitled)', 'A')).toBe('untitled|a')
    expect(matchKey('x'.repeat(5000), 'y'.repeat(5000)).length).toBeLessThanOrEqual(600)
  })
})

test('an ISBN is read as people write it, and its check digit is checked', () => {
  expect(toIsbn13('9780440414803')).toBe('9780440414803')
  expect(toIsbn13('978-0-440-41480-3')).toBe('9780440414803')
  expect(toIsbn13('0-440-41480-6')).toBe('9780440414803')
  expect(toIsbn13('0-8044-2957-X')).toBe('9780804429573')
  for (const wrong of ['9780440414804', '0440414807', '', '12', 'abcdefghij', '97804404148030']) {
    expect([wrong, toIsbn13(wrong)]).toEqual([wrong, null])
  }
})

test('the text of a vector is about the book alone, and bounded', () => {
  const book = bareBook({
    book_id: 'b',
    title: 'Holes',
    authors: ['Louis Sachar'],
    themes: ['justice', 'desert'],
  })
  expect(embeddingText({ ...book, description: 'A boy digs.' })).toBe(
    'Holes. by Louis Sachar. justice, desert. A boy digs.',
  )
  expect(embeddingText({ ...book, description: 'x'.repeat(2000) })).toHaveLength(1000)
})

test('ids are printable, bounded text', () => {
  for (const bad of ['', 'x'.repeat(201), 'a\u0000b', 'a\nb', '\ud800']) {
    expect([bad, Book.shape.book_id.safeParse(bad).success]).toEqual([bad, false])
  }
  for (const good of ['1', 'ä/ö "x"', '本-1', "'; drop table book; --"]) {
    expect([good, Book.shape.book_id.safeParse(good).success]).toEqual([good, true])
  }
})

describe('a cell', () => {
  const problem = (read: () => unknown): string => {
    try {
      return `no problem: ${read()}`
    } catch (error) {
      return error instanceof CellProblem ? `${error.field} ${error.message}` : String(error)
    }
  }

  test('of text is trimmed, empty is null, and a formula stays the text that it is', () => {
    expect(text({ title: '  Holes ' }, 'title')).toBe('Holes')
    expect(text({ title: '   ' }, 'title')).toBeNull()
    expect(text({}, 'title')).toBeNull()
    for (const formula of ['=1+1', '+cmd|calc', '@SUM(A1)', '-2+3', '=HYPERLINK("x")']) {
      expect(text({ title: formula }, 'title')).toBe(formula)
    }
    expect(problem(() => required({ title: ' ' }, 'title'))).toBe('title is required and is empty')
  })

  test('of a number has a point or a comma, and is nothing clever', () => {
    expect(number({ n: '4.5' }, 'n')).toBe(4.5)
    expect(number({ n: '4,5' }, 'n')).toBe(4.5)
    expect(number({ n: '-1' }, 'n')).toBe(-1)
    expect(number({ n: '' }, 'n')).toBeNull()
    for (const wrong of ['1e9', '0x10', 'NaN', 'Infinity', '1.2.3', '1 000', '٣', '.5', '9'.repeat(16)]) {
      expect([wrong, problem(() => number({ n: wrong }, 'n'))]).toEqual([wrong, 'n must be a number'])
    }
    expect(problem(() => integer({ n: '1.5' }, 'n'))).toBe('n must be a whole number')
  })

  test('of several values is parted by semicolons or bars, never by commas, each value once', () => {
    expect(list({ a: 'Le Guin, Ursula; Gaiman, Neil |Le Guin, Ursula;; ' }, 'a')).toEqual([
      'Le Guin, Ursula',
      'Gaiman, Neil',
    ])
    expect(list({}, 'a')).toEqual([])
  })

  test('of an ISBN is understood as a spreadsheet writes it', () => {
    expect(isbn({ i: '="9780440414803"' }, 'i')).toBe('9780440414803')
    expect(isbn({ i: '=""' }, 'i')).toBeNull()
    expect(isbn({ i: '' }, 'i')).toBeNull()
    expect(problem(() => isbn({ i: '9.78E+12' }, 'i'))).toMatch(/^i is not a valid ISBN/)
  })

  test('of a date exists, and its order is not guessed', () => {
    expect(date({ d: '2024-02-29' }, 'd')).toBe('2024-02-29')
    expect(date({ d: '2024/2/9' }, 'd')).toBe('2024-02-09')
    expect(date({ d: '2024-02-29T23:59:59Z' }, 'd')).toBe('2024-02-29')
    expect(date({ d: '' }, 'd')).toBeNull()
    for (const wrong of ['2023-02-29', '2024-13-01', '2024-04-31', '2024-00-10', '2024-01-00']) {
      expect([wrong, problem(() => date({ d: wrong }, 'd'))]).toEqual([
        wrong,
        'd is a date that does not exist',
      ])
    }
    for (const wrong of ['01/02/2024', '1.2.2024', 'yesterday', '20240101']) {
      expect([wrong, problem(() => date({ d: wrong }, 'd'))]).toEqual([
        wrong,
        'd must be a date as YYYY-MM-DD',
      ])
    }
  })
})

describe('a file of the school', () => {
  const problems = (read: () => unknown): unknown => {
    try {
      return read()
    } catch (error) {
      return rowProblems(error)?.map((p) => p.field)
    }
  }

  test('of its catalogue gives a whole book of a row', () => {
    const row = {
      book_id: 'b1',
      title: 'Holes',
      author: 'Louis Sachar',
      reading_level: '4,6',
      themes: 'Desert; Justice',
    }
    expect(catalogueFile.read(row)).toEqual(
      bareBook({
        book_id: 'b1',
        title: 'Holes',
        authors: ['Louis Sachar'],
        reading_level: 4.6,
        themes: ['desert', 'justice'],
      }),
    )
    expect(problems(() => catalogueFile.read({ ...row, page_count: '0', average_rating: '9' }))).toEqual([
      'page_count',
      'average_rating',
    ])
    expect(problems(() => catalogueFile.read({ title: 'x' }))).toEqual(['book_id'])
  })

  test('of students and classes keeps what it should', () => {
    const row = { student_id: 's1', grade_level: '-1', lunch_period: 'B', class_ids: 'a;b' }
    expect(studentsFile.read(row)).toMatchObject({ student_id: 's1', grade_level: -1, class_ids: ['a', 'b'] })
    expect(studentsFile.read(row)).not.toHaveProperty('lunch_period')
    expect(studentsFile.dropped).toEqual(['lunch_period'])
    expect(problems(() => studentsFile.read({ ...row, grade_level: '14' }))).toEqual(['grade_level'])
    expect(classesFile.read({ class_id: 'a', name: '6a' })).toEqual({
      class_id: 'a',
      name: '6a',
      grade_level: null,
    })
  })

  test('of loans derives the id that is missing, the same each time', () => {
    const row = { student_id: 's1', book_id: 'b1', checkout_date: '2026-01-05' }
    const { checkout_id } = checkoutsFile.read(row)
    expect(checkoutsFile.read(row).checkout_id).toBe(checkout_id)
    for (const change of [{ student_id: 's2' }, { book_id: 'b2' }, { checkout_date: '2026-01-06' }]) {
      expect(checkoutsFile.read({ ...row, ...change }).checkout_id).not.toBe(checkout_id)
    }
    expect(checkoutsFile.read({ ...row, checkout_id: 'c1' }).checkout_id).toBe('c1')
    expect(problems(() => checkoutsFile.read({ ...row, return_date: '2026-01-04' }))).toEqual(['return_date'])
    expect(problems(() => checkoutsFile.read({ ...row, student_rating: '0' }))).toEqual(['student_rating'])
  })

  test('an error that is none of a row is passed on', () => {
    expect(rowProblems(new Error('other'))).toBeNull()
    expect(rowProblems(z.object({ a: z.string() }).safeParse({}).error)?.[0]?.field).toBe('a')
  })
})

describe("a reader's list", () => {
  const goodreads = listFormat([
    'book id',
    'title',
    'author',
    'isbn13',
    'my rating',
    'date read',
    'exclusive shelf',
  ])!
  const storygraph = listFormat([
    'title',
    'authors',
    'isbn/uid',
    'read status',
    'star rating',
    'last date read',
  ])!
  const plain = listFormat(['title', 'author', 'rating'])!

  test('is known by its columns', () => {
    expect([goodreads.name, storygraph.name, plain.name]).toEqual(['goodreads', 'storygraph', 'shelftalk'])
    expect(listFormat(['author'])).toBeNull()
  })

  test('of our own has its rating, ISBN and date checked', () => {
    expect(
      readListRow(plain, {
        title: ' Holes ',
        author: 'Louis Sachar; Another',
        rating: '4.5',
        finished_on: '2025/1/2',
      }),
    ).toEqual({
      title: 'Holes',
      author: 'Louis Sachar',
      isbn: null,
      rating: 4.5,
      finished_on: '2025-01-02',
    })
    expect(() => readListRow(plain, { title: '' })).toThrow()
    expect(() => readListRow(plain, { title: 'x', rating: '5.5' })).toThrow()
    expect(() => readListRow(plain, { title: 'x', isbn: '123' })).toThrow(/ISBN/)
  })

  test('of Goodreads reads what was read, 0 as not rated, and the ISBN in its formula', () => {
    const row = {
      ...{ title: 'Holes (Holes, #1)', author: 'Louis Sachar', isbn13: '="9780440414803"', 'my rating': '0' },
      ...{ 'date read': '2025/07/01', 'exclusive shelf': 'read' },
    }
    expect(readListRow(goodreads, row)).toEqual({
      title: 'Holes (Holes, #1)',
      author: 'Louis Sachar',
      isbn: '9780440414803',
      rating: null,
      finished_on: '2025-07-01',
    })
    expect(() => readListRow(goodreads, { ...row, 'exclusive shelf': 'to-read' })).toThrow(/to-read/)
    expect(() => readListRow(goodreads, { ...row, 'exclusive shelf': 'currently-reading' })).toThrow(
      /history/,
    )
  })

  test('of StoryGraph takes the first author and leaves its own ids alone', () => {
    const row = {
      ...{
        title: 'Good Omens',
        authors: 'Terry Pratchett, Neil Gaiman',
        'isbn/uid': 'a1b2-own-id',
        'star rating': '4.25',
      },
      ...{ 'last date read': '2025/02/03', 'read status': 'read' },
    }
    expect(readListRow(storygraph, row)).toMatchObject({
      author: 'Terry Pratchett',
      isbn: null,
      rating: 4.25,
    })
    expect(() => readListRow(storygraph, { ...row, 'read status': 'to-read' })).toThrow(/to-read/)
  })
})
