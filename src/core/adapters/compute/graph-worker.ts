import {
  type BuiltGraph,
  type ChosenSettings,
  embeddingDimensions,
  type GraphInput,
} from '../../ports/runtime.ts'
import { borrowColumns, describeNewBooks, type NewBook } from '../../ranking/content.ts'
import { buildGraphBy } from '../../ranking/graph.ts'
import { interactionsOfColumns, type ReadColumns } from '../../ranking/interactions.ts'
import { type ComputeMembers, computeMembers } from '../../ranking/members.ts'
import type { ContentSettings, RankingSettings } from '../../ranking/settings.ts'
import { eventAt, type RatedEvent, validationCuts } from '../../ranking/split.ts'
import { heldBackWorths, isAsGood, leastReadersToJudge, qualityOf } from '../../ranking/tuning/gate.ts'
import { tune } from '../../ranking/tuning/tune.ts'
import { serveWorker } from '../serve-worker.ts'
import type { GraphTask } from './graph-builder.ts'
import { createMemberThreads } from './member-threads.ts'

/** Larger schools are tuned by whole readers, every so many: more events change no choice, only the memory they take. */
const mostTuningEvents = 2_000_000
/** The same cuts for the same events. */
const tuningSeed = 1

const threads = createMemberThreads()

const compute: ComputeMembers = (interactions, settings) =>
  threads.suits(interactions)
    ? threads.compute(interactions, settings)
    : computeMembers(interactions, settings)

serveWorker(async (task: GraphTask) => ({
  value: await (task.kind === 'build' ? build(task.input, task.settings) : choose(task.read, task.settings)),
}))

async function build(input: GraphInput, settings: RankingSettings): Promise<BuiltGraph> {
  const quality = qualityOf(await heldBackWorths(input, { settings, compute }))
  const interactions = interactionsOfColumns(input, settings.graph)
  const learned = await buildGraphBy(compute, interactions, settings.graph)
  const fresh = newBooks(input, learned.readersPerBook, settings.content)
  const { targetsPerSource } = settings.graph
  const graph =
    fresh.length === 0 ? learned : borrowColumns(learned, fresh, { ...settings.content, targetsPerSource })
  const { offsets, neighbours, weights, readersPerBook } = graph
  return { offsets, neighbours, weights, readersPerBook, newBooks: fresh.length, quality }
}

/** Books with a vector that too few have read. */
function newBooks(input: GraphInput, readersPerBook: Int32Array, content: ContentSettings): NewBook[] {
  const books = input.vectorBooks.filter((book) => (readersPerBook[book] ?? 0) < content.newBelowReaders)
  const vectors = { dimension: embeddingDimensions, rows: input.vectors }
  const described = { vectors, vectorBooks: input.vectorBooks, authors: input.authors }
  return describeNewBooks(books.slice(0, content.newBooksABuild), described, readersPerBook, content)
}

/** New settings that rank held-back events as well as those in service; else those in service. */
async function choose(read: ReadColumns, live: RankingSettings): Promise<ChosenSettings> {
  const { settings, report } = await tune(
    validationCuts(someEvents(read), 'random', tuningSeed),
    live,
    compute,
  )
  const fresh = await heldBackWorths(read, { settings, compute })
  const before = await heldBackWorths(read, { settings: live, compute })
  // Where few read only the prior is chosen, and there is nothing to judge it by.
  const accepted = fresh.length < leastReadersToJudge || isAsGood(fresh, before)
  return { settings: accepted ? settings : live, report, accepted }
}

function someEvents(read: ReadColumns): RatedEvent[] {
  const stride = Math.ceil(read.readers.length / mostTuningEvents)
  const events: RatedEvent[] = []
  for (let at = 0; at < read.readers.length; at++)
    if ((read.readers[at] as number) % stride === 0) events.push(eventAt(read, at))
  return events
}
