/** Random numbers that come out the same for the same seed: the demo school must not change from start to start. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** True with the given probability. */
  chance(probability: number): boolean
  /** One of the items, each as likely as the other. The list must not be empty. */
  pick<T>(items: readonly T[]): T
  /** One of the items, as likely as its weight says; null when no weight is above zero. */
  weighted<T>(items: readonly T[], weight: (item: T) => number): T | null
  /** A normally distributed number (Box-Muller). */
  normal(mean: number, deviation: number): number
  /** The items in a new order (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[]
}

/** The generator mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough for invented data. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Random numbers from a seed (a 32-bit whole number). */
export function seededRandom(seed: number): Random {
  const next = mulberry32(seed)
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new RangeError('pick needs at least one item')
    return items[between(0, items.length - 1)] as T
  }
  return {
    next,
    between,
    pick,
    chance: (probability) => next() < probability,
    weighted: (items, weight) => weightedPick(items, weight, next()),
    normal: (mean, deviation) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffled: (items) => {
      const order = [...items]
      for (let i = order.length - 1; i > 0; i -= 1) {
        const j = between(0, i)
        ;[order[i], order[j]] = [order[j] as (typeof order)[number], order[i] as (typeof order)[number]]
      }
      return order
    },
  }
}

function weightedPick<T>(items: readonly T[], weight: (item: T) => number, at: number): T | null {
  const weights = items.map((item) => Math.max(0, weight(item)))
  let left = at * weights.reduce((sum, w) => sum + w, 0)
  let last: T | null = null
  for (const [i, item] of items.entries()) {
    const w = weights[i] ?? 0
    if (w === 0) continue
    last = item
    left -= w
    if (left < 0) return item
  }
  return last
}
