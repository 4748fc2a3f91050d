import { type BookGraph, buildGraph } from './graph.ts'
import { historyFrom, type Signal } from './history.ts'
import { buildInteractions, type Interactions } from './interactions.ts'
import {
  authorDiversity,
  coverage,
  listQuality,
  longListDepth,
  novelty,
  type SumsAndCounts,
  type WithAndWithout,
} from './metrics.ts'
import { seededRandom } from './random.ts'
import { createScorer, type HistoryBook, positiveBooks } from './score.ts'
import type { GraphSettings, HistorySettings, RankingSettings } from './settings.ts'
import { byReader, type EvaluationSplit, isDislike, type RatedEvent } from './split.ts'

/** The lists of one system, one per reader of `EvaluationSplit.relevant` and in its order, and how good they are. */
export interface JudgedLists {
  lists: readonly Int32Array[]
  ndcg: Float64Array
  recall: Float64Array
  reciprocalRank: Float64Array
  coverage: WithAndWithout
  novelty: SumsAndCounts
  /** Only where the books' authors are known. */
  authorDiversity?: SumsAndCounts
  violations: Violations
}

/** Places of lists that no list may have; what a reader has read can never be a hit, so each costs its system a place. */
export interface Violations {
  read: number
  repeated: number
  /** Books that stand in neither part of the split. */
  unknown: number
}

/** What the ranking learned from a split, and from which history each of its readers is served. */
export interface TrainedRanking {
  graph: BookGraph
  interactions: Interactions
  histories: ReadonlyMap<number, HistoryBook[]>
}

/** Builds the graph from the training part alone; histories go through the same rules as in production. */
export function trainOn(split: EvaluationSplit, settings: RankingSettings): TrainedRanking {
  const interactions = interactionsOf(split, settings.graph)
  const eventsOf = byReader(split.train)
  const histories = new Map<number, HistoryBook[]>()
  for (const reader of split.relevant.keys())
    histories.set(reader, historyOf(eventsOf.get(reader) ?? [], settings.history))
  return { graph: buildGraph(interactions, settings.graph), interactions, histories }
}

/** The training part as the model sees it. */
export function interactionsOf(
  { train, readerCount, bookCount }: EvaluationSplit,
  { dislikedTrainingWeight, maxEventsPerReader }: GraphSettings,
): Interactions {
  const rows = train.map((event) => ({
    reader: event.reader,
    book: event.book,
    weight: isDislike(event) ? dislikedTrainingWeight : 1,
  }))
  return buildInteractions(rows, { readerCount, bookCount, maxEventsPerReader })
}

/** One reader's events as the history that production would make of them. */
export function historyOf(events: readonly RatedEvent[], settings: HistorySettings): HistoryBook[] {
  return historyFrom(events.flatMap(signalsOf), settings)
}

function signalsOf(event: RatedEvent): Signal<number>[] {
  const { book, rating } = event
  if (rating !== undefined) return [{ kind: 'listed', book, rating }]
  if (event.liked) return [{ kind: 'listed', book }]
  return [
    { kind: 'listed', book },
    { kind: 'vote', book, vote: 'down', by: 'student' },
  ]
}

/** The ranking's own lists: 20 books a reader that the gates let through, read books left out. */
export function rankedLists(
  split: EvaluationSplit,
  trained: TrainedRanking,
  settings: RankingSettings,
  admits: (book: number) => boolean = () => true,
): Int32Array[] {
  const score = createScorer(trained.graph, settings.scoring)
  const readBy = booksByReader(split.train)
  return [...split.relevant.keys()].map((reader) => {
    const history = trained.histories.get(reader) ?? []
    const { candidates } = score({
      history,
      excluded: readBy.get(reader) ?? [],
      limit: longListDepth,
      admits,
    })
    return Int32Array.from(candidates, ({ book }) => book)
  })
}

/** How many of the books that are kept back from everybody to see whether they are listed all the same. */
const gatedShare = 0.1

/** Closes a random tenth of the catalogue by a gate, ranks again, and counts closed books in lists: must be 0. */
export function gateViolations(
  split: EvaluationSplit,
  trained: TrainedRanking,
  settings: RankingSettings,
  seed: number,
): { listed: number; gated: number } {
  const random = seededRandom(seed)
  const closed = Uint8Array.from({ length: split.bookCount }, () => (random() < gatedShare ? 1 : 0))
  const lists = rankedLists(split, trained, settings, (book) => closed[book] === 0)
  const listed = lists.reduce((sum, list) => sum + list.filter((book) => closed[book] === 1).length, 0)
  return { listed, gated: closed.reduce((sum, one) => sum + one, 0) }
}

/**
 * Judges lists against the hidden part of their split, over the full catalogue (metrics.ts). A list may hold -1 for a
 * book that the split does not know: it keeps its place and is no hit. `authorOf`: by book, -1 when unknown.
 */
export function judge(
  lists: readonly Int32Array[],
  split: EvaluationSplit,
  authorOf?: Int32Array,
): JudgedLists {
  const goals = [...split.relevant.values()]
  const quality = goals.map((relevant, k) => listQuality(lists[k] ?? [], relevant))
  const likers = new Set<number>()
  const likersPerBook = new Int32Array(split.bookCount)
  for (const { reader, book, liked } of split.train) {
    if (!liked) continue
    likers.add(reader)
    likersPerBook[book] = (likersPerBook[book] as number) + 1
  }
  return {
    lists,
    ndcg: Float64Array.from(quality, ({ ndcg }) => ndcg),
    recall: Float64Array.from(quality, ({ recall }) => recall),
    reciprocalRank: Float64Array.from(quality, ({ reciprocalRank }) => reciprocalRank),
    coverage: coverage(lists, split.bookCount),
    novelty: novelty(lists, likersPerBook, likers.size),
    ...(authorOf === undefined ? {} : { authorDiversity: authorDiversity(lists, authorOf) }),
    violations: violationsOf(lists, split),
  }
}

function violationsOf(lists: readonly Int32Array[], split: EvaluationSplit): Violations {
  const readBy = booksByReader(split.train)
  const found = { read: 0, repeated: 0, unknown: 0 }
  for (const [k, reader] of [...split.relevant.keys()].entries()) {
    const list = lists[k] ?? new Int32Array(0)
    const known = list.filter((book) => book >= 0)
    found.unknown += list.length - known.length
    found.repeated += known.length - new Set(known).size
    found.read += known.filter((book) => readBy.get(reader)?.has(book)).length
  }
  return found
}

function booksByReader(events: readonly RatedEvent[]): Map<number, Set<number>> {
  const books = new Map<number, Set<number>>()
  for (const { reader, book } of events) {
    const mine = books.get(reader)
    if (mine === undefined) books.set(reader, new Set([book]))
    else mine.add(book)
  }
  return books
}

/** The histories that are reported apart: too short for neighbours to say much, up to those of avid readers. */
export const historyBands = [
  { name: '1-3', from: 1, to: 3 },
  { name: '4-10', from: 4, to: 10 },
  { name: '11-30', from: 11, to: 30 },
  { name: '31+', from: 31, to: Number.POSITIVE_INFINITY },
] as const

/** For each reader of the split, in its order: the number of books in the history that speak for others. */
export function historyLengths(split: EvaluationSplit, trained: TrainedRanking): Int32Array {
  return Int32Array.from(split.relevant.keys(), (reader) =>
    positiveBooks(trained.histories.get(reader) ?? []),
  )
}
