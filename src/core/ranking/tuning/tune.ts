import { historyOf, interactionsOf } from '../evaluate.ts'
import { buildGraph } from '../graph.ts'
import { booksOf, type Interactions } from '../interactions.ts'
import { type ComputeMembers, computeMembers } from '../members.ts'
import { createScorer } from '../score.ts'
import { evenly } from '../selection.ts'
import type { Member, RankingSettings } from '../settings.ts'
import { byReader, type EvaluationSplit, isDislike, type RatedEvent } from '../split.ts'
import { type CandidateTable, candidateTables } from './candidates.ts'
import { climb } from './climb.ts'
import { choosePrior } from './prior.ts'
import { listWorths, meanOf, type Served } from './worth.ts'

const cosine = (shrink: number, more: Partial<Extract<Member, { kind: 'neighbours' }>> = {}): Member => ({
  kind: 'neighbours',
  readerExponent: 0,
  sourceExponent: 0.5,
  targetExponent: 0.5,
  shrink,
  power: 1,
  sourcesPerTarget: 10,
  blend: 0,
  ...more,
})

/**
 * What can be blended (ranking.md 1.1, step 2), from the cheapest to the dearest. At most a hundred sources speak for a
 * target: of a member that lets all of them speak much is cut off again where each source's best targets are stored, so that
 * it promises more than it keeps.
 */
export const library: readonly Member[] = [
  cosine(10, { sourceExponent: 0.6, targetExponent: 0.4, sourcesPerTarget: 100 }),
  cosine(10, { power: 2, sourcesPerTarget: 100 }),
  cosine(10),
  cosine(10, { sourcesPerTarget: 40 }),
  cosine(0, { readerExponent: 0.15, sourceExponent: 0.6, targetExponent: 0.4 }),
  cosine(0, { readerExponent: 0.15, sourceExponent: 0.6, targetExponent: 0.4, sourcesPerTarget: 50 }),
  cosine(2, { readerExponent: 0.15, targetExponent: 0.3 }),
  cosine(1, { readerExponent: 0.15, targetExponent: 0.3, sourcesPerTarget: 50 }),
  { kind: 'ridge', readerExponent: 0.15, sourceExponent: 0.25, neighbours: 80, lambda: 7, blend: 0 },
  { kind: 'ridge', readerExponent: 0, sourceExponent: 0, neighbours: 80, lambda: 100, blend: 0 },
]

/** By which the weights of disliked books are chosen. */
const plain = cosine(5, { sourcesPerTarget: 2_000 })

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
 * length of history. `cuts` lie inside what may be learned from (split.ts); what is chosen then holds for all of it.
 */
export async function tune(
  cuts: readonly [EvaluationSplit, ...EvaluationSplit[]],
  base: RankingSettings,
  compute: ComputeMembers = computeMembers,
): Promise<Tuned> {
  const [split, ...others] = cuts
  const ground = groundOf(split)
  const grounds = [ground, ...others.map(groundOf)]
  const validationReaders = ground.readers.length
  const dislikes = split.train.filter(isDislike).length
  const kept: TuningReport['kept'][number][] = []
  let settings = base
  if (validationReaders >= leastReaders && dislikes >= leastDislikes)
    settings = withDislikes(settings, grounds)
  else kept.push('dislikes')
  if (validationReaders >= leastReaders) {
    const tables: CandidateTable[] = []
    for (const ground of grounds) tables.push(...(await tablesOf(ground, settings, compute)))
    settings = withBlend(settings, climb(tables, library.length))
  } else kept.push('blend')
  const priorStrength = await choosePrior(split, settings, compute)
  return {
    settings: { ...settings, scoring: { priorStrength } },
    report: { validationReaders, dislikes, kept },
  }
}

async function tablesOf(
  ground: Ground,
  settings: RankingSettings,
  compute: ComputeMembers,
): Promise<CandidateTable[]> {
  const interactions = interactionsOf(ground.split, settings.graph)
  const members = await compute(interactions, { ...settings.graph, members: library })
  return candidateTables(members, interactions, served(settings, interactions, ground))
}

interface Ground {
  split: EvaluationSplit
  eventsOf: ReadonlyMap<number, RatedEvent[]>
  readers: readonly number[]
}

const groundOf = (split: EvaluationSplit): Ground => ({
  split,
  eventsOf: byReader(split.train),
  readers: evenly([...split.relevant.keys()], mostReaders),
})

function withDislikes(base: RankingSettings, grounds: readonly Ground[]): RankingSettings {
  let best = { settings: base, worth: Number.NEGATIVE_INFINITY }
  for (const dislikedTrainingWeight of trainingWeights) {
    const graph = { ...base.graph, dislikedTrainingWeight }
    const worths = grounds.map((ground) => worthOfHistories({ ...base, graph }, ground))
    for (const readAndDislikedWeight of historyWeights) {
      const settings = { ...base, graph, history: { ...base.history, readAndDislikedWeight } }
      const worth = worths.reduce((sum, worthOf) => sum + worthOf(settings), 0)
      if (worth > best.worth) best = { settings, worth }
    }
  }
  return best.settings
}

/** What lists of a plain cosine member are worth, by how histories are weighed. */
function worthOfHistories(base: RankingSettings, ground: Ground): (settings: RankingSettings) => number {
  const graphSettings = { ...base.graph, members: [plain] }
  const interactions = interactionsOf(ground.split, graphSettings)
  const score = createScorer(buildGraph(interactions, graphSettings), { priorStrength: [0, 0, 0, 0] })
  return (settings) => meanOf(listWorths(score, served(settings, interactions, ground)))
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
