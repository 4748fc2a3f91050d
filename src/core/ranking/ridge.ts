import type { CoReadGround, CoReads } from './co-reads.ts'
import type { Neighbourhood } from './neighbourhood.ts'
import type { RidgeMember } from './settings.ts'

/** The weights of one target's sources, of either sign. Views that the next call may overwrite. */
export interface TargetWeights {
  sources: Int32Array
  weights: Float64Array
}

/** What is known of a target before it is solved for. */
export interface Target {
  book: number
  reads: CoReads
  /** At least as large as the member asks for, where so many books were co-read. */
  neighbourhood: Neighbourhood
}

/**
 * Neighbourhood ridge (ranking.md 1.1, step 2): for a target j one small ridge system over N, its K best co-read books.
 * With `s_i = p_i^(-a)`, `G_ab = c_ab s_a s_b` and `g_a = c_aj s_a s_j` it solves `(G + lambda I) w = g`, and
 * `W[i,j] = w_i / (lambda + c_jj s_j^2 - w.g)`: what the inverse of the whole catalogue's system, as in EASE (Steck, WWW
 * 2019), holds between i and j, if only the neighbourhood counted. Time per target is K^3 / 6.
 */
export function ridgeSolver(
  { diagonals, norms }: CoReadGround,
  { sourceExponent, neighbours, lambda }: RidgeMember,
): (target: Target) => TargetWeights {
  const factors = norms.map((norm) => (norm === 0 ? 0 : norm ** -sourceExponent))
  const matrix = new Float64Array(neighbours * neighbours)
  const own = new Float64Array(neighbours)
  const right = new Float64Array(neighbours)
  const solution = new Float64Array(neighbours)

  return ({ book, reads, neighbourhood }) => {
    const sources = neighbourhood.sources.subarray(0, neighbours)
    const size = sources.length
    const factor = factors[book] as number
    for (let row = 0; row < size; row++) {
      const source = sources[row] as number
      const scale = factors[source] as number
      own[row] = scale
      right[row] = (reads.counts[source] as number) * scale * factor
      matrix[row * size + row] = (diagonals[source] as number) * scale * scale + lambda
      const counted = row * neighbourhood.sources.length
      for (let column = 0; column < row; column++) {
        const count = neighbourhood.counts[counted + column] as number
        matrix[row * size + column] = count * scale * (own[column] as number)
      }
    }
    factorise(matrix, size, lambda / 10)
    solve(matrix, right, { size, into: solution })
    let explained = 0
    for (let k = 0; k < size; k++) explained += (solution[k] as number) * (right[k] as number)
    const left = lambda + (diagonals[book] as number) * factor * factor - explained
    for (let k = 0; k < size; k++) solution[k] = (solution[k] as number) / left
    return { sources, weights: solution.subarray(0, size) }
  }
}

/**
 * Cholesky factorisation in place, over the lower triangle of a symmetric matrix stored by rows. A pivot is never
 * below `leastPivot`, whatever rounding left of it. Two rows are worked on at a time: four sums that do not wait for each
 * other take half the time of one, and end in the same bits.
 */
export function factorise(matrix: Float64Array, size: number, leastPivot: number): void {
  const paired = size - (size % 2)
  for (let row = 0; row < paired; row += 2) {
    for (let column = 0; column < row; column += 2) factoriseBlock(matrix, size, row, column)
    factorisePivots(matrix, size, row, leastPivot)
  }
  if (paired < size) factoriseRow(matrix, size, paired, leastPivot)
}

/** Two rows at two columns left of their pivots. */
function factoriseBlock(matrix: Float64Array, size: number, row: number, column: number): void {
  const [top, low] = [row * size, row * size + size]
  const [left, right] = [column * size, column * size + size]
  let topLeft = matrix[top + column] as number
  let topRight = matrix[top + column + 1] as number
  let lowLeft = matrix[low + column] as number
  let lowRight = matrix[low + column + 1] as number
  for (let k = 0; k < column; k++) {
    topLeft -= (matrix[top + k] as number) * (matrix[left + k] as number)
    topRight -= (matrix[top + k] as number) * (matrix[right + k] as number)
    lowLeft -= (matrix[low + k] as number) * (matrix[left + k] as number)
    lowRight -= (matrix[low + k] as number) * (matrix[right + k] as number)
  }
  topLeft /= matrix[left + column] as number
  lowLeft /= matrix[left + column] as number
  matrix[top + column] = topLeft
  matrix[low + column] = lowLeft
  const between = matrix[right + column] as number
  const pivot = matrix[right + column + 1] as number
  matrix[top + column + 1] = (topRight - topLeft * between) / pivot
  matrix[low + column + 1] = (lowRight - lowLeft * between) / pivot
}

/** Two rows at their own pivots. */
function factorisePivots(matrix: Float64Array, size: number, row: number, leastPivot: number): void {
  const [top, low] = [row * size, row * size + size]
  let first = matrix[top + row] as number
  let between = matrix[low + row] as number
  let second = matrix[low + row + 1] as number
  for (let k = 0; k < row; k++) {
    first -= (matrix[top + k] as number) ** 2
    between -= (matrix[low + k] as number) * (matrix[top + k] as number)
    second -= (matrix[low + k] as number) ** 2
  }
  first = Math.sqrt(Math.max(first, leastPivot))
  between /= first
  matrix[top + row] = first
  matrix[low + row] = between
  matrix[low + row + 1] = Math.sqrt(Math.max(second - between * between, leastPivot))
}

/** One row, with all before it done. */
function factoriseRow(matrix: Float64Array, size: number, row: number, leastPivot: number): void {
  const start = row * size
  for (let column = 0; column <= row; column++) {
    const other = column * size
    let left = matrix[start + column] as number
    for (let k = 0; k < column; k++) left -= (matrix[start + k] as number) * (matrix[other + k] as number)
    matrix[start + column] =
      column === row ? Math.sqrt(Math.max(left, leastPivot)) : left / (matrix[other + column] as number)
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
