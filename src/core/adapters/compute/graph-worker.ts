import type { BuiltGraph, ChosenSettings, GraphInput } from '../../ports/runtime.ts'
import { borrowColumns } from '../../ranking/content.ts'
import { heldBackWorths, isAsGood, leastReadersToJudge, qualityOf } from '../../ranking/gate.ts'
import { blendedGraph } from '../../ranking/graph.ts'
import { type Interactions, interactionsOfColumns } from '../../ranking/interactions.ts'
import { computeMembers, type MemberWeights } from '../../ranking/members.ts'
import type { GraphSettings, RankingSettings } from '../../ranking/settings.ts'
import { type RatedEvent, randomSplit } from '../../ranking/split.ts'
import { tune } from '../../ranking/tuning.ts'
import { serveWorker } from '../serve-worker.ts'
import type { GraphTask } from './graph-builder.ts'
import { createMemberThreads } from './member-threads.ts'
import { newBooks } from './new-books.ts'

/** Larger schools are tuned by whole readers, every so many: more events change no choice, only the memory they take. */
const mostTuningEvents = 2_000_000
/** The same cut for the same events. */
const tuningSeed = 1

const threads = createMemberThreads()

const compute = (
  interactions: Interactions,
  settings: GraphSettings,
): Promise<MemberWeights[]> | MemberWeights[] =>
  threads.suits(interactions)
    ? threads.compute(interactions, settings)
    : computeMembers(interactions, settings)

serveWorker(async ({ kind, input, settings }: GraphTask) => ({
  value: kind === 'build' ? await build(input, settings) : await choose(input, settings),
}))

async function build(input: GraphInput, settings: RankingSettings): Promise<BuiltGraph> {
  const quality = qualityOf(await heldBackWorths(input, input.readerNos, { settings, compute }))
  const interactions = interactionsOfColumns(input, settings.graph)
  const learned = blendedGraph(interactions, settings.graph, await compute(interactions, settings.graph))
  const fresh = newBooks(input, learned.readersPerBook, settings.content)
  const { targetsPerSource } = settings.graph
  const graph =
    fresh.length === 0 ? learned : borrowColumns(learned, fresh, { ...settings.content, targetsPerSource })
  const { offsets, neighbours, weights, readersPerBook } = graph
  return { offsets, neighbours, weights, readersPerBook, newBooks: fresh.length, quality }
}

/** New settings that rank held-back events as well as those in service; else those in service. */
async function choose(input: GraphInput, live: RankingSettings): Promise<ChosenSettings> {
  const cut = randomSplit(eventsFrom(input), tuningSeed)
  const { settings, report } = await tune(cut, live, compute)
  const [fresh, before] = [
    await heldBackWorths(input, input.readerNos, { settings, compute }),
    await heldBackWorths(input, input.readerNos, { settings: live, compute }),
  ]
  // Where few read only the prior is chosen, and there is nothing to judge it by.
  const accepted = fresh.length < leastReadersToJudge || isAsGood(fresh, before)
  return { settings: accepted ? settings : live, report, accepted }
}

function eventsFrom({ readers, books, verdicts }: GraphInput): RatedEvent[] {
  const stride = Math.ceil(readers.length / mostTuningEvents)
  const events: RatedEvent[] = []
  for (let at = 0; at < readers.length; at++) {
    const reader = readers[at] as number
    if (reader % stride !== 0) continue
    const verdict = verdicts[at] as number
    const rating = verdict > 0 ? { rating: 5 } : verdict < 0 ? { rating: 1 } : {}
    events.push({ reader, book: books[at] as number, liked: verdict >= 0, ...rating })
  }
  return events
}
