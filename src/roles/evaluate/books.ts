import { createLocalModel } from '../../core/adapters/local-model/local-model.ts'
import { type BookVectors, usedLength } from '../../core/ranking/content.ts'
import { columnOf, readCsv } from './csv.ts'
import { indexOf } from './data.ts'
import { EvaluateProblem } from './options.ts'

/** What is known of the books of a split, by their index. */
export interface KnownBooks {
  /** -1: unknown. The same author has the same number. */
  authorOf: Int32Array
  /** Empty: unknown, as are the authors. */
  titles: string[]
  authors: string[]
  hash: string
}

/** What the model takes of one text. */
const longestTextCharacters = 1000

interface BookRow {
  book: string
  title: string
  author: string
}

export async function readBooks(file: string, bookIds: readonly string[]): Promise<KnownBooks> {
  const { rows, hash } = await readCsv(file, (header) => bookReader(header, file))
  const books = indexOf(bookIds)
  const numbers = new Map<string, number>()
  const authorOf = new Int32Array(bookIds.length).fill(-1)
  const titles = new Array<string>(bookIds.length).fill('')
  const authors = new Array<string>(bookIds.length).fill('')
  for (const { book, title, author } of rows) {
    const index = books.get(book)
    if (index === undefined) continue
    titles[index] = title
    authors[index] = author
    const name = author.toLowerCase()
    if (name === '') continue
    const known = numbers.get(name) ?? numbers.size
    numbers.set(name, known)
    authorOf[index] = known
  }
  return { authorOf, titles, authors, hash }
}

function bookReader(header: readonly string[], file: string): (record: readonly string[]) => BookRow {
  const book = columnOf(header, 'book_id', 'item', 'item_id')
  const title = columnOf(header, 'title')
  const author = columnOf(header, 'author', 'authors')
  if (book === -1 || title === -1 || author === -1) {
    throw new EvaluateProblem(
      `${file} needs the columns book_id, title and author; it has: ${header.join(', ')}`,
    )
  }
  return (record) => ({
    book: record[book] ?? '',
    title: record[title] ?? '',
    author: record[author] ?? '',
  })
}

/** Vectors of all books by the model inside the program; zeros for a book without text. About 150 books a second. */
export async function vectorsOf({ titles, authors }: KnownBooks): Promise<BookVectors> {
  const model = createLocalModel()
  try {
    const known = [...titles.keys()].filter((book) => titles[book] !== '')
    const texts = known.map((book) => textOf(titles[book] ?? '', authors[book] ?? ''))
    const vectors = await model.embed(texts, 'evaluation')
    return packed(new Map(known.map((book, k) => [book, vectors[k] ?? new Float32Array(0)])), titles.length)
  } finally {
    await model.close()
  }
}

/** As the catalogue's own books are given to the model. */
const textOf = (title: string, author: string): string =>
  (author === '' ? title : `${title}. by ${author}`).slice(0, longestTextCharacters)

/** Rows one after the other, without the zeros that the model's own dimension is filled up with. */
function packed(vectors: ReadonlyMap<number, Float32Array>, bookCount: number): BookVectors {
  let dimension = 1
  for (const vector of vectors.values()) dimension = Math.max(dimension, usedLength(vector))
  const rows = new Float32Array(bookCount * dimension)
  for (const [book, vector] of vectors) rows.set(vector.subarray(0, dimension), book * dimension)
  return { dimension, rows }
}
