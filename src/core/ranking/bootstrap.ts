import { seededRandom } from './random.ts'

/** A mean with its 95 % interval. */
export interface Interval {
  mean: number
  low: number
  high: number
}

/** How often the readers are drawn anew, and from which seed: the same resamples for every system, so pairs stay pairs. */
export interface BootstrapSettings {
  draws: number
  seed: number
}

/**
 * The mean of one value a reader, with the 95 % percentile interval of the bootstrap over readers (Efron, 1979).
 * For two systems give the differences reader by reader: the interval is then that of the paired difference.
 * No readers: zeros.
 */
export function bootstrapMean(values: Float64Array, settings: BootstrapSettings): Interval {
  return bootstrapRatio(values, new Float64Array(values.length).fill(1), settings)
}

/** The same for a sum over a sum, as of bits over books shown. Nothing below the line: zeros. */
export function bootstrapRatio(
  above: Float64Array,
  below: Float64Array,
  { draws, seed }: BootstrapSettings,
): Interval {
  const count = above.length
  if (count === 0) return { mean: 0, low: 0, high: 0 }
  const random = seededRandom(seed)
  const means = Float64Array.from({ length: draws }, () => {
    let sumAbove = 0
    let sumBelow = 0
    for (let k = 0; k < count; k++) {
      const reader = Math.floor(random() * count)
      sumAbove += above[reader] as number
      sumBelow += below[reader] as number
    }
    return quotient(sumAbove, sumBelow)
  }).sort()
  return {
    mean: quotient(sumOf(above), sumOf(below)),
    low: percentile(means, 0.025),
    high: percentile(means, 0.975),
  }
}

/** The two-sided 95 % point of the normal distribution. */
const normalPoint = 1.959964

/**
 * The interval of a figure that is no mean over readers, from the figure without each reader in turn (the jackknife,
 * Tukey, 1958). For coverage the bootstrap will not do: a resample holds fewer different readers, so it shows fewer
 * different books, and its interval lies below the figure itself.
 */
export function jackknife(figure: number, withoutEach: Float64Array): Interval {
  const count = withoutEach.length
  if (count === 0) return { mean: figure, low: figure, high: figure }
  const mean = sumOf(withoutEach) / count
  const squares = withoutEach.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const margin = normalPoint * Math.sqrt(((count - 1) / count) * squares)
  return { mean: figure, low: figure - margin, high: figure + margin }
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

const quotient = (above: number, below: number): number => (below === 0 ? 0 : above / below)

/** Linear interpolation between the two nearest of sorted values. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1)
  const below = sorted[Math.floor(at)] ?? 0
  const above = sorted[Math.ceil(at)] ?? below
  return below + (above - below) * (at - Math.floor(at))
}
