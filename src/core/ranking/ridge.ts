import { type CoReadLists, listOf } from './co-reads.ts'
import { bestFirst } from './selection.ts'
import type { RidgeMember } from './settings.ts'

/** The weights of one target's sources, of either sign; `sources` ascending. Views that the next call overwrites. */
export interface TargetWeights {
  sources: Int32Array
  weights: Float64Array
}

/**
 * Neighbourhood ridge (ranking.md 1.1, step 2): for a target j one small ridge system over N, its K best co-read books.
 * With `s_i = p_i^(-a)`, `G_ab = c_ab s_a s_b` and `g_a = c_aj s_a s_j` it solves `(G + lambda I) w = g`, and
 * `W[i,j] = w_i / (lambda + c_jj s_j^2 - w.g)`: what the inverse of the whole catalogue's system, as in EASE (Steck, WWW
 * 2019), holds between i and j, if only the neighbourhood counted. Pairs that stand in neither book's list count as 0.
 * Time per target is K lists walked and K^3 / 6.
 *
 * @throws RangeError when the lists were made without the popular books' counts.
 */
export function ridgeSolver(
  lists: CoReadLists,
  { sourceExponent, neighbours, lambda }: RidgeMember,
): (target: number) => TargetWeights {
  const { diagonals, rarities, norms } = lists.ground
  if (lists.popular === null) throw new RangeError('the lists lack the counts of popular books')
  const { ranks, size: popularSize, counts: popularCounts } = lists.popular
  const factors = norms.map((norm) => (norm === 0 ? 0 : norm ** -sourceExponent))
  const strengths = new Float64Array(norms.length)
  /** Place of a book in the neighbourhood, from 1; 0 outside. */
  const places = new Int32Array(norms.length)
  const counts = new Float64Array(norms.length)
  const matrix = new Float64Array(neighbours * neighbours)
  const right = new Float64Array(neighbours)
  const solution = new Float64Array(neighbours)

  return (target) => {
    const { chunk, from, to } = listOf(lists, target)
    const others = chunk.others.slice(from, to)
    for (let k = 0; k < others.length; k++) {
      const other = others[k] as number
      counts[other] = chunk.counts[from + k] as number
      strengths[other] = (counts[other] as number) * (rarities[other] as number)
    }
    const sources = bestFirst(others, strengths, neighbours).sort()
    const size = sources.length
    const factor = factors[target] as number
    for (let k = 0; k < size; k++) {
      const source = sources[k] as number
      places[source] = k + 1
      right[k] = (counts[source] as number) * (factors[source] as number) * factor
    }
    matrix.fill(0, 0, size * size)
    for (let row = 0; row < size; row++) walk(row, sources)
    for (let row = 0; row < size; row++) lookUp(row, sources)
    for (const source of sources) places[source] = 0
    factorise(matrix, size, lambda / 10)
    solve(matrix, right, { size, into: solution })
    let explained = 0
    for (let k = 0; k < size; k++) explained += (solution[k] as number) * (right[k] as number)
    const left = lambda + (diagonals[target] as number) * factor * factor - explained
    for (let k = 0; k < size; k++) solution[k] = (solution[k] as number) / left
    return { sources, weights: solution.subarray(0, size) }
  }

  /** The diagonal, and the pairs of a book that few have read with whatever other book, by its list. */
  function walk(row: number, sources: Int32Array): void {
    const size = sources.length
    const source = sources[row] as number
    const factor = factors[source] as number
    matrix[row * size + row] = (diagonals[source] as number) * factor * factor + lambda
    if (ranks[source] !== -1) return
    const { chunk, from, to } = listOf(lists, source)
    for (let at = from; at < to; at++) {
      const other = chunk.others[at] as number
      const place = places[other] as number
      if (place === 0) continue
      const column = place - 1
      const value = (chunk.counts[at] as number) * factor * (factors[other] as number)
      if (column < row) matrix[row * size + column] = value
      else matrix[column * size + row] = value
    }
  }

  /** The pairs of a popular book: with others in the matrix of those, with the rest in its own list, if not in theirs. */
  function lookUp(row: number, sources: Int32Array): void {
    const size = sources.length
    const source = sources[row] as number
    const rank = ranks[source] as number
    if (rank === -1) return
    const factor = factors[source] as number
    for (let column = 0; column < size; column++) {
      const other = sources[column] as number
      const otherRank = ranks[other] as number
      if (column === row || (column > row && otherRank !== -1)) continue
      const at = column < row ? row * size + column : column * size + row
      if (matrix[at] !== 0) continue
      const count =
        otherRank === -1
          ? countIn(lists, source, other)
          : (popularCounts[rank * popularSize + otherRank] as number)
      matrix[at] = count * factor * (factors[other] as number)
    }
  }
}

/** The co-count of a pair as it stands in one book's list, by bisection; 0 when it does not. */
function countIn(lists: CoReadLists, book: number, other: number): number {
  const { chunk, from, to } = listOf(lists, book)
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((chunk.others[middle] as number) < other) low = middle + 1
    else high = middle
  }
  return low < to && chunk.others[low] === other ? (chunk.counts[low] as number) : 0
}

/**
 * Cholesky factorisation in place, over the lower triangle of a symmetric matrix stored by rows. A pivot is never
 * below `leastPivot`: a matrix with entries left out need not be positive definite.
 */
export function factorise(matrix: Float64Array, size: number, leastPivot: number): void {
  for (let row = 0; row < size; row++) {
    const start = row * size
    for (let column = 0; column < row; column++) {
      const other = column * size
      let sum = matrix[start + column] as number
      for (let k = 0; k < column; k++) sum -= (matrix[start + k] as number) * (matrix[other + k] as number)
      matrix[start + column] = sum / (matrix[other + column] as number)
    }
    let pivot = matrix[start + row] as number
    for (let k = 0; k < row; k++) pivot -= (matrix[start + k] as number) ** 2
    matrix[start + row] = Math.sqrt(Math.max(pivot, leastPivot))
  }
}

/** Solves `L L' x = right` for a factor made by `factorise`. */
export function solve(
  factor: Float64Array,
  right: Float64Array,
  { size, into }: { size: number; into: Float64Array },
): void {
  for (let row = 0; row < size; row++) {
    let sum = right[row] as number
    for (let k = 0; k < row; k++) sum -= (factor[row * size + k] as number) * (into[k] as number)
    into[row] = sum / (factor[row * size + row] as number)
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = into[row] as number
    for (let k = row + 1; k < size; k++) sum -= (factor[k * size + row] as number) * (into[k] as number)
    into[row] = sum / (factor[row * size + row] as number)
  }
}
