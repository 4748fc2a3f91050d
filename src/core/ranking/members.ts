import { coReadLists } from './co-read-lists.ts'
import {
  booksAChunk,
  type CoReadGround,
  type CoReadLists,
  chunkCount,
  coReadGround,
  listOf,
} from './co-reads.ts'
import { addRow, booksOf, type Interactions, type SparseRows } from './interactions.ts'
import { ridgeSolver, type TargetWeights } from './ridge.ts'
import { bestFirst } from './selection.ts'
import type { GraphSettings, Member, NeighbourMember } from './settings.ts'

/**
 * One member of the blend: for each target book its sources with their weights, by columns of W. `columns` here are
 * sources, ascending; row j holds the sources of target j.
 */
export type MemberWeights = SparseRows

/** How members are computed: here, or on several threads. */
export type ComputeMembers = (
  interactions: Interactions,
  settings: GraphSettings,
) => MemberWeights[] | Promise<MemberWeights[]>

/** Co-read lists by their q: members of the same q share them. */
export type ListsByExponent = ReadonlyMap<number, CoReadLists>

/** What must be counted before members can be computed. */
export function coReadGrounds(interactions: Interactions, settings: GraphSettings): CoReadGround[] {
  const exponents = new Set(settings.members.map((member) => member.readerExponent))
  return [...exponents].map((exponent) => coReadGround(interactions, exponent))
}

export const isForRidge = ({ members }: GraphSettings, readerExponent: number): boolean =>
  members.some((member) => member.kind === 'ridge' && member.readerExponent === readerExponent)

export function byExponent(lists: readonly CoReadLists[]): ListsByExponent {
  return new Map(lists.map((one) => [one.ground.readerExponent, one]))
}

/** Computes every member of the settings. */
export function computeMembers(interactions: Interactions, settings: GraphSettings): MemberWeights[] {
  const lists = byExponent(
    coReadGrounds(interactions, settings).map((ground) =>
      coReadLists(ground, {
        keptPerBook: settings.coReadsPerBook,
        forRidge: isForRidge(settings, ground.readerExponent),
      }),
    ),
  )
  const chunks = Array.from({ length: chunkCount(interactions.bookCount) }, (_, chunk) => chunk)
  return settings.members.map((member) => joined(chunks.map((chunk) => memberChunk(lists, member, chunk))))
}

/** One member's rows for the targets of one chunk. */
export function memberChunk(lists: ListsByExponent, member: Member, chunk: number): MemberWeights {
  const own = lists.get(member.readerExponent)
  if (own === undefined) throw new RangeError(`there are no co-reads of exponent ${member.readerExponent}`)
  const { interactions } = own.ground
  const weigh = member.kind === 'ridge' ? ridgeSolver(own, member) : neighbourWeights(own, member)
  const first = chunk * booksAChunk
  const length = Math.min(booksAChunk, interactions.bookCount - first)
  const offsets = new Int32Array(length + 1)
  const columns: Int32Array[] = []
  const values: Float32Array[] = []
  for (let k = 0; k < length; k++) {
    const { sources, weights } = weigh(first + k)
    columns.push(sources.slice())
    values.push(Float32Array.from(weights))
    offsets[k + 1] = (offsets[k] as number) + sources.length
  }
  return { offsets, columns: together(Int32Array, columns), values: together(Float32Array, values) }
}

/** Rows that were computed part by part, as one matrix. */
export function joined(parts: readonly SparseRows[]): SparseRows {
  const rows = parts.reduce((count, part) => count + part.offsets.length - 1, 0)
  const offsets = new Int32Array(rows + 1)
  let row = 0
  for (const part of parts) {
    const start = offsets[row] as number
    for (let k = 1; k < part.offsets.length; k++) offsets[++row] = start + (part.offsets[k] as number)
  }
  return {
    offsets,
    columns: together(
      Int32Array,
      parts.map((part) => part.columns),
    ),
    values: together(
      Float32Array,
      parts.map((part) => part.values),
    ),
  }
}

function together<T extends Int32Array | Float32Array>(
  kind: new (length: number) => T,
  parts: readonly T[],
): T {
  const all = new kind(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/**
 * `W[i,j] = (c_ij / (p_i^a p_j^b + shrink))^power`, the best K sources of each target kept. With shrink 0, a = .6 and
 * b = .4 this is RP3beta per target (Paudel et al., TiiS 2017); with a + b = 1 and a shrink it is the asymmetric cosine
 * (Aiolli, RecSys 2013).
 */
function neighbourWeights(
  lists: CoReadLists,
  { sourceExponent, targetExponent, shrink, power, sourcesPerTarget }: NeighbourMember,
): (target: number) => TargetWeights {
  const { norms } = lists.ground
  const sourceFactors = norms.map((norm) => norm ** sourceExponent)
  const weights = new Float64Array(norms.length)
  return (target) => {
    const { chunk, from, to } = listOf(lists, target)
    const others = chunk.others.slice(from, to)
    const targetFactor = (norms[target] as number) ** targetExponent
    for (let k = 0; k < others.length; k++) {
      const source = others[k] as number
      const weight =
        (chunk.counts[from + k] as number) / ((sourceFactors[source] as number) * targetFactor + shrink)
      weights[source] = power === 1 ? weight : weight ** power
    }
    const sources = bestFirst(others, weights, sourcesPerTarget).sort()
    return { sources, weights: Float64Array.from(sources, (source) => weights[source] as number) }
  }
}

/** Readers whose scores a member's scale is taken from, spread evenly; more change it by less than a thousandth. */
const readersForScale = 4_000

/**
 * The mean over readers of the standard deviation of a member's scores over all books: what one unit of this member
 * is worth, so that blend weights mean the same whatever the member's own scale (ranking.md 1.1, step 3). 1 when all
 * scores are alike (everybody read everything): there is no spread to divide by, and the pairs still hold.
 *
 * @param bySource the member's weights turned round: row i holds the targets of source i.
 */
export function memberScale(bySource: SparseRows, interactions: Interactions): number {
  const { readerCount, bookCount } = interactions
  const scores = new Float64Array(bookCount)
  const stride = Math.max(1, Math.floor(readerCount / readersForScale))
  let total = 0
  let looked = 0
  for (let reader = 0; reader < readerCount; reader += stride) {
    total += deviationOf(reader)
    looked++
  }
  return looked === 0 ? 1 : total / looked || 1

  /** Books that nothing speaks for have the score 0 and count as well. */
  function deviationOf(reader: number): number {
    scores.fill(0)
    const first = interactions.offsets[reader] as number
    for (const [at, book] of booksOf(interactions, reader).entries())
      addRow(scores, bySource, book, interactions.weights[first + at] as number)
    return standardDeviation(scores)
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
