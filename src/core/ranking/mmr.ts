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
export function cosineOf(a: CompactVector, b: CompactVector): number {
  const shared = Math.min(a.parts.length, b.parts.length)
  let sum = 0
  for (let d = 0; d < shared; d++) sum += (a.parts[d] as number) * (b.parts[d] as number)
  return sum === 0 ? 0 : sum / (a.length * b.length)
}

/** What a candidate is worth beside those that were chosen already. */
export interface MarginalRelevance {
  of(at: number): number
  /** Tells that the candidate was chosen: what is like it is worth less from here on. */
  choose(at: number): void
}

/**
 * Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): `lambda * relevance - (1 - lambda) * likeness`,
 * the likeness that to the most similar one chosen so far, relevance in shares of the largest. A candidate without a
 * vector counts as much alike as the others are on average; without any vectors the order is that of the relevances.
 */
export function marginalRelevance(
  relevances: readonly number[],
  vectors: readonly (CompactVector | undefined)[],
  lambda: number,
): MarginalRelevance {
  const most = relevances.reduce((largest, one) => Math.max(largest, one), 0)
  const likeness = new Float64Array(relevances.length)
  const known = vectors.flatMap((vector, at) => (vector === undefined ? [] : [{ at, vector }]))
  let typical = 0
  return {
    of(at) {
      const relevance = most === 0 ? 0 : (relevances[at] ?? 0) / most
      const alike = vectors[at] === undefined ? typical : (likeness[at] ?? 0)
      return lambda * relevance - (1 - lambda) * alike
    },
    choose(at) {
      const chosen = vectors[at]
      if (chosen === undefined) return
      let sum = 0
      for (const other of known) {
        likeness[other.at] = Math.max(likeness[other.at] ?? 0, cosineOf(chosen, other.vector))
        sum += likeness[other.at] ?? 0
      }
      typical = sum / known.length
    },
  }
}
