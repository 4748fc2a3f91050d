import { ListedBook } from '../lists/interaction.ts'
import { CellProblem, date, isbn, number, required, type TextRow, text } from './columns.ts'

/**
 * A reader's own list: our columns, or a Goodreads or StoryGraph export as it is. Both exports hold books that
 * are only wished for; those are no history and are refused with that reason.
 */
interface ListFormat {
  name: 'shelftalk' | 'goodreads' | 'storygraph'
  /** Columns by which the format is known. */
  marks: readonly string[]
  title: string
  author: string
  isbn: string
  rating: string
  finished: string
  shelf: { column: string; read: readonly string[] } | null
}

const formats: readonly ListFormat[] = [
  {
    name: 'goodreads',
    marks: ['title', 'exclusive shelf', 'my rating'],
    title: 'title',
    author: 'author',
    isbn: 'isbn13',
    rating: 'my rating',
    finished: 'date read',
    shelf: { column: 'exclusive shelf', read: ['read'] },
  },
  {
    name: 'storygraph',
    marks: ['title', 'read status', 'star rating'],
    title: 'title',
    author: 'authors',
    isbn: 'isbn/uid',
    rating: 'star rating',
    finished: 'last date read',
    shelf: { column: 'read status', read: ['read'] },
  },
  {
    name: 'shelftalk',
    marks: ['title'],
    title: 'title',
    author: 'author',
    isbn: 'isbn',
    rating: 'rating',
    finished: 'finished_on',
    shelf: null,
  },
]

/** The format that a header row (lower case) belongs to, or null when there is no column `title`. */
export function listFormat(header: readonly string[]): ListFormat | null {
  return formats.find((format) => format.marks.every((mark) => header.includes(mark))) ?? null
}

/** Reads one row; throws CellProblem or ZodError. A rating of 0 means "not rated" in both exports. */
export function readListRow(format: ListFormat, row: TextRow): ListedBook {
  const shelf = format.shelf === null ? null : text(row, format.shelf.column)
  if (format.shelf !== null && shelf !== null && !format.shelf.read.includes(shelf)) {
    throw new CellProblem(
      format.shelf.column,
      'only_wished',
      `is "${shelf.slice(0, 40)}": only books that were read are history`,
    )
  }
  const rating = number(row, format.rating)
  const foreign = format.name !== 'shelftalk'
  return ListedBook.parse({
    title: required(row, format.title),
    author:
      text(row, format.author)
        ?.split(foreign ? ',' : /[;|]/)[0]
        ?.trim() ?? null,
    isbn: foreign ? lenientIsbn(row, format.isbn) : isbn(row, format.isbn),
    rating: rating === 0 ? null : rating,
    finished_on: date(row, format.finished)?.slice(0, 10) ?? null,
  })
}

/** StoryGraph puts its own ids into the ISBN column: what is no ISBN there is no mistake of the reader's. */
function lenientIsbn(row: TextRow, field: string): string | null {
  try {
    return isbn(row, field)
  } catch {
    return null
  }
}
