// Maps the Book-Crossing sample (books.csv, interactions.csv) to the files that a school imports.
//
//   npx tsx scripts/book-crossing.ts FOLDER OUT
//
// reads FOLDER/books.csv (book_id,isbn10,title,author,year) and FOLDER/interactions.csv
// (reader_id,book_id,rating_1_to_10, empty when only seen) and writes, row by row,
//   OUT/catalogue.csv   an ISBN whose check digit is wrong, and a year of 0, are left empty
//   OUT/students.csv    one student a reader, `bx-` before the id; nothing else is known of them
//   OUT/checkouts.csv   one loan an event, at 1 to 5: the rating halved, and not less than 1
// which are sent to POST /imports/catalogue, /imports/students and /imports/checkouts in this order.
// The sample has no dates: every loan is of `crawledOn`, the month in which the ratings were collected.
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse'
import { toIsbn13 } from '../src/core/domain/lists/isbn.ts'

/** Ziegler et al., WWW 2005: crawled in August and September 2004. */
const crawledOn = '2004-09-01'

type Row = Readonly<Record<string, string>>
type Line = readonly (string | number)[]

export interface MappedFiles {
  catalogue: string
  students: string
  checkouts: string
}

/** Writes the three files; answers where they are. */
export async function mapBookCrossing(folder: string, out: string): Promise<MappedFiles> {
  mkdirSync(out, { recursive: true })
  const files: MappedFiles = {
    catalogue: join(out, 'catalogue.csv'),
    students: join(out, 'students.csv'),
    checkouts: join(out, 'checkouts.csv'),
  }
  const readers = new Set<string>()
  await write(files.catalogue, catalogue(rows(join(folder, 'books.csv'))))
  await write(files.checkouts, checkouts(rows(join(folder, 'interactions.csv')), readers))
  await write(files.students, students(readers))
  return files
}

const rows = (path: string): AsyncIterable<Row> =>
  createReadStream(path).pipe(parse({ columns: true, bom: true }))

async function* catalogue(books: AsyncIterable<Row>): AsyncGenerator<Line> {
  yield ['book_id', 'title', 'author', 'isbn', 'publication_year']
  for await (const { book_id = '', title = '', author = '', isbn10 = '', year = '' } of books) {
    yield [book_id, title, author, toIsbn13(isbn10) ?? '', Number(year) > 0 ? year : '']
  }
}

async function* checkouts(events: AsyncIterable<Row>, readers: Set<string>): AsyncGenerator<Line> {
  yield ['checkout_id', 'student_id', 'book_id', 'checkout_date', 'return_date', 'student_rating']
  for await (const { reader_id = '', book_id = '', rating_1_to_10: rating = '' } of events) {
    readers.add(reader_id)
    const stars = rating === '' ? '' : Math.max(1, Number(rating) / 2)
    yield [`bx-${reader_id}-${book_id}`, `bx-${reader_id}`, book_id, crawledOn, '', stars]
  }
}

function* students(readers: Iterable<string>): Generator<Line> {
  yield ['student_id']
  for (const reader of readers) yield [`bx-${reader}`]
}

const write = (path: string, lines: AsyncIterable<Line> | Iterable<Line>): Promise<void> =>
  pipeline(Readable.from(asText(lines)), createWriteStream(path))

async function* asText(lines: AsyncIterable<Line> | Iterable<Line>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line.map(cell).join(',')}\n`
}

const cell = (value: string | number): string => {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, out] = process.argv.slice(2)
  if (folder === undefined || out === undefined) {
    console.error(
      'Say where the sample is and where the files go: npx tsx scripts/book-crossing.ts FOLDER OUT',
    )
    process.exit(2)
  }
  const files = await mapBookCrossing(folder, out)
  console.log(`Import in this order:\n  ${files.catalogue}\n  ${files.students}\n  ${files.checkouts}`)
}
