import { listQuality, longListDepth } from '../metrics.ts'
import { type EvaluationSplit, isDislike, type SplitKind, splitEvents } from '../split.ts'
import { type CosineSettings, cosineNeighbours, cosineScores, shorterRows } from './cosine.ts'
import { easeScores, maxEaseReaders } from './ease.ts'
import { blendedScores } from './ease-cosine.ts'
import { popularityScores } from './popularity.ts'
import { listsByScore, type ReaderScores, type Reading, readingOf } from './reading.ts'

/** What the baselines choose from. The best by NDCG@10 of a cut inside the training part; of equal ones the first. */
export const baselineGrid = {
  exponents: [0.5, 0.4, 0.6],
  shrinks: [10, 0, 5, 20],
  sourcesPerTarget: [10, 20, 50, 100],
  lambdas: [200, 50, 100, 400, 800],
  /** Of EASE in its blend with cosine neighbours. */
  shares: [0.5, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8],
} as const

export interface BaselineSettings {
  /** Whether disliked books are learned from like others. */
  countDislikes: boolean
  cosine: CosineSettings
  /** Absent above `maxEaseReaders`. */
  ease?: { lambda: number; shareInBlend: number }
}

/** How the cut inside the training part is made: as the split itself. */
export interface BaselineCut {
  kind: SplitKind
  seed: number
}

/**
 * Chooses the baselines' settings from the training part alone: cuts it again in the same way, learns from the larger
 * piece, and looks for the likes of the other. A training part too small to be cut leaves the first of each choice.
 */
export function tuneBaselines(split: EvaluationSplit, { kind, seed }: BaselineCut): BaselineSettings {
  const cut = splitEvents(split.train, kind, seed)
  const { countDislikes, cosine } = bestOf(cosineChoices(cut), ({ scores, reading }) =>
    meanNdcg(cut, reading, scores),
  )
  if (split.readerCount > maxEaseReaders) return { countDislikes, cosine }
  const reading = readingOf(cut, countDislikes)
  const ease = bestOf(easeChoices(reading), ({ scores }) => meanNdcg(cut, reading, scores))
  const neighbours = cosineScores(reading.learned, cosineNeighbours(reading.learned, cosine))
  const shareInBlend = bestOf(baselineGrid.shares, (share) =>
    meanNdcg(cut, reading, blendedScores([ease.scores, neighbours], share, reading.read)),
  )
  return { countDislikes, cosine, ease: { lambda: ease.lambda, shareInBlend } }
}

/** A baseline with its lists, in the order of the split's readers. */
export interface Baseline {
  name: string
  lists: Int32Array[]
}

export function popularity(split: EvaluationSplit): Baseline {
  return { name: 'popularity', lists: topLists(split, readingOf(split, true), popularityScores) }
}

/** Learns from the whole training part with the settings chosen. */
export function tunedBaselines(split: EvaluationSplit, settings: BaselineSettings): Baseline[] {
  const { cosine, ease } = settings
  const reading = readingOf(split, settings.countDislikes)
  const neighbours = cosineScores(reading.learned, cosineNeighbours(reading.learned, cosine))
  const byCosine = { name: 'tuned cosine neighbours', lists: topLists(split, reading, neighbours) }
  if (ease === undefined) return [byCosine]
  const exact = easeScores(reading.learned, ease.lambda)
  const blend = blendedScores([exact, neighbours], ease.shareInBlend, reading.read)
  return [
    byCosine,
    { name: 'exact EASE, tuned', lists: topLists(split, reading, exact) },
    { name: 'EASE + cosine, tuned', lists: topLists(split, reading, blend) },
  ]
}

/** One walk over the co-reads serves every number of sources: a shorter row is the front of a longer one. */
function* cosineChoices(cut: EvaluationSplit) {
  const most = Math.max(...baselineGrid.sourcesPerTarget)
  for (const countDislikes of cut.train.some(isDislike) ? [true, false] : [true]) {
    const reading = readingOf(cut, countDislikes)
    for (const exponent of baselineGrid.exponents) {
      for (const shrink of baselineGrid.shrinks) {
        const rows = cosineNeighbours(reading.learned, { exponent, shrink, sourcesPerTarget: most })
        for (const sourcesPerTarget of baselineGrid.sourcesPerTarget) {
          const scores = cosineScores(reading.learned, shorterRows(rows, sourcesPerTarget))
          yield { countDislikes, reading, scores, cosine: { exponent, shrink, sourcesPerTarget } }
        }
      }
    }
  }
}

function* easeChoices({ learned }: Reading) {
  for (const lambda of baselineGrid.lambdas) yield { lambda, scores: easeScores(learned, lambda) }
}

/** The choice that is worth most, of equal ones the first. They are made one at a time, since they may be large. */
function bestOf<T>(choices: Iterable<T>, worthOf: (choice: T) => number): T {
  let best: { choice: T; worth: number } | undefined
  for (const choice of choices) {
    const worth = worthOf(choice)
    if (best === undefined || worth > best.worth) best = { choice, worth }
  }
  if (best === undefined) throw new RangeError('there is nothing to choose from')
  return best.choice
}

function meanNdcg(cut: EvaluationSplit, reading: Reading, scores: ReaderScores): number {
  const lists = topLists(cut, reading, scores)
  let sum = 0
  for (const [k, relevant] of [...cut.relevant.values()].entries()) {
    sum += listQuality(lists[k] ?? [], relevant).ndcg
  }
  return cut.relevant.size === 0 ? 0 : sum / cut.relevant.size
}

const topLists = (split: EvaluationSplit, reading: Reading, scores: ReaderScores): Int32Array[] =>
  listsByScore(split.relevant.keys(), reading, scores, longListDepth)
