import { seededRandom } from './random.ts'

/** A mean with its 95 % percentile interval. */
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
export function bootstrapMean(values: Float64Array, { draws, seed }: BootstrapSettings): Interval {
  const count = values.length
  if (count === 0) return { mean: 0, low: 0, high: 0 }
  const random = seededRandom(seed)
  const means = Float64Array.from({ length: draws }, () => {
    let sum = 0
    for (let k = 0; k < count; k++) sum += values[Math.floor(random() * count)] as number
    return sum / count
  }).sort()
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  return { mean, low: percentile(means, 0.025), high: percentile(means, 0.975) }
}

/** Linear interpolation between the two nearest of sorted values. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1)
  const below = sorted[Math.floor(at)] ?? 0
  const above = sorted[Math.ceil(at)] ?? below
  return below + (above - below) * (at - Math.floor(at))
}
