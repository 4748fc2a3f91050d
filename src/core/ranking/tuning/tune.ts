import { historyOf, interactionsOf } from '../evaluate.ts'
import { buildGraph } from '../graph.ts'
import { booksOf, countReaders, type Interactions } from '../interactions.ts'
import { type ComputeMembers, computeMembers } from '../members.ts'
import { createScorer } from '../score.ts'
import { evenly } from '../selection.ts'
import type { Member, RankingSettings } from '../settings.ts'
import { byReader, type EvaluationSplit, isDislike, type RatedEvent } from '../split.ts'
import { candidateTables } from './candidates.ts'
import { climb } from './climb.ts'
import { choosePrior } from './prior.ts'
import { hitValues, listWorths, meanOf, type Served } from './worth.ts'

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
  const readers = evenly([...split.relevant.keys()], mostReaders)
  const ground = { split, eventsOf: byReader(split.train), readers }
  const dislikes = split.train.filter(isDislike).length
  const kept: TuningReport['kept'][number][] = []
  let settings = base
  if (readers.length >= leastReaders && dislikes >= leastDislikes) settings = withDislikes(settings, ground)
  else kept.push('dislikes')
  if (readers.length >= leastReaders) {
    const interactions = interactionsOf(split, settings.graph)
    const members = await compute(interactions, { ...settings.graph, members: library })
    const tables = candidateTables(members, interactions, served(settings, interactions, ground))
    settings = withBlend(settings, climb(tables, library.length, hitValues(countReaders(interactions))))
  } else kept.push('blend')
  const priorStrength = await choosePrior(split, settings, compute)
  return {
    settings: { ...settings, scoring: { priorStrength } },
    report: { validationReaders: readers.length, dislikes, kept },
  }
}

interface Ground {
  split: EvaluationSplit
  eventsOf: ReadonlyMap<number, RatedEvent[]>
  readers: readonly number[]
}

function withDislikes(base: RankingSettings, ground: Ground): RankingSettings {
  const members = [library[0] as Member]
  let best: { settings: RankingSettings; worth: number } | undefined
  for (const dislikedTrainingWeight of trainingWeights) {
    const graphSettings = { ...base.graph, dislikedTrainingWeight, members }
    const interactions = interactionsOf(ground.split, graphSettings)
    const graph = buildGraph(interactions, graphSettings)
    const score = createScorer(graph, { priorStrength: [0, 0, 0, 0] })
    const values = hitValues(graph.readersPerBook)
    for (const readAndDislikedWeight of historyWeights) {
      const settings = {
        ...base,
        graph: { ...base.graph, dislikedTrainingWeight },
        history: { ...base.history, readAndDislikedWeight },
      }
      const worth = meanOf(listWorths(score, served(settings, interactions, ground), values))
      if (best === undefined || worth > best.worth) best = { settings, worth }
    }
  }
  return best?.settings ?? base
}

/** The validation readers, by the histories that these settings make of what is not hidden. */
const served = (
  { history }: RankingSettings,
  interactions: Interactions,
  { split, eventsOf, readers }: Ground,
): Served[] =>
  readers.map((reader) => ({
    history: historyOf(eventsOf.get(reader) ?? [], history),
    excluded: booksOf(interactions, reader),
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
