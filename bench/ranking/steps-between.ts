// From the lists of an evaluation to those that a service shows, one step after the other, each worked out here.
import { borrowColumns, describeNewBooks } from '../../src/core/ranking/content.ts'
import { diversify } from '../../src/core/ranking/diversify.ts'
import { trainOn } from '../../src/core/ranking/evaluate.ts'
import type { BookGraph } from '../../src/core/ranking/graph.ts'
import { booksOf } from '../../src/core/ranking/interactions.ts'
import { longListDepth } from '../../src/core/ranking/metrics.ts'
import { type CompactVector, compactVector } from '../../src/core/ranking/mmr.ts'
import { type Candidate, createScorer, maxCandidates } from '../../src/core/ranking/score.ts'
import { defaultSettings, type RankingSettings } from '../../src/core/ranking/settings.ts'
import { type Shapeable, shapeList } from '../../src/core/ranking/shape.ts'
import { type KnownBooks, vectorsOf } from '../../src/roles/evaluate/books.ts'
import type { EvaluationData } from '../../src/roles/evaluate/data.ts'

/** The step whose lists have the order of the scores in the service. */
export const lastByScore = 'with at most two books an author'

type Ranked = readonly (Candidate & { isNew: boolean })[]

/** By name the lists of each step, every one with all steps before it. */
export async function stepsBetween(
  data: EvaluationData,
  books: KnownBooks,
  { chosen, inService }: { chosen: RankingSettings; inService: RankingSettings },
) {
  const vectors = await vectorsOf(books)
  const place = borrowing(books, vectors)
  const borrowed = ranked(data, inService, place)
  const spread = borrowed.map((list) => twoAnAuthor(list, books))
  const kept = new Map<number, CompactVector>()
  const vectorOf = ({ book }: Candidate): CompactVector => {
    const { dimension, rows } = vectors
    const known = kept.get(book) ?? compactVector(rows.subarray(book * dimension, (book + 1) * dimension))
    kept.set(book, known)
    return known
  }
  const shaped = (hasNew: boolean) => spread.map((list) => shapedList(list, vectorOf, hasNew))
  return {
    'the evaluation': ranked(data, chosen, (graph) => graph).map(booksIn),
    'with the settings that the gate let into service': ranked(data, inService, (graph) => graph).map(
      booksIn,
    ),
    'with places borrowed for new books': borrowed.map(booksIn),
    [lastByScore]: spread.map(booksIn),
    'with less likeness of texts': shaped(false),
    'with one place in ten for a new book': shaped(true),
  }
}

const booksIn = (list: Ranked): Int32Array => Int32Array.from(list, ({ book }) => book)

/** As the evaluation ranks, but more than it judges, and over a graph that `place` may change before. */
function ranked(
  { split }: EvaluationData,
  settings: RankingSettings,
  place: (graph: BookGraph) => BookGraph,
): Ranked[] {
  const { graph: learned, interactions, histories } = trainOn(split, settings)
  const graph = place(learned)
  const score = createScorer(graph, settings.scoring)
  return [...split.relevant.keys()].map((reader) => {
    const request = { history: histories.get(reader) ?? [], excluded: booksOf(interactions, reader) }
    const { candidates, priorWeight } = score({ ...request, limit: maxCandidates })
    return candidates.map((candidate) => ({
      ...candidate,
      isNew:
        isNewIn(graph, candidate.book) && candidate.score > priorWeight * (graph.prior[candidate.book] ?? 0),
    }))
  })
}

const isNewIn = ({ readersPerBook }: BookGraph, book: number): boolean =>
  (readersPerBook[book] ?? 0) < defaultSettings.content.newBelowReaders

/** What a build does for books that hardly anybody read. */
function borrowing(
  books: KnownBooks,
  vectors: Awaited<ReturnType<typeof vectorsOf>>,
): (graph: BookGraph) => BookGraph {
  const { content, graph: built } = defaultSettings
  const vectorBooks = Int32Array.from(books.titles.keys())
  const authors = books.authors.map((author) => (author === '' ? [] : [author]))
  return (graph) => {
    const fresh = vectorBooks.filter((book) => isNewIn(graph, book))
    const described = describeNewBooks(
      fresh,
      { vectors, vectorBooks, authors },
      graph.readersPerBook,
      content,
    )
    return borrowColumns(graph, described, { ...content, targetsPerSource: built.targetsPerSource })
  }
}

function twoAnAuthor(list: Ranked, { authors }: KnownBooks): Ranked {
  const factsOf = ({ book }: Candidate) => (authors[book] ? { author: authors[book] } : {})
  return diversify(list, factsOf, { next: new Map() }, defaultSettings.diversity).kept
}

function shapedList(
  list: Ranked,
  vectorOf: (candidate: Candidate) => CompactVector,
  hasNew: boolean,
): Int32Array {
  const candidates = list.map((one) => ({ ...one, worth: one.score, fit: null, isNew: hasNew && one.isNew }))
  const shaped = shapeList<Candidate & Shapeable>(
    { pins: [], candidates, vectorOf, limit: longListDepth },
    defaultSettings.shape,
  )
  return Int32Array.from(shaped, ({ candidate }) => candidate.book)
}
