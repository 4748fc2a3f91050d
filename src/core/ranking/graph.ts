import { countReaders, flip, type Interactions, type SparseRows } from './interactions.ts'
import { type ComputeMembers, computeMembers, type MemberWeights, memberScale } from './members.ts'
import { bestFirst } from './selection.ts'
import type { GraphSettings } from './settings.ts'

/**
 * The recommendation graph: one weight per pair of books. Row i holds the targets that having read book i speaks for,
 * `neighbours[offsets[i] .. offsets[i + 1])`, heaviest first (equal weights: by book), all weights positive.
 */
export interface BookGraph {
  bookCount: number
  offsets: Int32Array
  neighbours: Int32Array
  weights: Float32Array
  /** Distinct readers of each book, whatever they thought of it. */
  readersPerBook: Int32Array
  /** `readersPerBook` over that of the most read book: 0 to 1. */
  prior: Float32Array
}

/**
 * Builds the graph from one event per (reader, book): members, each divided by its scale, blended, each source's
 * best targets kept (ranking.md 1.1). Pure and deterministic: the same events and settings give the same bytes.
 */
export function buildGraph(interactions: Interactions, settings: GraphSettings): BookGraph {
  return blendedGraph(interactions, settings, computeMembers(interactions, settings))
}

/** The same with members that `compute` makes, on several threads say. */
export const buildGraphBy = async (
  compute: ComputeMembers,
  interactions: Interactions,
  settings: GraphSettings,
): Promise<BookGraph> => blendedGraph(interactions, settings, await compute(interactions, settings))

/** From members in the order of the settings. */
function blendedGraph(
  interactions: Interactions,
  settings: GraphSettings,
  members: readonly MemberWeights[],
): BookGraph {
  const { bookCount } = interactions
  const shares = members.map(
    (member, k) => (settings.members[k]?.blend ?? 0) / memberScale(flip(member, bookCount), interactions),
  )
  const blended = blend(members, shares, bookCount)
  return graphFromRows(flip(blended, bookCount), countReaders(interactions), settings.targetsPerSource)
}

/** The graph over given rows (any order): each source's best positive targets, heaviest first. */
export function graphFromRows(
  bySource: SparseRows,
  readersPerBook: Int32Array,
  targetsPerSource: number,
): BookGraph {
  const bookCount = readersPerBook.length
  const weightOf = new Float32Array(bookCount)
  const offsets = new Int32Array(bookCount + 1)
  const neighbours = new Int32Array(bySource.columns.length)
  const weights = new Float32Array(bySource.columns.length)
  let used = 0
  for (let source = 0; source < bookCount; source++) {
    const targets = positiveTargets(bySource, source, weightOf)
    for (const target of bestFirst(targets, weightOf, targetsPerSource)) {
      neighbours[used] = target
      weights[used++] = weightOf[target] as number
    }
    offsets[source + 1] = used
  }
  return {
    bookCount,
    offsets,
    neighbours: neighbours.slice(0, used),
    weights: weights.slice(0, used),
    readersPerBook,
    prior: popularityPrior(readersPerBook),
  }
}

function positiveTargets(rows: SparseRows, source: number, weightOf: Float32Array): Int32Array {
  const first = rows.offsets[source] as number
  const targets = rows.columns.slice(first, rows.offsets[source + 1] as number)
  let kept = 0
  for (const [k, target] of targets.entries()) {
    const weight = rows.values[first + k] as number
    weightOf[target] = weight
    if (weight > 0) targets[kept++] = target
  }
  return targets.subarray(0, kept)
}

/** Readers of each book over readers of the most read one; all zero when nobody read anything. */
export function popularityPrior(readersPerBook: Int32Array): Float32Array {
  const most = readersPerBook.reduce((a, b) => Math.max(a, b), 0)
  return Float32Array.from(readersPerBook, (readers) => (most === 0 ? 0 : readers / most))
}

/** `sum of shares[k] * members[k]`, still by target; sources ascending within a target. */
function blend(members: readonly MemberWeights[], shares: readonly number[], bookCount: number): SparseRows {
  const sum = new Float64Array(bookCount)
  const lastTarget = new Int32Array(bookCount).fill(-1)
  const offsets = new Int32Array(bookCount + 1)
  const most = members.reduce((total, member) => total + member.columns.length, 0)
  const columns = new Int32Array(most)
  const values = new Float32Array(most)
  let used = 0
  for (let target = 0; target < bookCount; target++) {
    const first = used
    for (const [k, member] of members.entries()) {
      const last = member.offsets[target + 1] as number
      for (let at = member.offsets[target] as number; at < last; at++) {
        const source = member.columns[at] as number
        if (lastTarget[source] !== target) {
          lastTarget[source] = target
          sum[source] = 0
          columns[used++] = source
        }
        sum[source] = (sum[source] as number) + (shares[k] as number) * (member.values[at] as number)
      }
    }
    columns.subarray(first, used).sort()
    for (let at = first; at < used; at++) values[at] = sum[columns[at] as number] as number
    offsets[target + 1] = used
  }
  return { offsets, columns: columns.slice(0, used), values: values.slice(0, used) }
}
