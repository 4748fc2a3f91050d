import { longListDepth } from '../metrics.ts'
import { bestFirst } from '../selection.ts'
import type { CandidateTable } from './candidates.ts'
import { type HitValues, worthOf } from './worth.ts'

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
export function climb(tables: readonly CandidateTable[], memberCount: number, values: HitValues): number[] {
  const worth = (blend: readonly number[]): number => meanWorth(tables, blend, values)
  const single = (member: number): number[] =>
    Array.from({ length: memberCount }, (_, k) => (k === member ? 1 : 0))
  let best = { blend: single(0), worth: worth(single(0)) }
  for (let member = 1; member < memberCount; member++)
    best = better(best, { blend: single(member), worth: worth(single(member)) }, 0)
  for (let round = 0; round < maxRounds; round++) {
    let next = best
    for (const blend of neighboursOf(best.blend))
      next = better(next, { blend, worth: worth(blend) }, next === best ? leastGain : 0)
    if (next === best) break
    best = next
  }
  return normalised(best.blend.map((share) => (share < leastShare ? 0 : share)))
}

interface Tried {
  blend: number[]
  worth: number
}

const better = (known: Tried, tried: Tried, by: number): Tried =>
  tried.worth > known.worth + by ? tried : known

function neighboursOf(blend: readonly number[]): number[][] {
  const moves: number[][] = []
  for (const [member, share] of blend.entries()) {
    const others = blend.reduce((sum, one, k) => sum + (k === member ? 0 : one), 0)
    const targets = steps.map((step) => share + step).filter((to) => to > 0)
    if (share > 0 && others > 0) targets.push(0)
    for (const to of targets) moves.push(normalised(blend.map((one, k) => (k === member ? to : one))))
  }
  return moves
}

function normalised(blend: readonly number[]): number[] {
  const sum = blend.reduce((total, share) => total + share, 0)
  return blend.map((share) => share / sum)
}

function meanWorth(tables: readonly CandidateTable[], blend: readonly number[], values: HitValues): number {
  let total = 0
  for (const { books, scores, relevant } of tables) {
    const blended = new Float64Array(books.length)
    for (const [member, share] of blend.entries()) {
      if (share === 0) continue
      const own = scores[member] as Float32Array
      for (let k = 0; k < blended.length; k++)
        blended[k] = (blended[k] as number) + share * (own[k] as number)
    }
    const places = bestFirst(
      Int32Array.from(books, (_, k) => k),
      blended,
      longListDepth,
    )
    total += worthOf(
      places.map((place) => books[place] as number),
      relevant,
      values,
    )
  }
  return tables.length === 0 ? 0 : total / tables.length
}
