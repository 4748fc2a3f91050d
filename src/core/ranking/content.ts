import { type BookGraph, graphFromRows } from './graph.ts'
import { flip, type SparseRows } from './interactions.ts'
import type { NeighbourRow } from './score.ts'
import { bestFirst } from './selection.ts'
import type { ContentSettings } from './settings.ts'

/** Vectors of all books, unit length, row by row: book b is `rows[b * dimension .. (b + 1) * dimension)`; zeros: no text. */
export interface BookVectors {
  dimension: number
  rows: Float32Array
}

/** Without the zeros at the end, with which shorter models fill their vectors up. */
export function usedLength(vector: Float32Array): number {
  let length = vector.length
  while (length > 0 && vector[length - 1] === 0) length--
  return length
}

/** For each book asked about, in the order asked: its nearest books and their cosines, nearest first. */
export type ContentNeighbours = NeighbourRow[]

export interface NearestRequest {
  /** The books (indices of rows) whose neighbours are wanted. */
  books: Int32Array
  /** Neighbours per book, at most. */
  count: number
  /** Which books may be neighbours; all when absent. A book is never its own. */
  among?: (book: number) => boolean
}

/** Queries that share one pass over the vectors: each row is fetched into the cache once per block, not once per query. */
const blockSize = 16

/**
 * The nearest books by text for some books: exact cosines, computed as blocked dot products. Time is
 * books asked * all books * dimension; only positive cosines count as near.
 *
 * @throws RangeError when the rows do not divide by the dimension.
 */
export function nearestByText(vectors: BookVectors, request: NearestRequest): ContentNeighbours {
  const { dimension, rows } = vectors
  if (!(dimension > 0) || rows.length % dimension !== 0)
    throw new RangeError(`rows are not of dimension ${dimension}`)
  const bookCount = rows.length / dimension
  const pool = Int32Array.from({ length: bookCount }, (_, book) => book).filter(request.among ?? (() => true))
  const found: ContentNeighbours = []
  const cosines = Array.from({ length: blockSize }, () => new Float32Array(bookCount))
  for (let first = 0; first < request.books.length; first += blockSize) {
    const block = request.books.subarray(first, first + blockSize)
    for (const candidate of pool) {
      for (let k = 0; k < block.length; k++) {
        const near = cosines[k] as Float32Array
        near[candidate] = dot(vectors, block[k] as number, candidate)
      }
    }
    for (const [k, book] of block.entries()) {
      const near = cosines[k] as Float32Array
      const open = pool.filter((candidate) => candidate !== book && (near[candidate] as number) > 0)
      const neighbours = bestFirst(open, near, request.count).slice()
      found.push({
        neighbours,
        weights: Float32Array.from(neighbours, (neighbour) => near[neighbour] as number),
      })
    }
  }
  return found
}

function dot({ dimension, rows }: BookVectors, a: number, b: number): number {
  const fromA = a * dimension
  const fromB = b * dimension
  let sum = 0
  for (let k = 0; k < dimension; k++) sum += (rows[fromA + k] as number) * (rows[fromB + k] as number)
  return sum
}

/** A book too new to have co-readers, with what is known of it from its text and its author. */
export interface NewBook {
  book: number
  /** Its nearest established books and their cosines. */
  nearest: NeighbourRow
  /** Established books by the same author. */
  sameAuthor: Int32Array
}

/** What is known of books beside who read them. */
export interface DescribedBooks {
  vectors: BookVectors
  /** Whose vector each row is. */
  vectorBooks: Int32Array
  /** Authors by book, however they are told apart. */
  authors: readonly (readonly (string | number)[])[]
}

/** Books that have a vector, each with its nearest established books and those of its authors. */
export function describeNewBooks(
  books: Int32Array,
  { vectors, vectorBooks, authors }: DescribedBooks,
  readersPerBook: Int32Array,
  { newBelowReaders, nearestBooks }: ContentSettings,
): NewBook[] {
  const isEstablished = (book: number): boolean => (readersPerBook[book] ?? 0) >= newBelowReaders
  const rowOf = new Map(Array.from(vectorBooks, (book, row) => [book, row]))
  const near = nearestByText(vectors, {
    books: books.map((book) => rowOf.get(book) as number),
    count: nearestBooks,
    among: (row) => isEstablished(vectorBooks[row] as number),
  })
  const byAuthor = new Map<string | number, number[]>()
  for (const [book, names] of authors.entries()) {
    if (!isEstablished(book)) continue
    for (const name of names) byAuthor.set(name, [...(byAuthor.get(name) ?? []), book])
  }
  return Array.from(books, (book, k) => {
    const { neighbours, weights } = near[k] as NeighbourRow
    const sameAuthor = new Set((authors[book] ?? []).flatMap((name) => byAuthor.get(name) ?? []))
    return {
      book,
      nearest: { neighbours: neighbours.map((row) => vectorBooks[row] as number), weights },
      sameAuthor: Int32Array.from(sameAuthor),
    }
  })
}

/**
 * The graph with columns for new books, so that they can be recommended before anybody read them (ranking.md 1.2,
 * cold start): the mean of the columns `W[:,k]` of the nearest books by text, weighted by cosine cubed, averaged with the
 * mean column of the author's other books where there are any. What the graph had in those columns is replaced; each
 * source keeps its `targetsPerSource` best. Linear in the size of the graph.
 */
export function borrowColumns(
  graph: BookGraph,
  newBooks: readonly NewBook[],
  settings: ContentSettings & { targetsPerSource: number },
): BookGraph {
  const { bookCount } = graph
  const bySource: SparseRows = { offsets: graph.offsets, columns: graph.neighbours, values: graph.weights }
  const byTarget = flip(bySource, bookCount)
  const borrowed = new Map(newBooks.map((one) => [one.book, borrowedColumn(byTarget, one, settings)]))
  const joined = withColumns(byTarget, borrowed)
  return graphFromRows(flip(joined, bookCount), graph.readersPerBook, settings.targetsPerSource)
}

function borrowedColumn(
  byTarget: SparseRows,
  { nearest, sameAuthor }: NewBook,
  settings: ContentSettings,
): NeighbourRow {
  const byText = meanColumn(byTarget, nearest.neighbours, nearest.weights.map(cubed))
  const byAuthor = meanColumn(byTarget, sameAuthor, new Float32Array(sameAuthor.length).fill(1))
  const authorShare = sameAuthor.length === 0 ? 0 : nearest.neighbours.length === 0 ? 1 : settings.authorShare
  const sources = new Int32Array(byText.length)
  let used = 0
  for (let source = 0; source < byText.length; source++) {
    const weight = (1 - authorShare) * (byText[source] as number) + authorShare * (byAuthor[source] as number)
    byText[source] = weight
    if (weight > 0) sources[used++] = source
  }
  const neighbours = bestFirst(sources.subarray(0, used), byText, settings.sourcesPerBorrowedColumn).sort()
  return { neighbours, weights: Float32Array.from(neighbours, (source) => byText[source] as number) }
}

const cubed = (cosine: number): number => cosine ** 3

/** The weighted mean of some columns, dense; zeros when the weights come to nothing. */
function meanColumn(byTarget: SparseRows, targets: Int32Array, weights: Float32Array): Float64Array {
  const mean = new Float64Array(byTarget.offsets.length - 1)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return mean
  for (const [k, target] of targets.entries()) {
    const share = (weights[k] as number) / total
    const last = byTarget.offsets[target + 1] as number
    for (let at = byTarget.offsets[target] as number; at < last; at++) {
      const source = byTarget.columns[at] as number
      mean[source] = (mean[source] as number) + share * (byTarget.values[at] as number)
    }
  }
  return mean
}

/** The matrix by target with some of its columns exchanged. A book is never its own source. */
function withColumns(byTarget: SparseRows, replaced: ReadonlyMap<number, NeighbourRow>): SparseRows {
  const bookCount = byTarget.offsets.length - 1
  let most = byTarget.columns.length
  for (const { neighbours } of replaced.values()) most += neighbours.length
  const offsets = new Int32Array(bookCount + 1)
  const columns = new Int32Array(most)
  const values = new Float32Array(most)
  let used = 0
  for (let target = 0; target < bookCount; target++) {
    const first = byTarget.offsets[target] as number
    const last = byTarget.offsets[target + 1] as number
    const fresh = replaced.get(target)
    const sources = fresh?.neighbours ?? byTarget.columns.subarray(first, last)
    const weights = fresh?.weights ?? byTarget.values.subarray(first, last)
    for (const [k, source] of sources.entries()) {
      if (source === target) continue
      columns[used] = source
      values[used++] = weights[k] as number
    }
    offsets[target + 1] = used
  }
  return { offsets, columns: columns.slice(0, used), values: values.slice(0, used) }
}

/** The mean over sources that have a row of the sum of its weights: how much one book of a history says in all. */
export function typicalRowSum(graph: BookGraph): number {
  let rows = 0
  for (let book = 0; book < graph.bookCount; book++) {
    if ((graph.offsets[book + 1] as number) > (graph.offsets[book] as number)) rows++
  }
  return rows === 0 ? 1 : graph.weights.reduce((sum, weight) => sum + weight, 0) / rows
}

/**
 * A row for a book that is no source in the graph (a reader's own uploaded book): its nearest books by text, weights
 * proportional to cosine cubed. The scale: the row sums to `rowSum`, the graph's `typicalRowSum`, so that a borrowed
 * book says as much in all as a learned one, and neither half of a mixed history drowns the other. (Cosines themselves
 * run to 1 whatever the graph's unit, which depends on its blend.) Cubing makes the few really near count.
 */
export function borrowRow(nearest: NeighbourRow, rowSum: number): NeighbourRow {
  const weights = nearest.weights.map(cubed)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const unit = total === 0 ? 0 : rowSum / total
  return { neighbours: nearest.neighbours, weights: weights.map((weight) => weight * unit) }
}
