import { historyOf } from '../evaluate.ts'
import { buildGraphBy } from '../graph.ts'
import { booksOf, type Interactions, interactionsOfColumns, type ReadColumns } from '../interactions.ts'
import type { ComputeMembers } from '../members.ts'
import { scattered } from '../random.ts'
import { createScorer } from '../score.ts'
import { evenly } from '../selection.ts'
import type { RankingSettings } from '../settings.ts'
import { byReader, eventAt, type RatedEvent } from '../split.ts'
import { listWorths, meanOf, type Served } from './worth.ts'

/** How well a way to rank finds what was held back from it. */
export interface Quality {
  readers: number
  /** `NDCG@10 + .5 Recall@20` (worth.ts). */
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
 * events are held back depends on nothing but reader and book, so two nights are judged by the same ones.
 */
export async function heldBackWorths(
  columns: ReadColumns,
  { settings, compute }: { settings: RankingSettings; compute: ComputeMembers },
): Promise<Float64Array> {
  const interactions = interactionsOfColumns(columns, settings.graph, (at) => !isHeldBack(columns, at))
  const graph = await buildGraphBy(compute, interactions, settings.graph)
  const score = createScorer(graph, settings.scoring)
  return listWorths(score, judged(columns, interactions, settings))
}

/** By the numbers that stay: indices shift with every reader or book that goes. */
function isHeldBack({ readers, books, verdicts, readerNos, bookNos }: ReadColumns, at: number): boolean {
  const reader = readerNos[readers[at] as number] as number
  const book = bookNos[books[at] as number] as number
  return (verdicts[at] as number) >= 0 && scattered(reader, book) % heldBackOneIn === 0
}

/** Some of the readers who have something to be found. */
function judged(columns: ReadColumns, interactions: Interactions, settings: RankingSettings): Served[] {
  const goals = new Map<number, Set<number>>()
  for (let at = 0; at < columns.readers.length; at++) {
    if (!isHeldBack(columns, at)) continue
    const reader = columns.readers[at] as number
    goals.set(reader, (goals.get(reader) ?? new Set()).add(columns.books[at] as number))
  }
  const some = evenly([...goals], readersJudged)
  const eventsOf = byReader(keptEvents(columns, new Set(some.map(([reader]) => reader))))
  return some.map(([reader, relevant]) => {
    const excluded = booksOf(interactions, reader)
    const counted = new Set(excluded)
    const events = eventsOf.get(reader)?.filter(({ book }) => counted.has(book)) ?? []
    return { history: historyOf(events, settings.history), excluded, relevant }
  })
}

/** What these readers have left. */
function* keptEvents(columns: ReadColumns, readers: ReadonlySet<number>): Generator<RatedEvent> {
  for (let at = 0; at < columns.readers.length; at++) {
    if (readers.has(columns.readers[at] as number) && !isHeldBack(columns, at)) yield eventAt(columns, at)
  }
}

/** Null when too few readers were judged to say anything. */
export function qualityOf(worths: Float64Array): Quality | null {
  const readers = worths.length
  if (readers < leastReadersToJudge) return null
  const mean = meanOf(worths)
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
