import { usedLength } from './content.ts'

/** A vector small enough to keep thousands of: directions of a text embedding, in 127ths of its largest part. */
export interface CompactVector {
  parts: Int8Array
  /** Its length, in the same unit. */
  length: number
}

/** Parts beyond the last one that is not zero are left out: short models are filled up with zeros. */
export function compactVector(vector: Float32Array): CompactVector {
  const used = usedLength(vector)
  let largest = 0
  for (let d = 0; d < used; d++) largest = Math.max(largest, Math.abs(vector[d] as number))
  const parts = new Int8Array(used)
  let squares = 0
  for (let d = 0; d < used; d++) {
    const part = Math.round(((vector[d] as number) * 127) / largest)
    parts[d] = part
    squares += part * part
  }
  return { parts, length: Math.sqrt(squares) }
}

/** The cosine of two vectors, to about two decimals; 0 where one of them has no direction. */
export function cosineOf(one: CompactVector, other: CompactVector): number {
  const sum = productOf(one.parts, other.parts)
  return sum === 0 ? 0 : sum / (one.length * other.length)
}

/** Four sums of which none waits for the addition before, in whole numbers: much of what a list costs is this. */
function productOf(a: Int8Array, b: Int8Array): number {
  const shared = Math.min(a.length, b.length)
  let first = 0
  let second = 0
  let third = 0
  let fourth = 0
  let at = 0
  for (; at + 3 < shared; at += 4) {
    first = (first + Math.imul(a[at] as number, b[at] as number)) | 0
    second = (second + Math.imul(a[at + 1] as number, b[at + 1] as number)) | 0
    third = (third + Math.imul(a[at + 2] as number, b[at + 2] as number)) | 0
    fourth = (fourth + Math.imul(a[at + 3] as number, b[at + 3] as number)) | 0
  }
  for (; at < shared; at++) first += (a[at] as number) * (b[at] as number)
  return first + second + third + fourth
}

/** What a candidate is worth beside those that were chosen already. */
export interface MarginalRelevance {
  of(at: number): number
  /** What `of` said last, and so no less than it says now: worth only falls. Looks at no vector. */
  atMost(at: number): number
  /** Tells that the candidate was chosen: what is like it is worth less from here on. */
  choose(at: number): void
}

/**
 * Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): `lambda * relevance - (1 - lambda) * likeness`,
 * the likeness that to the most similar one chosen so far, relevance in shares of the largest. A candidate without a
 * vector counts as much alike as the others are on average; without any vectors the order is that of the relevances.
 * Likeness is worked out for those who are asked about, as in lazy greedy selection (Minoux, 1978).
 */
export function marginalRelevance(
  relevances: readonly number[],
  vectors: readonly (CompactVector | undefined)[],
  lambda: number,
): MarginalRelevance {
  const most = relevances.reduce((largest, one) => Math.max(largest, one), 0)
  const chosen: CompactVector[] = []
  const likeness = new Float64Array(relevances.length)
  /** How many of those chosen each was compared with. */
  const compared = new Int32Array(relevances.length)
  const known = Array.from(vectors.keys()).filter((at) => vectors[at] !== undefined)
  const worthBeside = (relevance: number, alike: number): number =>
    lambda * (most === 0 ? 0 : relevance / most) - (1 - lambda) * alike
  const said = Float64Array.from(relevances, (relevance) => worthBeside(relevance, 0))
  const likenessOf = (at: number): number => {
    const vector = vectors[at]
    if (vector === undefined) return chosen.length === 0 ? 0 : meanOf(known.map(likenessOf))
    let alike = likeness[at] as number
    for (let k = compared[at] as number; k < chosen.length; k++)
      alike = Math.max(alike, cosineOf(chosen[k] as CompactVector, vector))
    likeness[at] = alike
    compared[at] = chosen.length
    return alike
  }
  return {
    of(at) {
      said[at] = worthBeside(relevances[at] ?? 0, likenessOf(at))
      return said[at]
    },
    atMost: (at) => said[at] as number,
    choose(at) {
      const vector = vectors[at]
      if (vector !== undefined) chosen.push(vector)
    },
  }
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
