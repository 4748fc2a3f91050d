// Random schools for the slate soak: a catalogue, a policy, a graph, and readers with histories.
import { bareBook, type StoredBook } from '../src/core/domain/lists/book.ts'
import { type HistoryRows, VoteKind } from '../src/core/domain/lists/interaction.ts'
import type { Reader } from '../src/core/domain/people/reader.ts'
import { type School, SchoolPolicy } from '../src/core/domain/school.ts'
import type { TextNeighbours } from '../src/core/ports/lists/vectors.ts'
import { type Random, seededRandom } from '../src/core/ranking/random.ts'

export interface GraphRow {
  book_no: number
  neighbour_nos: number[]
  weights: number[]
}

/** A school at one moment. Book b of `books` has number b. */
export interface World {
  school: School
  books: StoredBook[]
  graph: {
    book_nos: number[]
    readers_per_book: number[]
    grade_prior: { grade: number; readers: number[] }[]
  }
  rows: GraphRow[]
  texts: TextNeighbours[]
  vectors: { book_id: string; vector: Float32Array }[]
  /** Grades for which a book is pinned, by its number. */
  pins: Map<number, string[]>
  /** The first gate is broken and lets everything through: the last one must hold alone. */
  isLeaky: boolean
}

const themes = ['animals', 'space', 'mystery', 'family', 'sports', 'history']
const languages = ['en', 'en-GB', 'es', 'DE', 'fr']
export const buildId = 1

/** Tools for drawing, all from one stream of numbers. */
export function drawing(seed: number) {
  const random: Random = seededRandom(seed)
  const below = (count: number): number => Math.floor(random() * count)
  return {
    below,
    chance: (share: number): boolean => random() < share,
    between: (least: number, most: number): number => least + below(most - least + 1),
    real: (most: number): number => random() * most,
    one: <T>(list: readonly T[]): T => list[below(list.length)] as T,
  }
}
export type Draw = ReturnType<typeof drawing>

export function randomWorld(draw: Draw): World {
  const bookCount = draw.between(1, 220)
  const readerIds = ['owner-a', 'owner-b', 'r']
  const books = Array.from({ length: bookCount }, (_, at) => randomBook(draw, at, readerIds))
  const known = books.map((_, at) => at).filter(() => draw.chance(0.9))
  return {
    school: {
      school_id: 's',
      name: 'S',
      invented: true,
      version: 1,
      live_build: draw.chance(0.9) ? buildId : null,
      policy: {
        ...SchoolPolicy.parse({}),
        available_only: draw.chance(0.3),
        languages: draw.chance(0.3) ? [draw.one(['en', 'es', 'DE'])] : [],
        unknown_grade_counts_as: draw.between(-1, 8),
      },
    },
    books,
    graph: {
      book_nos: known,
      readers_per_book: known.map(() => draw.below(30)),
      grade_prior: [3, 4, 5].map((grade) => ({ grade, readers: known.map(() => draw.below(4)) })),
    },
    rows: known.filter(() => draw.chance(0.9)).map((book_no) => randomRow(draw, book_no, known)),
    isLeaky: draw.chance(0.3),
    texts: books.filter(() => draw.chance(0.2)).map((book) => randomText(draw, book.book_id, bookCount)),
    vectors: books
      .filter(() => draw.chance(0.7))
      .map(({ book_id }) => ({
        book_id,
        vector: Float32Array.from({ length: 4 }, () => draw.real(2) - 1),
      })),
    pins: new Map(
      books
        .filter((book) => book.owner_reader_id === null && draw.chance(0.05))
        .map((book) => [book.book_no, randomGrades(draw)]),
    ),
  }
}

function randomBook(draw: Draw, at: number, readerIds: readonly string[]): StoredBook {
  const owner_reader_id = draw.chance(0.1) ? draw.one(readerIds) : null
  // Of a reader's own book only title and author are known.
  const inSeries = owner_reader_id === null && draw.chance(0.25)
  const maybe = <T>(share: number, value: () => T): T | null => (draw.chance(share) ? value() : null)
  return {
    ...bareBook({
      book_id: `b${at}`,
      title: `Title ${at}`,
      authors: draw.chance(0.9) ? [`Author ${draw.below(40)}`] : [],
      themes: themes.filter(() => draw.chance(0.3)),
      reading_level: maybe(0.7, () => draw.between(0, 12)),
      average_rating: maybe(0.5, () => 1 + draw.real(4)),
      language: maybe(0.5, () => draw.one(languages)),
      minimum_grade: maybe(0.3, () => draw.between(-2, 13)),
      copies_available: maybe(0.5, () => draw.below(3)),
      series: inSeries ? `Series ${draw.below(8)}` : null,
      series_number: inSeries ? maybe(0.9, () => draw.between(1, 6)) : null,
    }),
    book_no: at,
    hidden: draw.chance(0.1),
    gate_grade: maybe(0.1, () => draw.between(-2, 13)),
    gate_highest_grade: maybe(0.1, () => draw.between(-2, 13)),
    blocked_grades: draw.chance(0.1) ? randomGrades(draw) : [],
    owner_reader_id,
  }
}

/** Some grades of a librarian's decision; now and then every grade. */
const randomGrades = (draw: Draw): string[] =>
  draw.chance(0.2) ? ['all'] : Array.from({ length: 4 }, () => String(draw.between(-2, 13)))

function randomRow(draw: Draw, book_no: number, known: readonly number[]): GraphRow {
  const targets = new Set(Array.from({ length: draw.below(40) }, () => draw.one(known)))
  targets.delete(book_no)
  const weights = [...targets].map(() => draw.real(1)).sort((a, b) => b - a)
  return { book_no, neighbour_nos: [...targets], weights }
}

const randomText = (draw: Draw, book_id: string, bookCount: number): TextNeighbours => {
  const neighbour_nos = [...new Set(Array.from({ length: draw.below(10) }, () => draw.below(bookCount)))]
  return { book_id, neighbour_nos, similarities: neighbour_nos.map(() => draw.real(1)) }
}

export const randomReader = (draw: Draw): Reader => ({
  reader_id: 'r',
  kind: draw.chance(0.8) ? 'student' : 'reader',
  first_name: null,
  grade_level: draw.chance(0.8) ? draw.between(-2, 13) : null,
  age: null,
  birth_year: null,
  prior_year_reading_score: null,
  homeroom_teacher: null,
  invented: true,
  version: 1,
  class_ids: [],
})

/** On how many days books were shown and passed over. */
export const randomIgnored = (
  draw: Draw,
  books: readonly StoredBook[],
): { book_id: string; times: number }[] =>
  books.flatMap(({ book_id }) => (draw.chance(0.1) ? [{ book_id, times: draw.between(1, 20) }] : []))

/** Loans, votes and listed books of anything the reader can have met; sometimes none, sometimes nearly all. */
export function randomHistory(draw: Draw, books: readonly StoredBook[]): HistoryRows {
  const met = books.filter((book) => book.owner_reader_id === null || book.owner_reader_id === 'r')
  const share = draw.chance(0.2) ? 0 : draw.chance(0.1) ? 0.95 : draw.real(0.3)
  const some = () => met.filter(() => draw.chance(share / 2))
  const id = ({ book_id, book_no }: StoredBook) => ({ book_id, book_no })
  const rating = () => (draw.chance(0.5) ? draw.between(1, 5) : null)
  return {
    loans: some().map((book) => {
      const day = draw.between(1, 20)
      const on = (d: number) => `2025-03-${String(d).padStart(2, '0')}`
      const return_date = draw.chance(0.6) ? on(day + draw.below(8)) : null
      return { ...id(book), checkout_date: on(day), return_date, student_rating: rating() }
    }),
    votes: some().map((book) => ({
      ...id(book),
      voter: draw.chance(0.8) ? 'self' : 'teacher-1',
      vote: draw.one(VoteKind.options.filter((vote) => vote !== 'none')),
    })),
    listed: some().map((book) => ({ ...id(book), rating: rating() })),
  }
}

export const randomTheme = (draw: Draw): string => draw.one(themes)
