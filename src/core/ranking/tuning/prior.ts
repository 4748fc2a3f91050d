import { historyBands, historyOf, interactionsOf } from '../evaluate.ts'
import { type BookGraph, buildGraphBy } from '../graph.ts'
import type { ComputeMembers } from '../members.ts'
import { firstKnown } from '../newcomers.ts'
import { createScorer, positiveBooks } from '../score.ts'
import { evenly } from '../selection.ts'
import type { RankingSettings, ScoringSettings } from '../settings.ts'
import { byReader, type EvaluationSplit, type RatedEvent } from '../split.ts'
import { listWorths, meanOf, type Served } from './worth.ts'

const strengths = [0, 1, 2, 4, 8, 16]
/** Lengths of history that stand for the four bands of `priorStrength` where longer ones have to be cut. */
const bandLengths = [2, 7, 20, 45] as const
/** One validation reader in so many is left out of what is learned, as a reader is who comes new. */
const leftOutOneIn = 5
/** Fewer readers with so long a history choose nothing. */
const leastReadersABand = 50
const mostReadersABand = 1_000
/** Another strength must be better than the one in service by this much: below, the choice follows noise. */
const leastGain = 0.001

/**
 * Chooses the popularity prior by length of history (ranking.md 2, step 4), by `NDCG@10 + .5 Recall@20`: of readers who
 * have so many books, and where those are too few, of readers with more whose history is cut. Those are left out of what
 * is learned: a graph that holds a reader's other books puts them into the list.
 */
export async function choosePrior(
  split: EvaluationSplit,
  settings: RankingSettings,
  compute: ComputeMembers,
): Promise<ScoringSettings['priorStrength']> {
  const usual = settings.scoring.priorStrength
  const readers = [...split.relevant.keys()]
  const leftOut = new Set(readers.filter((_, k) => k % leftOutOneIn === 0))
  if (leftOut.size < leastReadersABand) return usual
  const eventsOf = byReader(split.train)
  const servedFrom = (reader: number, events: readonly RatedEvent[]): Served => ({
    history: historyOf(events, settings.history),
    excluded: events.map(({ book }) => book),
    relevant: split.relevant.get(reader) ?? new Set(),
  })
  const known = readers.map((reader) => servedFrom(reader, eventsOf.get(reader) ?? []))
  const cutTo = (length: number): Served[] =>
    [...leftOut].flatMap((reader) => {
      const events = eventsOf.get(reader) ?? []
      return events.length > length ? [servedFrom(reader, firstKnown(events, length))] : []
    })
  const graphFor = (train: EvaluationSplit['train']): Promise<BookGraph> =>
    buildGraphBy(compute, interactionsOf({ ...split, train }, settings.graph), settings.graph)
  const whole = await graphFor(split.train)
  let withoutThose: BookGraph | undefined
  const choose = async (band: 0 | 1 | 2 | 3): Promise<number> => {
    const { from, to } = historyBands[band]
    const own = known.filter(({ history }) => isBetween(positiveBooks(history), from, to))
    if (own.length >= leastReadersABand) return bestStrength(whole, own, usual[band])
    const cut = cutTo(bandLengths[band])
    if (cut.length < leastReadersABand) return usual[band]
    withoutThose ??= await graphFor(split.train.filter(({ reader }) => !leftOut.has(reader)))
    return bestStrength(withoutThose, cut, usual[band])
  }
  return [await choose(0), await choose(1), await choose(2), await choose(3)]
}

function bestStrength(graph: BookGraph, readers: readonly Served[], usual: number): number {
  const some = evenly(readers, mostReadersABand)
  const worthAt = (strength: number): number =>
    meanOf(listWorths(createScorer(graph, { priorStrength: [strength, strength, strength, strength] }), some))
  let best = { strength: usual, worth: worthAt(usual) }
  for (const strength of strengths) {
    const worth = worthAt(strength)
    if (worth > best.worth + leastGain) best = { strength, worth }
  }
  return best.strength
}

const isBetween = (count: number, from: number, to: number): boolean => count >= from && count <= to
