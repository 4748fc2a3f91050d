import type { Store } from '../../../ports/store.ts'
import { typicalRowSum } from '../../../ranking/content.ts'
import { type BookGraph, popularityPrior } from '../../../ranking/graph.ts'
import { createScorer, type Scorer } from '../../../ranking/score.ts'
import { type RankingSettings, settingsFrom } from '../../../ranking/settings.ts'
import { lastUsed } from './last-used.ts'
import { createTextVectors, type TextVectors } from './text-vectors.ts'

/** A build in service, as typed arrays, with the way from graph indices to book numbers and back. */
export interface ServedGraph {
  buildId: number
  graph: BookGraph
  scorer: Scorer
  /** By which it was built and is scored. */
  settings: RankingSettings
  bookNos: Int32Array
  indexOf(bookNo: number): number | undefined
  /** Whether so few have read a book, by its index, that its place in the graph is borrowed; false for an unknown one. */
  isSparse(index: number): boolean
  /** Whether the graph has nothing to say from this book: it is unknown, or has no neighbours. */
  isSilent(bookNo: number): boolean
  /** How much one book of a history says in all, on average: the scale of borrowed rows. */
  typicalRowSum: number
  /** Popularity among readers of this grade and its two neighbours, or null when too few of them read. */
  gradePrior(grade: number | null): Float32Array | null
  /** How many readers of this grade and its two neighbours a book has. */
  readersInBand(grade: number | null, index: number): number
  /** By which a list tells how much alike its books are. */
  texts: TextVectors
}

export interface ServedGraphs {
  /** The build's arrays, loaded when they are first asked for; an empty graph when nothing was built yet. */
  load(schoolId: string, buildId: number | null): Promise<ServedGraph>
}

/** Schools whose graph is kept in memory: those that were asked last. */
const maxSchools = 8
const rowsAtOnce = 2000
/** Fewer loans than this in a grade say little: the school's popularity is used instead. */
const minGradeReads = 200

export function createServedGraphs(store: Store): ServedGraphs {
  const served = new Map<string, { buildId: number | null; graph: Promise<ServedGraph> }>()
  return {
    load(schoolId, buildId) {
      if (served.get(schoolId)?.buildId !== buildId) served.delete(schoolId)
      const entry = lastUsed(served, schoolId, maxSchools, () => ({
        buildId,
        graph: loadGraph(store, schoolId, buildId),
      }))
      entry.graph.catch(() => served.get(schoolId) === entry && served.delete(schoolId))
      return entry.graph
    },
  }
}

async function loadGraph(store: Store, schoolId: string, buildId: number | null): Promise<ServedGraph> {
  const head = buildId === null ? null : await store.school(schoolId, (rows) => rows.graphs.head(buildId))
  if (head === null)
    return serve({ buildId: -1, bookNos: new Int32Array(0), graph: emptyGraph(), grades: [], settings: null })
  const { book_nos: bookNos, readers_per_book: readersPerBook } = head
  const indexOf = new Map(Array.from(bookNos, (bookNo, index) => [bookNo, index]))
  const offsets = new Int32Array(bookNos.length + 1)
  const neighbours: Int32Array[] = []
  const weights: Float32Array[] = []
  let used = 0
  for (let after = -1, index = 0; ; ) {
    const page = await store.school(schoolId, (rows) =>
      rows.graphs.rowsAfter(head.build_id, after, rowsAtOnce),
    )
    for (const row of page) {
      const at = indexOf.get(row.book_no) ?? 0
      while (index < at) offsets[++index] = used
      neighbours.push(Int32Array.from(row.neighbour_nos, (bookNo) => indexOf.get(bookNo) ?? 0))
      weights.push(Float32Array.from(row.weights))
      used += row.weights.length
      after = row.book_no
    }
    if (page.length < rowsAtOnce) {
      while (index < bookNos.length) offsets[++index] = used
      break
    }
  }
  const graph = {
    bookCount: bookNos.length,
    offsets,
    neighbours: concatenated(new Int32Array(used), neighbours),
    weights: concatenated(new Float32Array(used), weights),
    readersPerBook,
    prior: popularityPrior(readersPerBook),
  }
  return serve({ buildId: head.build_id, bookNos, graph, grades: head.grade_prior, settings: head.settings })
}

function serve(made: {
  buildId: number
  bookNos: Int32Array
  graph: BookGraph
  grades: readonly { grade: number; readers: number[] }[]
  settings: unknown
}): ServedGraph {
  const settings = settingsFrom(made.settings)
  const indices = new Map(Array.from(made.bookNos, (bookNo, index) => [bookNo, index]))
  const bands = new Map<number, Band>()
  const band = (grade: number): Band => {
    const known = bands.get(grade) ?? bandOf(made.grades, grade, made.graph.bookCount)
    bands.set(grade, known)
    return known
  }
  const { offsets } = made.graph
  const isSparse = (index: number): boolean =>
    (made.graph.readersPerBook[index] ?? Number.POSITIVE_INFINITY) < settings.content.newBelowReaders
  return {
    buildId: made.buildId,
    graph: made.graph,
    bookNos: made.bookNos,
    settings,
    scorer: createScorer(made.graph, settings.scoring),
    indexOf: (bookNo) => indices.get(bookNo),
    isSparse,
    isSilent(bookNo) {
      const index = indices.get(bookNo)
      return index === undefined || offsets[index] === offsets[index + 1]
    },
    typicalRowSum: typicalRowSum(made.graph),
    texts: createTextVectors(),
    gradePrior(grade) {
      const readers = grade === null ? null : band(grade)
      return readers === null || readers.total < minGradeReads ? null : readers.prior
    },
    readersInBand: (grade, index) => (grade === null ? 0 : (band(grade).readers[index] ?? 0)),
  }
}

interface Band {
  readers: Int32Array
  prior: Float32Array
  total: number
}

/** Readers of the grade and its two neighbours together: one class alone is too few to be popular with. */
function bandOf(
  grades: readonly { grade: number; readers: number[] }[],
  grade: number,
  bookCount: number,
): Band {
  const readers = new Int32Array(bookCount)
  for (const one of grades) {
    if (Math.abs(one.grade - grade) > 1) continue
    for (let book = 0; book < bookCount; book++)
      readers[book] = (readers[book] ?? 0) + (one.readers[book] ?? 0)
  }
  const total = readers.reduce((sum, count) => sum + count, 0)
  return { readers, prior: popularityPrior(readers), total }
}

const emptyGraph = (): BookGraph => ({
  bookCount: 0,
  offsets: new Int32Array(1),
  neighbours: new Int32Array(0),
  weights: new Float32Array(0),
  readersPerBook: new Int32Array(0),
  prior: new Float32Array(0),
})

function concatenated<T extends Int32Array | Float32Array>(into: T, parts: readonly T[]): T {
  let at = 0
  for (const part of parts) {
    into.set(part, at)
    at += part.length
  }
  return into
}
