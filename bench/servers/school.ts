// A school of any size, the same from run to run. It is put into the tables through the store, not through the
// imports: those would have the model in the program make ten thousand vectors, a minute and a half of its own work.
import { createLocalModel } from '../../src/core/adapters/local-model/local-model.ts'
import type { Driver } from '../../src/core/adapters/postgres/sql.ts'
import { createStore } from '../../src/core/adapters/postgres/store.ts'
import { type Book, bareBook, matchKey } from '../../src/core/domain/lists/book.ts'
import type { Loan } from '../../src/core/domain/lists/interaction.ts'
import { derivePreferences } from '../../src/core/domain/lists/preferences.ts'
import type { Student } from '../../src/core/domain/people/reader.ts'
import { embeddingDimensions } from '../../src/core/ports/runtime.ts'
import type { SchoolRows } from '../../src/core/ports/store.ts'
import { type Random, seededRandom } from '../../src/demo/random.ts'

export interface SchoolSize {
  books: number
  students: number
  /** Of each student. */
  loans: number
}

/** The model in the program, of which these vectors pretend to be. */
export const { modelId } = createLocalModel()
/** The school that the role migrate makes. */
export const schoolId = 'default'
const seed = 20_260
const themes = ['sea', 'magic', 'wolves', 'space', 'friendship', 'football', 'mystery', 'horses'] as const
/** Directions of taste, each with its theme and its authors. */
const tasteCount = 40
/** The model in the program fills so many of the dimensions; the rest are zeros, here too. */
const filledDimensions = 512
const classCount = 200
const rowsAtOnce = 1_000
const vectorsAtOnce = 100

interface World {
  books: Book[]
  vectors: Float32Array[]
  students: Student[]
  /** By student: the books that were borrowed, as places in `books`. */
  read: number[][]
}

/** Loads books, students, loans, and all that is derived from them, except the graph and the indexes over the vectors. */
export async function loadSchool(driver: Driver, size: SchoolSize): Promise<void> {
  const world = inventWorld(size, seededRandom(seed))
  const store = createStore(driver)
  const write = (work: (rows: SchoolRows) => Promise<unknown>): Promise<unknown> =>
    store.background.school(schoolId, work)
  for (const some of lots(world.books, rowsAtOnce))
    await write((rows) =>
      rows.books.upsert(
        some,
        some.map((book) => matchKey(book.title, book.authors[0])),
      ),
    )
  for (const some of lots(world.students, rowsAtOnce))
    await write((rows) => rows.readers.upsertStudents(some, true))
  for (const some of lots(world.read.flatMap(loansOf), rowsAtOnce))
    await write((rows) => rows.history.addLoans(some))
  for (const some of lots([...world.books.keys()], vectorsAtOnce))
    await write((rows) =>
      rows.vectors.putBooks(
        modelId,
        some.map((at) => ({ book_id: bookId(at), vector: world.vectors[at] ?? new Float32Array() })),
      ),
    )
  for (const some of lots([...world.students.keys()], vectorsAtOnce))
    await write(async (rows) => {
      const made = some.map((at) => ({ reader_id: studentId(at), ...tasteOf(world, at) }))
      await rows.vectors.putPreferences(
        made.map(({ reader_id, preferences }) => ({ reader_id, ...preferences })),
      )
      for (const { reader_id, vector } of made) await rows.vectors.putReader(reader_id, modelId, vector)
    })
}

export const bookId = (at: number): string => `book-${at}`
export const studentId = (at: number): string => `student-${at}`

function inventWorld(size: SchoolSize, random: Random): World {
  const tastes = Array.from({ length: size.books }, () => random.between(0, tasteCount - 1))
  const shelves = Array.from({ length: tasteCount }, () => [] as number[])
  for (const [at, taste] of tastes.entries()) shelves[taste]?.push(at)
  const directions = Array.from({ length: tasteCount }, () => direction(random, null))
  return {
    books: tastes.map((taste, at) => inventBook(at, taste, random)),
    vectors: tastes.map((taste) => direction(random, directions[taste] ?? null)),
    students: Array.from({ length: size.students }, (_, at) => inventStudent(at)),
    read: Array.from({ length: size.students }, () => inventReading(size.loans, shelves, random)),
  }
}

const inventBook = (at: number, taste: number, random: Random): Book =>
  bareBook({
    book_id: bookId(at),
    title: `The ${at}th story of ${themes[taste % themes.length]}`,
    authors: [`Author ${taste} ${random.between(1, 60)}`],
    genre: 'Fiction',
    reading_level: random.between(10, 90) / 10,
    average_rating: random.between(25, 50) / 10,
    themes: [themes[taste % themes.length] ?? 'sea', themes[random.between(0, themes.length - 1)] ?? 'sea'],
    ...(at % 10 === 0 ? { series: `Series ${Math.floor(at / 50)}`, series_number: 1 + ((at / 10) % 5) } : {}),
  })

const inventStudent = (at: number): Student => ({
  student_id: studentId(at),
  first_name: `Student ${at}`,
  grade_level: 1 + (at % 8),
  age: null,
  birth_year: null,
  homeroom_teacher: null,
  prior_year_reading_score: null,
  class_ids: [`class-${at % classCount}`],
})

/** Mostly of two tastes of the student's own, and of each taste the same few books more often than others. */
function inventReading(count: number, shelves: readonly number[][], random: Random): number[] {
  const own = [random.between(0, tasteCount - 1), random.between(0, tasteCount - 1)]
  const read = new Set<number>()
  while (read.size < count) {
    const shelf = shelves[random.chance(0.8) ? random.pick(own) : random.between(0, tasteCount - 1)] ?? []
    const book = shelf[Math.floor(shelf.length * random.next() ** 2)]
    if (book !== undefined) read.add(book)
  }
  return [...read]
}

const loansOf = (read: readonly number[], student: number): Loan[] =>
  read.map((book, at) => ({
    checkout_id: `loan-${student}-${at}`,
    student_id: studentId(student),
    book_id: bookId(book),
    checkout_date: new Date(Date.UTC(2025, 8, 1 + at * 7)).toISOString().slice(0, 10),
    return_date: null,
    student_rating: null,
  }))

/** A unit vector, near to another one if given: their cosine is about 0.7. */
function direction(random: Random, near: Float32Array | null): Float32Array {
  const made = new Float32Array(embeddingDimensions)
  for (let d = 0; d < filledDimensions; d++)
    made[d] = (near?.[d] ?? 0) + random.normal(0, 1) / Math.sqrt(filledDimensions)
  return unit(made)
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return vector.map((x) => x / length)
}

/** What the consumers would derive from a student's loans. */
function tasteOf({ books, vectors, read }: World, student: number) {
  const sum = new Float32Array(embeddingDimensions)
  const known = (read[student] ?? []).flatMap((at) => {
    for (let d = 0; d < filledDimensions; d++) sum[d] = (sum[d] ?? 0) + (vectors[at]?.[d] ?? 0)
    const book = books[at]
    return book === undefined ? [] : [{ ...book, weight: 1, disliked: false, read: true }]
  })
  return { preferences: derivePreferences(known), vector: unit(sum) }
}

function* lots<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
