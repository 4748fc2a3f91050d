/** Rows worked on together: what they are multiplied with is fetched into the cache once for all of them. */
const blockSize = 16

/**
 * Inverts a symmetric positive definite matrix in place, float64, n by n, row by row; only its lower triangle is read.
 * Cholesky `A = L L^T`, then `L^-1`, then `L^-T L^-1` (Golub and Van Loan, Matrix Computations, 4.2). Each step is made
 * of dot products of adjoining numbers, and one array holds all: L below the diagonal, the transpose of `L^-1` on and
 * above it, at last the inverse below. About n^3 / 2 multiplications.
 *
 * @throws RangeError when the matrix is not positive definite.
 */
export function invertSymmetric(matrix: Float64Array, n: number): void {
  factor(matrix, n)
  invertFactor(matrix, n)
  multiplyFactors(matrix, n)
  for (let row = 0; row < n; row++) {
    for (let column = row + 1; column < n; column++) {
      matrix[row * n + column] = matrix[column * n + row] as number
    }
  }
}

/** L below the diagonal, `1 / L_jj` on it. */
function factor(a: Float64Array, n: number): void {
  inBlocks(n, (first, last) => {
    for (let j = 0; j < last; j++) {
      for (let i = Math.max(first, j); i < last; i++) {
        const rest = (a[i * n + j] as number) - dot(a, i * n, j * n, j)
        if (i > j) a[i * n + j] = rest * (a[j * n + j] as number)
        else if (rest > 0) a[j * n + j] = 1 / Math.sqrt(rest)
        else throw new RangeError(`the matrix is not positive definite (pivot ${j})`)
      }
    }
  })
}

/** `L^-1` by rows of its transpose, above the diagonal. */
function invertFactor(a: Float64Array, n: number): void {
  inBlocks(n, (first, last) => {
    for (let j = 0; j < last; j++) {
      for (let i = Math.max(first, j + 1); i < last; i++) {
        a[j * n + i] = -(a[i * n + i] as number) * dot(a, i * n + j, j * n + j, i - j)
      }
    }
  })
}

/** `L^-T L^-1` below the diagonal; of each row the diagonal last, since the others need what stands there. */
function multiplyFactors(a: Float64Array, n: number): void {
  inBlocks(n, (first, last) => {
    for (let j = 0; j < last; j++) {
      for (let i = Math.max(first, j); i < last; i++) {
        a[i * n + j] = dot(a, i * n + i, j * n + i, n - i)
      }
    }
  })
}

function inBlocks(n: number, work: (first: number, last: number) => void): void {
  for (let first = 0; first < n; first += blockSize) work(first, Math.min(first + blockSize, n))
}

/** Four sums side by side: a processor need not wait for one addition before the next. */
function dot(a: Float64Array, from: number, other: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  const whole = length - (length % 4)
  for (let k = 0; k < whole; k += 4) {
    s0 += (a[from + k] as number) * (a[other + k] as number)
    s1 += (a[from + k + 1] as number) * (a[other + k + 1] as number)
    s2 += (a[from + k + 2] as number) * (a[other + k + 2] as number)
    s3 += (a[from + k + 3] as number) * (a[other + k + 3] as number)
  }
  for (let k = whole; k < length; k++) s0 += (a[from + k] as number) * (a[other + k] as number)
  return s0 + s1 + (s2 + s3)
}
