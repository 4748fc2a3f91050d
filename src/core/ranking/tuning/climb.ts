import { longListDepth } from '../metrics.ts'
import { bestFirst } from '../selection.ts'
import type { CandidateTable } from './candidates.ts'
import { worthOf } from './worth.ts'

/** A better blend must be better by this much: below, the climb follows noise. */
const leastGain = 0.0002
const steps = [0.15, -0.15, 0.45, -0.45]
/** The climb ends long before; a bound for data that nobody has seen. */
const maxRounds = 60
/** Members below this share of the blend are left out: building them costs more than they say. */
const leastShare = 0.03

/**
 * Blend weights that sum to 1, by hill climbing from the best single member: each round tries every member a little up
 * and down, far up and down, and without it, and takes the best (ranking.md 2, step 3). Deterministic.
 */
export function climb(tables: readonly CandidateTable[], memberCount: number): number[] {
  const nothing = new Array<number>(memberCount).fill(0)
  let best: Tried = { blend: nothing, worth: Number.NEGATIVE_INFINITY }
  const singles = nothing.map((_, member) => ({ member, to: 1 }))
  for (let round = 0; round < maxRounds; round++) {
    const next = bestMove(tables, best, round === 0 ? singles : movesFrom(best.blend))
    if (next === best) break
    best = next
  }
  return normalised(best.blend.map((share) => (share < leastShare ? 0 : share)))
}

interface Tried {
  blend: number[]
  worth: number
}

/** One member's share in a blend becomes another; the rest stays, since only ratios matter. */
interface Move {
  member: number
  to: number
}

function movesFrom(blend: readonly number[]): Move[] {
  return blend.flatMap((share, member) => {
    const isAlone = blend.every((one, k) => k === member || one === 0)
    const targets = steps.map((step) => share + step).filter((to) => to > 0)
    if (share > 0 && !isAlone) targets.push(0)
    return targets.map((to) => ({ member, to }))
  })
}

/** The best of the moves, or what there was when none is worth its while. */
function bestMove(tables: readonly CandidateTable[], from: Tried, moves: readonly Move[]): Tried {
  const blended = tables.map((table) => blendedScores(table, from.blend))
  let best = from
  for (const { member, to } of moves) {
    const worth = meanWorth(tables, blended, { member, by: to - (from.blend[member] as number) })
    if (worth <= best.worth + (best === from ? leastGain : 0)) continue
    best = { blend: normalised(from.blend.map((share, k) => (k === member ? to : share))), worth }
  }
  return best
}

function normalised(blend: readonly number[]): number[] {
  const sum = blend.reduce((total, share) => total + share, 0)
  return blend.map((share) => share / sum)
}

function blendedScores({ books, scores }: CandidateTable, blend: readonly number[]): Float64Array {
  const blended = new Float64Array(books.length)
  for (const [member, share] of blend.entries()) {
    if (share === 0) continue
    const own = scores[member] as Float32Array
    for (let k = 0; k < blended.length; k++) blended[k] = (blended[k] as number) + share * (own[k] as number)
  }
  return blended
}

/** Of the lists that the blended scores make when one member's share in them is changed. */
function meanWorth(
  tables: readonly CandidateTable[],
  blended: readonly Float64Array[],
  { member, by }: { member: number; by: number },
): number {
  let total = 0
  for (const [at, { books, scores, relevant }] of tables.entries()) {
    const before = blended[at] as Float64Array
    const own = scores[member] as Float32Array
    const moved = before.map((score, k) => score + by * (own[k] as number))
    const places = bestFirst(Int32Array.from(books.keys()), moved, longListDepth)
    total += worthOf(
      places.map((place) => books[place] as number),
      relevant,
    )
  }
  return tables.length === 0 ? 0 : total / tables.length
}
