import { type BookGraph, buildGraph } from './graph.ts'
import { historyFrom, type Signal } from './history.ts'
import { buildInteractions, type Interactions } from './interactions.ts'
import { coverage, listQuality, longListDepth, novelty } from './metrics.ts'
import { createScorer, type HistoryBook } from './score.ts'
import { bestFirst } from './selection.ts'
import type { RankingSettings } from './settings.ts'
import type { EvaluationSplit, RatedEvent } from './split.ts'

/** The lists of one system, one per reader of `EvaluationSplit.relevant` and in its order, and how good they are. */
export interface JudgedLists {
  lists: readonly Int32Array[]
  ndcg: Float64Array
  recall: Float64Array
  reciprocalRank: Float64Array
  coverage: number
  novelty: number
}

/** What the ranking learned from a split, and from which history each of its readers is served. */
export interface TrainedRanking {
  graph: BookGraph
  interactions: Interactions
  histories: ReadonlyMap<number, HistoryBook[]>
}

/** Builds the graph from the training part alone; histories go through the same rules as in production. */
export function trainOn(split: EvaluationSplit, settings: RankingSettings): TrainedRanking {
  const { dislikedTrainingWeight, maxEventsPerReader } = settings.graph
  const rows = split.train.map((event) => ({
    reader: event.reader,
    book: event.book,
    weight: wasDisliked(event) ? dislikedTrainingWeight : 1,
  }))
  const { readerCount, bookCount } = split
  const interactions = buildInteractions(rows, { readerCount, bookCount, maxEventsPerReader })
  const signals = new Map<number, Signal<number>[]>([...split.relevant.keys()].map((reader) => [reader, []]))
  for (const event of split.train) signals.get(event.reader)?.push(...signalsOf(event))
  const histories = new Map<number, HistoryBook[]>()
  for (const [reader, mine] of signals) histories.set(reader, historyFrom(mine, settings.history))
  return { graph: buildGraph(interactions, settings.graph), interactions, histories }
}

/** A dislike without a number is a thumb down; with one the number says how much. */
function wasDisliked({ liked, rating }: RatedEvent): boolean {
  return rating === undefined ? !liked : rating <= 2
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

/** The ranking's own lists: 20 books a reader, read books left out. */
export function rankedLists(
  split: EvaluationSplit,
  trained: TrainedRanking,
  settings: RankingSettings,
): Int32Array[] {
  const score = createScorer(trained.graph, settings.scoring)
  return [...split.relevant.keys()].map((reader) => {
    const history = trained.histories.get(reader) ?? []
    const { candidates } = score({
      history,
      excluded: booksOf(trained.interactions, reader),
      limit: longListDepth,
    })
    return Int32Array.from(candidates, ({ book }) => book)
  })
}

/** The baseline: for everybody the most read books that the reader has not read. */
export function popularityLists(split: EvaluationSplit, trained: TrainedRanking): Int32Array[] {
  const { readersPerBook } = trained.graph
  const ids = Int32Array.from({ length: split.bookCount }, (_, book) => book)
  const mostRead = bestFirst(ids, readersPerBook, ids.length)
  return [...split.relevant.keys()].map((reader) => {
    const read = new Set(booksOf(trained.interactions, reader))
    const list: number[] = []
    for (let at = 0; at < mostRead.length && list.length < longListDepth; at++) {
      const book = mostRead[at] as number
      if (!read.has(book)) list.push(book)
    }
    return Int32Array.from(list)
  })
}

/** Judges lists against the hidden part of their split, over the full catalogue (metrics.ts). */
export function judge(lists: readonly Int32Array[], split: EvaluationSplit): JudgedLists {
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
  }
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
  return Int32Array.from(split.relevant.keys(), (reader) => {
    const history = trained.histories.get(reader) ?? []
    return history.filter(({ weight }) => weight > 0).length
  })
}

function booksOf({ offsets, books }: Interactions, reader: number): Int32Array {
  return books.subarray(offsets[reader] as number, offsets[reader + 1] as number)
}
