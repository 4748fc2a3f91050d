import { type CoReads, visitCoReads } from './co-reads.ts'
import { flip, type Interactions, type SparseRows } from './interactions.ts'
import { bestFirst } from './selection.ts'
import type { GraphSettings, NeighbourMember } from './settings.ts'

/**
 * One member of the blend: for each target book its sources with their weights, by columns of W. `columns` here are
 * sources; row j holds the sources of target j, strongest first.
 */
export type MemberWeights = SparseRows

/**
 * Computes every neighbour member of the settings in one walk over the co-counts:
 * `W[i,j] = c_ij / (p_i^a p_j^b + shrink)`, p the sum of squared training weights of a book, the best K sources per
 * target kept. With shrink 0, a = .6 and b = .4 this is RP3beta per target (Paudel et al., TiiS 2017); with a + b = 1
 * and a shrink it is the asymmetric cosine (Aiolli, RecSys 2013).
 */
export function neighbourMembers(interactions: Interactions, settings: GraphSettings): MemberWeights[] {
  const collectors = settings.members.map((member) => collector(member, squaredNorms(interactions)))
  visitCoReads(interactions, settings.readerExponent, (coReads) => {
    for (const collect of collectors) collect.add(coReads)
  })
  return collectors.map((collect) => collect.finish())
}

/** p_j: the sum of squared training weights of each book's events; the number of readers when all weights are 1. */
function squaredNorms(interactions: Interactions): Float64Array {
  const norms = new Float64Array(interactions.bookCount)
  for (let at = 0; at < interactions.books.length; at++) {
    const book = interactions.books[at] as number
    norms[book] = (norms[book] as number) + (interactions.weights[at] as number) ** 2
  }
  return norms
}

interface Collector {
  add(coReads: CoReads): void
  finish(): MemberWeights
}

function collector(member: NeighbourMember, norms: Float64Array): Collector {
  const { sourcesPerTarget, shrink } = member
  const bookCount = norms.length
  const sourceFactors = norms.map((norm) => norm ** member.sourceExponent)
  const targetFactors = norms.map((norm) => norm ** member.targetExponent)
  const weights = new Float64Array(bookCount)
  const offsets = new Int32Array(bookCount + 1)
  const columns = new Int32Array(bookCount * sourcesPerTarget)
  const values = new Float32Array(bookCount * sourcesPerTarget)
  let used = 0
  return {
    add({ target, others, counts }) {
      const targetFactor = targetFactors[target] as number
      for (const source of others) {
        weights[source] =
          (counts[source] as number) / ((sourceFactors[source] as number) * targetFactor + shrink)
      }
      for (const source of bestFirst(others, weights, sourcesPerTarget)) {
        columns[used] = source
        values[used++] = weights[source] as number
      }
      offsets[target + 1] = used
    },
    finish: () => ({ offsets, columns: columns.slice(0, used), values: values.slice(0, used) }),
  }
}

/**
 * The mean over readers of the standard deviation of a member's scores over all books: what one unit of this member
 * is worth, so that blend weights mean the same whatever the member's own scale (ranking.md 1.1, step 3).
 */
export function memberScale(member: MemberWeights, interactions: Interactions): number {
  const { readerCount, bookCount } = interactions
  const bySource = flip(member, bookCount)
  const scores = new Float64Array(bookCount)
  let total = 0
  for (let reader = 0; reader < readerCount; reader++) {
    scores.fill(0)
    const last = interactions.offsets[reader + 1] as number
    for (let at = interactions.offsets[reader] as number; at < last; at++) {
      addRow(scores, bySource, interactions.books[at] as number, interactions.weights[at] as number)
    }
    total += standardDeviation(scores)
  }
  return readerCount === 0 ? 0 : total / readerCount
}

/** Adds `weight` times one row of a sparse matrix to a dense array. */
function addRow(into: Float64Array, rows: SparseRows, row: number, weight: number): void {
  const last = rows.offsets[row + 1] as number
  for (let at = rows.offsets[row] as number; at < last; at++) {
    const column = rows.columns[at] as number
    into[column] = (into[column] as number) + weight * (rows.values[at] as number)
  }
}

function standardDeviation(values: Float64Array): number {
  if (values.length === 0) return 0
  let sum = 0
  let squares = 0
  for (const value of values) {
    sum += value
    squares += value * value
  }
  const mean = sum / values.length
  return Math.sqrt(Math.max(0, squares / values.length - mean * mean))
}
