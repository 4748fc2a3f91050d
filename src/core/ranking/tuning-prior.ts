import { historyOf, interactionsOf } from './evaluate.ts'
import { blendedGraph } from './graph.ts'
import type { Interactions } from './interactions.ts'
import type { MemberWeights } from './members.ts'
import { longListDepth } from './metrics.ts'
import { createScorer, type HistoryBook } from './score.ts'
import type { GraphSettings, RankingSettings, ScoringSettings } from './settings.ts'
import type { EvaluationSplit, RatedEvent } from './split.ts'
import { worthOf } from './tuning-blend.ts'

/** How members are computed: here, or on several threads. */
export type ComputeMembers = (
  interactions: Interactions,
  settings: GraphSettings,
) => MemberWeights[] | Promise<MemberWeights[]>

const strengths = [0, 1, 2, 4, 8, 16]
/** Lengths of history that stand for the four bands of `priorStrength`; longer ones are cut. */
const bandLengths = [2, 7, 20, 45] as const
/** One validation reader in so many is left out of what is learned, as a reader is who comes new. */
const leftOutOneIn = 5
/** Fewer readers with so long a history choose nothing. */
const leastReadersABand = 50
const mostReadersABand = 1_000

/** A reader who is new to the graph: a few events known, all other likes to be found. */
interface NewReader {
  history: readonly HistoryBook[]
  relevant: ReadonlySet<number>
}

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
  const worthAt = (strength: number, readers: readonly NewReader[]): number => {
    const score = createScorer(graph, { priorStrength: [strength, strength, strength, strength] })
    const worths = readers.map(({ history, relevant }) => {
      const excluded = history.map(({ book }) => book)
      const { candidates } = score({ history, excluded, limit: longListDepth })
      return worthOf(
        candidates.map(({ book }) => book),
        relevant,
        plain,
      )
    })
    return worths.reduce((sum, worth) => sum + worth, 0) / readers.length
  }
  const all = eventsOfAll(split, leftOut)
  const choose = (band: 0 | 1 | 2 | 3, usual: number): number => {
    const readers = newReaders(all, bandLengths[band], settings)
    if (readers.length < leastReadersABand) return usual
    const worths = strengths.map((strength) => worthAt(strength, readers))
    return strengths[worths.indexOf(Math.max(...worths))] ?? usual
  }
  return [choose(0, short), choose(1, middle), choose(2, long), choose(3, longest)]
}

/** Both parts of the split for some readers. */
function eventsOfAll(split: EvaluationSplit, readers: ReadonlySet<number>): RatedEvent[][] {
  const eventsOf = new Map<number, RatedEvent[]>([...readers].map((reader) => [reader, []]))
  for (const event of split.train) eventsOf.get(event.reader)?.push(event)
  for (const [reader, events] of eventsOf)
    for (const book of split.relevant.get(reader) ?? []) events.push({ reader, book, liked: true })
  return [...eventsOf.values()]
}

function newReaders(
  all: readonly RatedEvent[][],
  length: number,
  { history: weights }: RankingSettings,
): NewReader[] {
  return all
    .filter((events) => events.length > length)
    .slice(0, mostReadersABand)
    .map((events) => {
      // Some events, always the same ones, whatever their order.
      const shuffled = [...events].sort((a, b) => scattered(a.book) - scattered(b.book))
      const later = shuffled.slice(length).filter((event) => event.liked)
      return {
        history: historyOf(shuffled.slice(0, length), weights),
        relevant: new Set(later.map((event) => event.book)),
      }
    })
    .filter(({ relevant }) => relevant.size > 0)
}

/** Multiplicative hashing (Knuth): neighbours in number are not neighbours in order. */
const scattered = (book: number): number => Math.imul(book, 0x9e3779b1) >>> 0
