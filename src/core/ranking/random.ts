/** A stream of numbers in [0, 1) that is the same for the same seed on every machine. */
export type Random = () => number

/** Mulberry32 (T. Ettinger, public domain): 32 bits of state, good enough to shuffle and to resample, not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Two whole numbers mixed into one of 32 bits that tells neither (the finaliser of MurmurHash3). */
export function scattered(a: number, b: number): number {
  let mixed = Math.imul(a, 0x9e3779b1) ^ b
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** A random order of the indices 0 .. count - 1 (Fisher and Yates). */
export function shuffledIndices(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, k) => k)
  for (let last = count - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1))
    const moved = order[last] as number
    order[last] = order[chosen] as number
    order[chosen] = moved
  }
  return order
}
