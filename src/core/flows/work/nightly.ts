import type { Core } from '../../ports/core.ts'
import type { StoredGraph } from '../../ports/lists/graphs.ts'
import type { BuiltGraph, GraphBuilder } from '../../ports/runtime.ts'
import { settingsFrom, tunedParts } from '../../ranking/settings.ts'
import { isWorse } from '../../ranking/tuning/gate.ts'
import { makeMissingVectors } from '../steps/learning/missing-vectors.ts'
import { refreshOwnBooks } from '../steps/learning/own-book-neighbours.ts'
import { graphInput, readEvents, type SchoolEvents } from '../steps/learning/school-events.ts'
import { rebuildSimilarReaders } from '../steps/learning/similar-readers.ts'
import type { JobCounts, JobProgress } from '../steps/work/job.ts'
import { announceSchool, raiseSchool } from '../steps/work/school-version.ts'
import { sweep } from '../steps/work/sweep.ts'

const rowsAtOnce = 500
/** How long chosen settings hold: with some room, so that the night a week later is not an hour too early. */
const tunedForMs = 6.5 * 86_400_000

type Needs = Core & { graphBuilder: GraphBuilder }

/**
 * The night's work for one school, a step after the other: vectors that are missing, readers' own books beside what
 * came new, once a week how the school is ranked, the graph, who reads alike, and what is swept out, through `forget` also
 * what is kept before its school is known, by name.
 */
export async function nightly(
  core: Needs,
  schoolId: string,
  run: JobProgress,
  forget: Readonly<Record<string, () => Promise<number>>> = {},
): Promise<JobCounts> {
  await run.step('vectors', async () => ({ vectors: await makeMissingVectors(core, schoolId) }))
  await run.step('own books', () => refreshOwnBooks(core, schoolId))
  await run.step('settings', () => chooseSettings(core, schoolId, tunedForMs))
  await run.step('graph', () => rebuildGraph(core, schoolId))
  await run.step('similar readers', (part) => rebuildSimilarReaders(core, schoolId, part))
  await sweep(core, schoolId, run)
  for (const [name, work] of Object.entries(forget))
    await run.step(`old ${name}`, async () => {
      const gone = await work()
      return gone === 0 ? {} : { [`old_${name}`]: gone }
    })
  return {}
}

/**
 * Builds the school's recommendation graph from all that was read and puts it into service; every cached list is
 * stale from then on. Skipped when nothing changed since the build in service; a graph that ranks what is held back worse
 * than the one in service is kept back until there are other data, unless it `mustServe`.
 */
export async function rebuildGraph(
  core: Needs,
  schoolId: string,
  { mustServe = false } = {},
): Promise<JobCounts> {
  const { store } = core
  const { history, live, chosen } = await store.background.school(schoolId, async (rows) => ({
    history: await rows.history.print(),
    live: await rows.graphs.liveBuild(),
    chosen: await rows.graphs.chosen(),
  }))
  const settings = settingsFrom(chosen.settings)
  const print = `${history}/${core.digest(JSON.stringify(settings)).slice(0, 12)}`
  if (live?.data_print === print) return { unchanged: 1 }
  if (chosen.kept_back === print && !mustServe) return { kept_back: 1 }
  const events = await readEvents(core, schoolId)
  const { readerCount, bookCount, books } = events.read
  const read = { readers: readerCount, books: bookCount, events: books.length }
  const built = await core.graphBuilder.build(await graphInput(core, schoolId, events), settings)
  const counts = { ...read, new_books: built.newBooks, weights: built.weights.length }
  const { quality } = built
  const before = mustServe ? null : (live?.quality ?? null)
  if (before !== null && quality !== null && isWorse(quality, before)) {
    const why = { print, tonight: quality, live: before, at: core.clock() }
    await store.background.school(schoolId, (rows) => rows.graphs.keepBack(why))
    return { ...counts, kept_back: 1 }
  }
  const stored = { print, settings: tunedParts(settings), counts }
  await putIntoService(core, schoolId, { events, built, ...stored })
  return counts
}

/** The graph without somebody who is gone, whatever it is worth; builds that knew them are deleted. */
export async function rebuildGraphWithout(core: Needs, schoolId: string): Promise<void> {
  await rebuildGraph(core, schoolId, { mustServe: true })
  await core.store.background.school(schoolId, (rows) => rows.graphs.forgetOthers())
}

async function putIntoService(
  core: Needs,
  schoolId: string,
  made: { events: SchoolEvents; built: BuiltGraph; print: string; settings: unknown; counts: JobCounts },
): Promise<void> {
  const { store } = core
  const { events, built } = made
  const { bookNos } = events.read
  const buildId = await store.background.school(schoolId, (rows) =>
    rows.graphs.begin({
      data_print: made.print,
      settings: made.settings,
      book_nos: bookNos,
      readers_per_book: built.readersPerBook,
      grade_prior: events.gradePrior,
      counts: made.counts,
      quality: built.quality,
    }),
  )
  for (let start = 0; start < bookNos.length; start += rowsAtOnce) {
    const some = graphRows(built, bookNos, start)
    if (some.length === 0) continue
    await store.background.school(schoolId, (rows) => rows.graphs.putRows(buildId, some))
  }
  const version = await store.background.school(schoolId, async (rows) => {
    await rows.graphs.publish(buildId)
    await rows.graphs.keepBack(null)
    return raiseSchool(core, rows, schoolId)
  })
  await announceSchool(core, schoolId, version)
}

/** Chooses how this school is ranked, whenever that was done last, and builds the graph anew if something changed. */
export async function tuneRanking(core: Needs, schoolId: string, run: JobProgress): Promise<JobCounts> {
  await run.step('settings', () => chooseSettings(core, schoolId, 0))
  await run.step('graph', () => rebuildGraph(core, schoolId))
  return {}
}

/**
 * By the school's own data (ranking/tuning/tune.ts), whatever was chosen more than `holdForMs` ago. Settings that rank worse
 * than those in service are not taken. While readers are too few to choose by, nothing is chosen and nothing holds: the
 * school's loans may come before the next night.
 */
async function chooseSettings(core: Needs, schoolId: string, holdForMs: number): Promise<JobCounts> {
  const chosen = await core.store.background.school(schoolId, (rows) => rows.graphs.chosen())
  const now = core.clock()
  if (chosen.tuned_at !== null && now.getTime() - Date.parse(chosen.tuned_at) < holdForMs) return {}
  const { read } = await readEvents(core, schoolId)
  const { settings, report, accepted } = await core.graphBuilder.tune(read, settingsFrom(chosen.settings))
  const counts = { validation_readers: report.validationReaders }
  if (report.kept.includes('blend')) return counts
  const tuning = { ...report, accepted, at: now.toISOString() }
  await core.store.background.school(schoolId, (rows) => rows.graphs.choose(tunedParts(settings), tuning))
  return { ...counts, settings_accepted: accepted ? 1 : 0 }
}

/** Puts the build before the one in service back. The next night builds anew, and judges what it built. */
export async function rollBackGraph(core: Needs, schoolId: string): Promise<JobCounts> {
  const version = await core.store.background.school(schoolId, async (rows) =>
    (await rows.graphs.rollBack()) ? raiseSchool(core, rows, schoolId) : null,
  )
  if (version === null) return { rolled_back: 0 }
  await announceSchool(core, schoolId, version)
  return { rolled_back: 1 }
}

function graphRows(
  built: { offsets: Int32Array; neighbours: Int32Array; weights: Float32Array },
  bookNos: Int32Array,
  start: number,
): StoredGraph['rows'] {
  const rows: StoredGraph['rows'] = []
  for (const [k, book_no] of bookNos.subarray(start, start + rowsAtOnce).entries()) {
    const [first, last] = [built.offsets[start + k] ?? 0, built.offsets[start + k + 1] ?? 0]
    if (first === last) continue
    const neighbour_nos = built.neighbours.subarray(first, last).map((index) => bookNos[index] ?? 0)
    rows.push({ book_no, neighbour_nos, weights: built.weights.subarray(first, last) })
  }
  return rows
}
