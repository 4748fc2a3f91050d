import { historyOf, interactionsOf } from './evaluate.ts'
import { type BookGraph, blendedGraph, buildGraph } from './graph.ts'
import type { Interactions } from './interactions.ts'
import { computeMembers, type MemberWeights } from './members.ts'
import { longListDepth } from './metrics.ts'
import { createScorer, type HistoryBook } from './score.ts'
import type { GraphSettings, Member, RankingSettings, ScoringSettings } from './settings.ts'
import { type EvaluationSplit, isDislike, type RatedEvent } from './split.ts'
import { climb, hitValues, worthOf } from './tuning-blend.ts'
import { candidateTables, type ValidationReader } from './tuning-candidates.ts'

const cosine = (shrink: number, more: Partial<Extract<Member, { kind: 'neighbours' }>> = {}): Member => ({
  kind: 'neighbours',
  readerExponent: 0,
  sourceExponent: 0.5,
  targetExponent: 0.5,
  shrink,
  power: 1,
  sourcesPerTarget: 2000,
  blend: 0,
  ...more,
})

/** What can be blended (ranking.md 1.1, step 2), from the cheapest to the dearest. */
export const library: readonly Member[] = [
  cosine(5),
  cosine(10, { sourceExponent: 0.6, targetExponent: 0.4 }),
  cosine(10, { sourcesPerTarget: 10 }),
  cosine(10, { sourcesPerTarget: 40 }),
  cosine(10, { power: 2 }),
  cosine(0, { readerExponent: 0.15, sourceExponent: 0.6, targetExponent: 0.4, sourcesPerTarget: 10 }),
  cosine(0, { readerExponent: 0.15, sourceExponent: 0.6, targetExponent: 0.4, sourcesPerTarget: 50 }),
  cosine(2, { readerExponent: 0.15, targetExponent: 0.3, sourcesPerTarget: 10 }),
  cosine(1, { readerExponent: 0.15, targetExponent: 0.3, sourcesPerTarget: 50 }),
  { kind: 'ridge', readerExponent: 0.15, sourceExponent: 0.25, neighbours: 80, lambda: 7, blend: 0 },
  { kind: 'ridge', readerExponent: 0, sourceExponent: 0, neighbours: 80, lambda: 100, blend: 0 },
]

/** Fewer validation readers say too little to choose a blend by. */
const leastReaders = 200
/** More validation readers change no choice, only the time it takes. */
const mostReaders = 4_000
/** Weights of a read and disliked book, in training and in a history; the first wins ties. */
const trainingWeights = [1, 0.5, 0]
const historyWeights = [-0.5, 0, 0.5]
/** Fewer dislikes cannot tell one pair from another. */
const leastDislikes = 200
const priorStrengths = [0, 1, 2, 4, 8, 16]
/** Lengths of history that stand for the four bands of `priorStrength`; longer ones are cut. */
const bandLengths = [2, 7, 20, 45] as const
/** Readers by whom each band's strength is chosen; fewer than the first number choose nothing. */
const leastReadersABand = 50
const readersABand = 1_000

export interface TuningReport {
  validationReaders: number
  /** How many events of the training part were a dislike. */
  dislikes: number
  /** What was not chosen by these data, because they are too few. */
  kept: readonly ('dislikes' | 'blend')[]
}

export interface Tuned {
  settings: RankingSettings
  report: TuningReport
}

/** How members are computed: here, or on several threads. */
export type ComputeMembers = (
  interactions: Interactions,
  settings: GraphSettings,
) => MemberWeights[] | Promise<MemberWeights[]>

/**
 * Chooses all that can be chosen for a school by one procedure, whatever its data are (ranking.md 2): the weights of
 * disliked books by a plain cosine member, the blend by hill climbing over the library, then the popularity prior by
 * length of history. `split` is a cut inside what may be learned from; what is chosen then holds for all of it.
 */
export async function tune(
  split: EvaluationSplit,
  base: RankingSettings,
  compute: ComputeMembers = computeMembers,
): Promise<Tuned> {
  const eventsOf = eventsByReader(split)
  const readers = evenly([...split.relevant.keys()], mostReaders)
  const dislikes = split.train.filter(isDislike).length
  const kept: TuningReport['kept'][number][] = []
  let settings = base
  if (readers.length >= leastReaders && dislikes >= leastDislikes)
    settings = withDislikes(settings, { split, eventsOf, readers })
  else kept.push('dislikes')
  const validation = validationReaders(settings, { split, eventsOf, readers })
  const interactions = interactionsOf(split, settings.graph)
  const pool = readers.length >= leastReaders ? library : settings.graph.members
  const members = await compute(interactions, { ...settings.graph, members: pool })
  const values = hitValues(readersOf(interactions))
  if (pool === library) {
    const blend = climb(candidateTables(members, interactions, validation), pool.length, values)
    settings = withBlend(settings, blend)
  } else kept.push('blend')
  const chosen = settings.graph.members.map(
    (member) => members[pool.findIndex((one) => isSame(one, member))] as MemberWeights,
  )
  const graph = blendedGraph(interactions, settings.graph, chosen)
  const priorStrength = bandLengths.map((length, band) => {
    const cut = evenly(
      validation.filter(({ history }) => history.length >= length),
      readersABand,
    ).map((one) => ({ ...one, history: part(one.history, length) }))
    return bestStrength(cut, settings.scoring.priorStrength[band] ?? 0, (strength) =>
      meanWorthAt(strength, { graph, interactions, readers: cut, values }),
    )
  })
  return {
    settings: {
      ...settings,
      scoring: { priorStrength: priorStrength as unknown as ScoringSettings['priorStrength'] },
    },
    report: { validationReaders: readers.length, dislikes, kept },
  }
}

interface Ground {
  split: EvaluationSplit
  eventsOf: ReadonlyMap<number, RatedEvent[]>
  readers: readonly number[]
}

function withDislikes(base: RankingSettings, { split, eventsOf, readers }: Ground): RankingSettings {
  const members = [library[0] as Member]
  let best: { settings: RankingSettings; worth: number } | undefined
  for (const dislikedTrainingWeight of trainingWeights) {
    const graphSettings = { ...base.graph, dislikedTrainingWeight, members }
    const interactions = interactionsOf(split, graphSettings)
    const graph = buildGraph(interactions, graphSettings)
    const values = hitValues(graph.readersPerBook)
    for (const readAndDislikedWeight of historyWeights) {
      const settings = {
        ...base,
        graph: { ...base.graph, dislikedTrainingWeight },
        history: { ...base.history, readAndDislikedWeight },
      }
      const validation = validationReaders(settings, { split, eventsOf, readers })
      const worth = meanWorthAt(0, { graph, interactions, readers: validation, values })
      if (best === undefined || worth > best.worth) best = { settings, worth }
    }
  }
  return best?.settings ?? base
}

const validationReaders = (
  { history }: RankingSettings,
  { split, eventsOf, readers }: Ground,
): ValidationReader[] =>
  readers.map((reader) => ({
    reader,
    history: historyOf(eventsOf.get(reader) ?? [], history),
    relevant: split.relevant.get(reader) ?? new Set(),
  }))

const withBlend = (settings: RankingSettings, blend: readonly number[]): RankingSettings => ({
  ...settings,
  graph: {
    ...settings.graph,
    members: library.flatMap((member, k) =>
      (blend[k] ?? 0) > 0 ? { ...member, blend: Math.round((blend[k] as number) * 1000) / 1000 } : [],
    ),
  },
})

const isSame = (a: Member, b: Member): boolean =>
  JSON.stringify({ ...a, blend: 0 }) === JSON.stringify({ ...b, blend: 0 })

interface Serving {
  graph: BookGraph
  interactions: Interactions
  readers: readonly ValidationReader[]
  values: Float64Array
}

function meanWorthAt(strength: number, { graph, interactions, readers, values }: Serving): number {
  const score = createScorer(graph, { priorStrength: [strength, strength, strength, strength] })
  let total = 0
  for (const { reader, history, relevant } of readers) {
    const first = interactions.offsets[reader] as number
    const excluded = interactions.books.subarray(first, interactions.offsets[reader + 1] as number)
    const { candidates } = score({ history, excluded, limit: longListDepth })
    total += worthOf(
      candidates.map(({ book }) => book),
      relevant,
      values,
    )
  }
  return readers.length === 0 ? 0 : total / readers.length
}

/** The strength with the best lists; of equals the weakest. The usual one where too few have so long a history. */
function bestStrength(
  readers: readonly unknown[],
  usual: number,
  worth: (strength: number) => number,
): number {
  if (readers.length < leastReadersABand) return usual
  const worths = priorStrengths.map(worth)
  return priorStrengths[worths.indexOf(Math.max(...worths))] ?? usual
}

function eventsByReader(split: EvaluationSplit): Map<number, RatedEvent[]> {
  const eventsOf = new Map<number, RatedEvent[]>([...split.relevant.keys()].map((reader) => [reader, []]))
  for (const event of split.train) eventsOf.get(event.reader)?.push(event)
  return eventsOf
}

function readersOf({ bookCount, books }: Interactions): Int32Array {
  const readers = new Int32Array(bookCount)
  for (const book of books) readers[book] = (readers[book] as number) + 1
  return readers
}

/** At most so many, spread evenly over all. */
function evenly<T>(all: readonly T[], most: number): T[] {
  const stride = Math.max(1, all.length / most)
  return Array.from({ length: Math.min(most, all.length) }, (_, k) => all[Math.floor(k * stride)] as T)
}

/** Some books of a history, always the same ones, whatever the order. */
const part = (history: readonly HistoryBook[], length: number): HistoryBook[] =>
  [...history].sort((a, b) => scattered(a.book) - scattered(b.book)).slice(0, length)

/** Multiplicative hashing (Knuth): neighbours in number are not neighbours in order. */
const scattered = (book: number): number => Math.imul(book, 0x9e3779b1) >>> 0
