import { historyOf, interactionsOf } from '../evaluate.ts'
import { blendedGraph } from '../graph.ts'
import type { ComputeMembers } from '../members.ts'
import { firstKnown } from '../newcomers.ts'
import { createScorer } from '../score.ts'
import type { RankingSettings, ScoringSettings } from '../settings.ts'
import { byReader, type EvaluationSplit } from '../split.ts'
import { listWorths, meanOf, type Served } from './worth.ts'

const strengths = [0, 1, 2, 4, 8, 16]
/** Lengths of history that stand for the four bands of `priorStrength`; longer ones are cut. */
const bandLengths = [2, 7, 20, 45] as const
/** One validation reader in so many is left out of what is learned, as a reader is who comes new. */
const leftOutOneIn = 5
/** Fewer readers with so long a history choose nothing. */
const leastReadersABand = 50
const mostReadersABand = 1_000

/**
 * Chooses the popularity prior by length of history (ranking.md 2, step 4), by plain `NDCG@10 + .5 Recall@20` of readers
 * whom the graph has never seen: with a graph that holds a reader's other events, neighbours look better than they are.
 * Of equals the weakest; the usual one where too few have so long a history.
 */
export async function choosePrior(
  split: EvaluationSplit,
  settings: RankingSettings,
  compute: ComputeMembers,
): Promise<ScoringSettings['priorStrength']> {
  const [short, middle, long, longest] = settings.scoring.priorStrength
  const leftOut = new Set([...split.relevant.keys()].filter((_, k) => k % leftOutOneIn === 0))
  if (leftOut.size < leastReadersABand) return [short, middle, long, longest]
  const train = split.train.filter(({ reader }) => !leftOut.has(reader))
  const interactions = interactionsOf({ ...split, train }, settings.graph)
  const graph = blendedGraph(interactions, settings.graph, await compute(interactions, settings.graph))
  const plain = new Float64Array(split.bookCount).fill(1)
  const worthAt = (strength: number, readers: readonly Served[]): number => {
    const score = createScorer(graph, { priorStrength: [strength, strength, strength, strength] })
    return meanOf(listWorths(score, readers, plain))
  }
  const eventsOf = byReader(split.train.filter(({ reader }) => leftOut.has(reader)))
  const newReaders = (length: number): Served[] =>
    [...eventsOf]
      .filter(([, events]) => events.length > length)
      .slice(0, mostReadersABand)
      .map(([reader, events]) => {
        const known = firstKnown(events, length)
        const excluded = known.map(({ book }) => book)
        const relevant = split.relevant.get(reader) ?? new Set()
        return { history: historyOf(known, settings.history), excluded, relevant }
      })
  const choose = (band: 0 | 1 | 2 | 3, usual: number): number => {
    const readers = newReaders(bandLengths[band])
    if (readers.length < leastReadersABand) return usual
    const worths = strengths.map((strength) => worthAt(strength, readers))
    return strengths[worths.indexOf(Math.max(...worths))] ?? usual
  }
  return [choose(0, short), choose(1, middle), choose(2, long), choose(3, longest)]
}
