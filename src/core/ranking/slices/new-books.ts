import { type BookVectors, borrowColumns, describeNewBooks, type NewBook } from '../content.ts'
import { type TrainedRanking, trainOn } from '../evaluate.ts'
import type { BookGraph } from '../graph.ts'
import { listQuality, longListDepth } from '../metrics.ts'
import { type Random, seededRandom, shuffledIndices } from '../random.ts'
import { createScorer } from '../score.ts'
import { bestFirst } from '../selection.ts'
import type { RankingSettings } from '../settings.ts'
import type { EvaluationSplit } from '../split.ts'

/** What is known of books that nobody has read. */
export interface BookKnowledge {
  vectors: BookVectors
  /** By book; -1: unknown. */
  authorOf: Int32Array
}

/** NDCG@10 of one way to rank new books, reader by reader. */
export interface NewBookRanking {
  name: string
  ndcg: Float64Array
}

export interface NewBooks {
  books: number
  readers: number
  /** Ours is the last. */
  rankings: NewBookRanking[]
}

/** Share of the books that are made new. */
const newShare = 0.05

/**
 * What becomes of books that nobody has read: a random twentieth of the books loses all its events, the graph is built
 * without them, and they are ranked among themselves for each reader with something left, who should find those of them
 * that he or she liked. By borrowed columns from text, from the author and from both, beside how much the author's other
 * books are read, and chance.
 */
export function newBookSlice(
  split: EvaluationSplit,
  settings: RankingSettings,
  knowledge: BookKnowledge,
  seed: number,
): NewBooks {
  const random = seededRandom(seed)
  const fresh = shuffledIndices(split.bookCount, random).slice(0, Math.ceil(newShare * split.bookCount))
  const isFresh = new Uint8Array(split.bookCount)
  for (const book of fresh) isFresh[book] = 1
  const cut = withoutBooks(split, isFresh)
  const trained = trainOn(cut, settings)
  const described = describeNewBooks(
    fresh,
    {
      vectors: knowledge.vectors,
      vectorBooks: Int32Array.from({ length: split.bookCount }, (_, book) => book),
      authors: Array.from(knowledge.authorOf, (author) => (author === -1 ? [] : [author])),
    },
    trained.graph.readersPerBook,
    settings.content,
  )
  const judged = (name: string, lists: readonly ArrayLike<number>[]): NewBookRanking => ({
    name,
    ndcg: Float64Array.from(
      [...cut.relevant.values()],
      (goals, k) => listQuality(lists[k] ?? [], goals).ndcg,
    ),
  })
  const borrowed = (name: string, share: number, books: readonly NewBook[]): NewBookRanking => {
    const content = { ...settings.content, authorShare: share }
    const graph = borrowColumns(trained.graph, books, {
      ...content,
      targetsPerSource: settings.graph.targetsPerSource,
    })
    return judged(name, listsOfFresh(cut, { ...trained, graph }, settings, isFresh))
  }
  const nothingNear = { neighbours: new Int32Array(0), weights: new Float32Array(0) }
  return {
    books: fresh.length,
    readers: cut.relevant.size,
    rankings: [
      judged('chance', chanceLists(cut, fresh, random)),
      judged('popularity of the author', authorLists(cut, fresh, described, trained.graph)),
      borrowed('columns borrowed by text', 0, described),
      borrowed(
        'columns borrowed by author',
        1,
        described.map((book) => ({ ...book, nearest: nothingNear })),
      ),
      borrowed('Shelftalk: by text and author', settings.content.authorShare, described),
    ],
  }
}

/** The split without all events of some books; to find are the likes of exactly these, by readers with a history left. */
function withoutBooks(split: EvaluationSplit, isFresh: Uint8Array): EvaluationSplit {
  const train = split.train.filter(({ book }) => isFresh[book] === 0)
  const served = new Set(train.map(({ reader }) => reader))
  const relevant = new Map<number, Set<number>>()
  const wanted = (reader: number, book: number): void => {
    if (isFresh[book] === 0 || !served.has(reader)) return
    relevant.set(reader, (relevant.get(reader) ?? new Set()).add(book))
  }
  for (const { reader, book, liked } of split.train) if (liked) wanted(reader, book)
  for (const [reader, books] of split.relevant) for (const book of books) wanted(reader, book)
  return { ...split, train, relevant }
}

function listsOfFresh(
  cut: EvaluationSplit,
  { graph, histories }: TrainedRanking,
  settings: RankingSettings,
  isFresh: Uint8Array,
): number[][] {
  const score = createScorer(graph, settings.scoring)
  return [...cut.relevant.keys()].map((reader) => {
    const history = histories.get(reader) ?? []
    const admits = (book: number): boolean => isFresh[book] === 1
    const { candidates } = score({ history, excluded: [], limit: longListDepth, admits })
    return candidates.map(({ book }) => book)
  })
}

function chanceLists({ relevant }: EvaluationSplit, fresh: Int32Array, random: Random): Int32Array[] {
  return [...relevant].map(() =>
    shuffledIndices(fresh.length, random)
      .slice(0, longListDepth)
      .map((at) => fresh[at] as number),
  )
}

/** For everybody the new books whose authors' other books have most readers. */
function authorLists(
  { relevant }: EvaluationSplit,
  fresh: Int32Array,
  described: readonly NewBook[],
  graph: BookGraph,
): Int32Array[] {
  const readers = Float64Array.from(described, ({ sameAuthor }) =>
    sameAuthor.reduce((sum, book) => sum + (graph.readersPerBook[book] as number), 0),
  )
  // `fresh` is in random order: equal authors stand by chance.
  const places = Int32Array.from(fresh, (_, place) => place)
  const list = bestFirst(places, readers, longListDepth).map((place) => fresh[place] as number)
  return [...relevant].map(() => list)
}
