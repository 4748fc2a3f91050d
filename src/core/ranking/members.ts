import { type CoReadGround, coReadCounter, coReadGround } from './co-reads.ts'
import {
  addRow,
  booksOf,
  type Interactions,
  type Readership,
  type SparseRows,
  transpose,
} from './interactions.ts'
import { neighbourhoodFinder } from './neighbourhood.ts'
import { ridgeSolver, type Target, type TargetWeights } from './ridge.ts'
import { best } from './selection.ts'
import type { GraphSettings, Member, NeighbourMember } from './settings.ts'

/**
 * One member of the blend: for each target book its sources with their weights, by columns of W: row j holds the sources
 * of target j.
 */
export type MemberWeights = SparseRows

/** How members are computed: here, or on several threads. */
export type ComputeMembers = (
  interactions: Interactions,
  settings: GraphSettings,
) => MemberWeights[] | Promise<MemberWeights[]>

/** Target books whose sources are computed together, by one thread. */
const booksAChunk = 512

export const chunkCount = (bookCount: number): number => Math.ceil(bookCount / booksAChunk)

/** What must be counted before members can be computed: once for each q that they ask for. */
export function coReadGrounds(
  interactions: Interactions,
  { members }: Pick<GraphSettings, 'members'>,
  readership: Readership = transpose(interactions),
): CoReadGround[] {
  const exponents = new Set(members.map((member) => member.readerExponent))
  return [...exponents].map((exponent) => coReadGround(interactions, exponent, readership))
}

/** Computes every member of the settings. */
export function computeMembers(
  interactions: Interactions,
  { members }: Pick<GraphSettings, 'members'>,
): MemberWeights[] {
  const grounds = coReadGrounds(interactions, { members })
  const chunks = Array.from({ length: chunkCount(interactions.bookCount) }, (_, chunk) =>
    membersOfChunk(grounds, members, chunk),
  )
  return joinedMembers(members, chunks)
}

/** Members that were computed chunk by chunk. */
export function joinedMembers(
  members: readonly Member[],
  chunks: readonly (readonly MemberWeights[])[],
): MemberWeights[] {
  return members.map((_, k) => joined(chunks.map((chunk) => chunk[k] as MemberWeights)))
}

/**
 * Each member's rows for the targets of one chunk. What members of one q have in common, the co-reads of a target and
 * its neighbourhood, is counted once for all of them.
 */
export function membersOfChunk(
  grounds: readonly CoReadGround[],
  members: readonly Member[],
  chunk: number,
): MemberWeights[] {
  const found: MemberWeights[] = new Array(members.length)
  for (const ground of grounds) {
    const own = members.filter((member) => member.readerExponent === ground.readerExponent)
    const first = chunk * booksAChunk
    const last = Math.min(first + booksAChunk, ground.interactions.bookCount)
    const rows = weightsOfTargets(ground, own, { first, last })
    for (const [k, member] of own.entries()) found[members.indexOf(member)] = rows[k] as MemberWeights
  }
  return found
}

function weightsOfTargets(
  ground: CoReadGround,
  members: readonly Member[],
  { first, last }: { first: number; last: number },
): MemberWeights[] {
  const largest = Math.max(0, ...members.map((member) => (member.kind === 'ridge' ? member.neighbours : 0)))
  const readsOf = coReadCounter(ground)
  const neighbourhoodOf = neighbourhoodFinder(ground, largest)
  const solvers = members.map((member) =>
    member.kind === 'ridge' ? ridgeSolver(ground, member) : neighbourWeights(ground, member),
  )
  const rows = members.map(() => growingRows(last - first))
  for (let book = first; book < last; book++) {
    const reads = readsOf(book)
    const target = { book, reads, neighbourhood: neighbourhoodOf(reads) }
    for (const [k, solver] of solvers.entries()) rows[k]?.add(solver(target))
  }
  return rows.map((one) => one.finish())
}

function growingRows(length: number) {
  const offsets = new Int32Array(length + 1)
  const columns: Int32Array[] = []
  const values: Float32Array[] = []
  return {
    add({ sources, weights }: TargetWeights): void {
      offsets[columns.length + 1] = (offsets[columns.length] as number) + sources.length
      columns.push(sources.slice())
      values.push(Float32Array.from(weights))
    },
    finish: (): MemberWeights => ({
      offsets,
      columns: together(Int32Array, columns),
      values: together(Float32Array, values),
    }),
  }
}

/** Rows that were computed part by part, as one matrix. */
function joined(parts: readonly SparseRows[]): SparseRows {
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
  { norms }: CoReadGround,
  { sourceExponent, targetExponent, shrink, power, sourcesPerTarget }: NeighbourMember,
): (target: Target) => TargetWeights {
  const sourceFactors = norms.map((norm) => norm ** sourceExponent)
  const weights = new Float64Array(norms.length)
  return ({ book, reads: { others, counts } }) => {
    const targetFactor = (norms[book] as number) ** targetExponent
    for (const source of others) {
      const weight = (counts[source] as number) / ((sourceFactors[source] as number) * targetFactor + shrink)
      weights[source] = power === 1 ? weight : weight ** power
    }
    const sources = best(others, weights, sourcesPerTarget)
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

  /** Of the scores of all books: those that nothing speaks for have 0 and count as well. Leaves `scores` empty. */
  function deviationOf(reader: number): number {
    const first = interactions.offsets[reader] as number
    for (const [at, book] of booksOf(interactions, reader).entries())
      addRow(scores, bySource, book, interactions.weights[first + at] as number)
    let sum = 0
    let squares = 0
    for (let book = 0; book < bookCount; book++) {
      const score = scores[book] as number
      if (score === 0) continue
      sum += score
      squares += score * score
      scores[book] = 0
    }
    const mean = sum / bookCount
    return Math.sqrt(Math.max(0, squares / bookCount - mean * mean))
  }
}
