import { blendedGraph } from './graph.ts'
import { type Interactions, interactionsOfColumns } from './interactions.ts'
import { longListDepth } from './metrics.ts'
import { createScorer, type HistoryBook } from './score.ts'
import type { RankingSettings } from './settings.ts'
import { hitValues, worthOf } from './tuning-blend.ts'
import type { ComputeMembers } from './tuning-prior.ts'

/** Who read what and what they thought of it: one event a (reader, book), events grouped by reader. */
export interface ReadColumns {
  readerCount: number
  bookCount: number
  readers: Int32Array
  books: Int32Array
  /** 1 liked, 0 nothing said, -1 disliked. */
  verdicts: Int8Array
}

/** How well a way to rank finds what was held back from it. */
export interface Quality {
  readers: number
  /** `NDCG@10 + .5 Recall@20`, hits of rare books worth more (tuning-blend.ts). */
  mean: number
  /** Of the mean. */
  standardError: number
}

/** Fewer readers cannot tell a worse ranking from an unlucky one. */
export const leastReadersToJudge = 200
/** Readers by whom a ranking is judged, spread evenly. */
const readersJudged = 2_000
/** One event in so many is held back, the same ones every night. */
const heldBackOneIn = 5
/** One-sided, at 95 %: the lower end of a 90 % interval. */
const deviations = 1.645

/**
 * Ranks a fifth of all events from the rest, each reader's by its history, and answers the worth of each list. Which
 * events are held back depends on nothing but reader and book, so two nights are judged by the same ones. Readers are
 * told apart by `readerKeys`, which stay the same from night to night.
 */
export async function heldBackWorths(
  columns: ReadColumns,
  readerKeys: Int32Array,
  { settings, compute }: { settings: RankingSettings; compute: ComputeMembers },
): Promise<Float64Array> {
  const isHeldBack = (at: number): boolean =>
    (columns.verdicts[at] as number) >= 0 &&
    scattered(readerKeys[columns.readers[at] as number] as number, columns.books[at] as number) %
      heldBackOneIn ===
      0
  const interactions = interactionsOfColumns(columns, settings.graph, (at) => !isHeldBack(at))
  const graph = blendedGraph(interactions, settings.graph, await compute(interactions, settings.graph))
  const score = createScorer(graph, settings.scoring)
  const values = hitValues(graph.readersPerBook)
  return Float64Array.from(judged(columns, isHeldBack), ([reader, relevant]) => {
    const { candidates } = score({
      history: historyOf(columns, interactions, { reader, settings }),
      excluded: booksOf(interactions, reader),
      limit: longListDepth,
    })
    return worthOf(
      candidates.map(({ book }) => book),
      relevant,
      values,
    )
  })
}

/** Readers who have something to be found, and what. */
function judged(columns: ReadColumns, isHeldBack: (at: number) => boolean): [number, Set<number>][] {
  const goals = new Map<number, Set<number>>()
  for (let at = 0; at < columns.readers.length; at++) {
    if (!isHeldBack(at)) continue
    const reader = columns.readers[at] as number
    const mine = goals.get(reader) ?? new Set()
    goals.set(reader, mine.add(columns.books[at] as number))
  }
  const all = [...goals]
  const stride = Math.max(1, all.length / readersJudged)
  return Array.from(
    { length: Math.min(readersJudged, all.length) },
    (_, k) => all[Math.floor(k * stride)] as [number, Set<number>],
  )
}

function historyOf(
  columns: ReadColumns,
  interactions: Interactions,
  { reader, settings }: { reader: number; settings: RankingSettings },
): HistoryBook[] {
  const kept = new Set(booksOf(interactions, reader))
  const history: HistoryBook[] = []
  for (let at = firstOf(columns, reader); columns.readers[at] === reader; at++) {
    const book = columns.books[at] as number
    const verdict = columns.verdicts[at] as number
    if (!kept.has(book)) continue
    history.push({
      book,
      weight: verdict > 0 ? 2 : verdict < 0 ? settings.history.readAndDislikedWeight : 1,
    })
  }
  return history
}

/** Where a reader's events begin; readers stand in ascending order. */
function firstOf({ readers }: ReadColumns, reader: number): number {
  let [low, high] = [0, readers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((readers[middle] as number) < reader) low = middle + 1
    else high = middle
  }
  return low
}

const booksOf = ({ offsets, books }: Interactions, reader: number): Int32Array =>
  books.subarray(offsets[reader] as number, offsets[reader + 1] as number)

/** Two numbers mixed into one of 32 bits (the finaliser of MurmurHash3). */
function scattered(a: number, b: number): number {
  let mixed = Math.imul(a, 0x9e3779b1) ^ b
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** Null when too few readers were judged to say anything. */
export function qualityOf(worths: Float64Array): Quality | null {
  const readers = worths.length
  if (readers < leastReadersToJudge) return null
  const mean = worths.reduce((sum, worth) => sum + worth, 0) / readers
  const variance = worths.reduce((sum, worth) => sum + (worth - mean) ** 2, 0) / (readers - 1)
  return { readers, mean, standardError: Math.sqrt(variance / readers) }
}

/**
 * Whether tonight's ranking is worse than the one in service beyond what chance explains: the difference of the two
 * means and the root of their summed squared errors, one-sided at 95 %. Only sums are kept of a night, nobody's own.
 */
export function isWorse(tonight: Quality, live: Quality): boolean {
  const error = Math.hypot(tonight.standardError, live.standardError)
  return tonight.mean - live.mean + deviations * error < 0
}

/** How much of the live ranking's worth new settings may cost at worst: below, "as good" could never be shown. */
const margin = 0.01

/**
 * Whether new settings may go into service: the paired difference over the same readers, at its lower end (one-sided,
 * 95 %), is not below a hundredth of what the live ones are worth.
 */
export function isAsGood(fresh: Float64Array, live: Float64Array): boolean {
  const difference = qualityOf(fresh.map((worth, k) => worth - (live[k] as number)))
  const before = qualityOf(live)
  if (difference === null || before === null) return false
  return difference.mean - deviations * difference.standardError >= -margin * before.mean
}
