import { type Interactions, type Readership, transpose } from './interactions.ts'
import { bestFirst } from './selection.ts'

/** Books whose lists are made together, and handed from thread to thread. A power of two. */
export const booksAChunk = 512
const chunkBits = Math.log2(booksAChunk)

/** Everything that co-counts are counted from, in arrays that threads may share. */
export interface CoReadGround {
  interactions: Interactions
  readership: Readership
  /** q of the co-counts: 0 counts each reader alike, .15 lets readers of few books say more about each pair. */
  readerExponent: number
  /** v_u by reader. */
  readerShares: Float64Array
  /** `c_jj` by book. */
  diagonals: Float64Array
  /** `1 / sqrt(c_jj)` by book; 0 for a book that nobody has read. */
  rarities: Float64Array
  /** p_j by book: the sum of squared training weights; the number of readers when all weights are 1. */
  norms: Float64Array
}

/** Lists of consecutive books: those of book b are `others[offsets[b - first] .. offsets[b - first + 1])`, ascending. */
export interface CoReadChunk {
  first: number
  offsets: Int32Array
  others: Int32Array
  counts: Float32Array
}

/** Co-counts among the books that most have read, as a full matrix: most pairs of a neighbourhood are found in it at once. */
export interface PopularCounts {
  /** By book: its row and column, or -1. */
  ranks: Int32Array
  size: number
  /** `size` by `size`, symmetric; the diagonal is not filled. */
  counts: Float32Array
}

/** For each book the books most co-read with it and their co-counts; longer tails are left out. */
export interface CoReadLists {
  ground: CoReadGround
  chunks: readonly CoReadChunk[]
  /** Only where a ridge member will ask for it. */
  popular: PopularCounts | null
}

export function coReadGround(interactions: Interactions, readerExponent: number): CoReadGround {
  const { readerCount, bookCount, offsets, books, weights } = interactions
  const readerShares = new Float64Array(readerCount)
  const diagonals = new Float64Array(bookCount)
  const norms = new Float64Array(bookCount)
  for (let reader = 0; reader < readerCount; reader++) {
    const [first, last] = [offsets[reader] as number, offsets[reader + 1] as number]
    const share = first === last ? 0 : (last - first) ** (-2 * readerExponent)
    readerShares[reader] = share
    for (let at = first; at < last; at++) {
      const book = books[at] as number
      const squared = (weights[at] as number) ** 2
      diagonals[book] = (diagonals[book] as number) + share * squared
      norms[book] = (norms[book] as number) + squared
    }
  }
  const rarities = diagonals.map((count) => (count === 0 ? 0 : 1 / Math.sqrt(count)))
  const readership = transpose(interactions)
  return { interactions, readership, readerExponent, readerShares, diagonals, rarities, norms }
}

export const chunkCount = (bookCount: number): number => Math.ceil(bookCount / booksAChunk)

/**
 * The lists of one chunk of books (ranking.md 1.1, step 1): `c_ij = sum of v_u w_ui w_uj over readers of both`, with
 * `v_u = d_u^(-2q)`, d_u the reader's number of events; of each book the `keptPerBook` with the largest
 * `c_ij / sqrt(c_ii)`, i the other book. One dense accumulator serves all books of the chunk; time is the sum of d_u over
 * the readers of its books.
 */
export function coReadChunk(ground: CoReadGround, chunk: number, keptPerBook: number): CoReadChunk {
  const { interactions, readership, readerShares, rarities } = ground
  const { bookCount, offsets, books, weights } = interactions
  const first = chunk * booksAChunk
  const length = Math.min(booksAChunk, bookCount - first)
  const counts = new Float64Array(bookCount)
  const touched = new Int32Array(bookCount)
  const strengths = new Float64Array(bookCount)
  const kept = growingPairs()
  const ends = new Int32Array(length + 1)
  for (let k = 0; k < length; k++) {
    const book = first + k
    let touchedCount = 0
    const end = readership.offsets[book + 1] as number
    for (let at = readership.offsets[book] as number; at < end; at++) {
      const reader = readership.readers[at] as number
      const share = (readerShares[reader] as number) * (readership.weights[at] as number)
      if (share === 0) continue
      const last = offsets[reader + 1] as number
      for (let one = offsets[reader] as number; one < last; one++) {
        const other = books[one] as number
        const before = counts[other] as number
        // Weights are never negative: a count of zero means that this book was not touched yet (or weighs nothing).
        const after = before + share * (weights[one] as number)
        if (before === 0 && after !== 0) touched[touchedCount++] = other
        counts[other] = after
      }
    }
    counts[book] = 0
    const others = withoutOne(touched.subarray(0, touchedCount), book)
    if (others.length > keptPerBook) {
      for (const other of others) strengths[other] = (counts[other] as number) * (rarities[other] as number)
    }
    const best = others.length > keptPerBook ? bestFirst(others, strengths, keptPerBook) : others
    kept.add(best.sort(), counts)
    ends[k + 1] = kept.length()
    for (let at = 0; at < touchedCount; at++) counts[touched[at] as number] = 0
  }
  return { first, offsets: ends, ...kept.finish() }
}

/** The ids without one of them; reorders. */
function withoutOne(ids: Int32Array, one: number): Int32Array {
  const at = ids.indexOf(one)
  if (at === -1) return ids
  ids[at] = ids[ids.length - 1] as number
  ids[ids.length - 1] = one
  return ids.subarray(0, ids.length - 1)
}

const firstRoom = 1 << 16

/** Ids and counts one after the other, in arrays that double when they are full. */
function growingPairs() {
  let ids = new Int32Array(firstRoom)
  let values = new Float32Array(firstRoom)
  let used = 0
  return {
    length: () => used,
    add(more: Int32Array, counts: Float64Array): void {
      while (used + more.length > ids.length) {
        ids = enlarged(new Int32Array(2 * ids.length), ids)
        values = enlarged(new Float32Array(2 * values.length), values)
      }
      for (const id of more) {
        ids[used] = id
        values[used++] = counts[id] as number
      }
    },
    finish: () => ({ others: shared(Int32Array, ids, used), counts: shared(Float32Array, values, used) }),
  }
}

function enlarged<T extends Int32Array | Float32Array>(into: T, from: T): T {
  into.set(from)
  return into
}

/** A copy of the part in use, in memory that threads may share. */
function shared<T extends Int32Array | Float32Array>(
  kind: { new (buffer: SharedArrayBuffer): T; BYTES_PER_ELEMENT: number },
  from: T,
  length: number,
): T {
  const copy = new kind(new SharedArrayBuffer(length * kind.BYTES_PER_ELEMENT))
  copy.set(from.subarray(0, length))
  return copy
}

/** The list of one book: its chunk, and where in it the list stands. */
export interface ListPlace {
  chunk: CoReadChunk
  from: number
  to: number
}

export function listOf({ chunks }: Pick<CoReadLists, 'chunks'>, book: number): ListPlace {
  const chunk = chunks[book >> chunkBits] as CoReadChunk
  const k = book - chunk.first
  return { chunk, from: chunk.offsets[k] as number, to: chunk.offsets[k + 1] as number }
}
