import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { uuidv7 } from 'uuidv7'
import type { Config } from './config.ts'
import { createGraphBuilder } from './core/adapters/compute/graph-builder.ts'
import { createLocalModel } from './core/adapters/local-model/local-model.ts'
import { createMemoryEventBus } from './core/adapters/memory/event-bus.ts'
import { createMemoryListCache } from './core/adapters/memory/list-cache.ts'
import { createMemoryLive } from './core/adapters/memory/live.ts'
import { migrate } from './core/adapters/postgres/migrate.ts'
import type { Driver } from './core/adapters/postgres/sql.ts'
import { createStore } from './core/adapters/postgres/store.ts'
import { createProfile, createSimilarity } from './core/flows/checkout.ts'
import { createFeedback } from './core/flows/feedback.ts'
import { createJobs } from './core/flows/jobs.ts'
import { createKeys } from './core/flows/keys.ts'
import { nightly, rebuildGraph } from './core/flows/nightly.ts'
import { createVectorIndex } from './core/flows/reader-books.ts'
import { tell } from './core/flows/steps/announce.ts'
import { createVectorMaker } from './core/flows/steps/book-vectors.ts'
import { createOpenShelves } from './core/flows/steps/open-shelf.ts'
import { createServedGraphs } from './core/flows/steps/served-graphs.ts'
import type { Core } from './core/ports/core.ts'
import type { Clock, EmbeddingModel, EventBus, GraphBuilder, ListCache } from './core/ports/runtime.ts'
import type { Store } from './core/ports/store.ts'
import { bindFlows, type Flows } from './flows.ts'
import type { Log } from './log.ts'
import { subscribeConsumers } from './workers/consumers.ts'
import { createRelay } from './workers/relay.ts'

/** Everything of one process, built in one place. */
export interface App {
  flows: Flows
  core: Core
  /** Starts the relay and the consumers. */
  start(): Promise<void>
  /** Resolves when everything that was acknowledged has been applied. */
  drain(): Promise<void>
  /** Stops what was started, then closes what was opened. Safe to call twice. */
  close(): Promise<void>
}

/** What a test replaces. */
export interface Replacements {
  driver?: Driver
  clock?: Clock
  model?: EmbeddingModel
  cache?: ListCache
  graphBuilder?: GraphBuilder
}

const delivery = { keysAtOnce: 4, maxTries: 5, retryMs: (tries: number) => 50 * 4 ** (tries - 1) }
const drainPollMs = 10
/** What consumers do not finish in this time after a stop is done again at the next start. */
const longestStopMs = 8_000

/** The folder that holds migrations and, when built, the page: two levels up from dist/ or src/. */
export const projectFolder = fileURLToPath(new URL('..', import.meta.url))

/** Opens the database that the settings name, migrated to this version; to serve from it, for this process alone. */
export async function openDatabase(
  config: Config,
  { templateFile = null, alone }: { templateFile?: string | null; alone: boolean },
): Promise<Driver> {
  const { databaseUrl } = config.secrets
  const driver =
    databaseUrl === null
      ? await import('./core/adapters/postgres/pglite.ts').then((m) =>
          m.openEmbedded({ folder: config.dataFolder, templateFile }),
        )
      : await openServer(databaseUrl, alone)
  try {
    await migrate(driver, join(projectFolder, 'migrations'))
  } catch (error) {
    await driver.close()
    throw error
  }
  return driver
}

async function openServer(databaseUrl: string, alone: boolean): Promise<Driver> {
  const { holdAlone, openPool } = await import('./core/adapters/postgres/pool.ts')
  const release = alone ? await holdAlone(databaseUrl) : async () => {}
  try {
    const driver = await openPool(databaseUrl)
    return { ...driver, close: () => driver.close().finally(release) }
  } catch (error) {
    await release()
    throw error
  }
}

/** Composes the program over an open database, which it closes in the end. */
export function createApp(driver: Driver, log: Log, replace: Omit<Replacements, 'driver'> = {}): App {
  const store = createStore(driver)
  const graphBuilder = replace.graphBuilder ?? createGraphBuilder()
  const bus = createBus(store, () => core)
  const relay = createRelay({
    store: store.background,
    bus,
    log: log.child({ part: 'relay' }),
    onPublished: (event, topic) => tell(core, event.school, event.id, [['topic', `sent on topic ${topic}`]]),
  })
  const model = replace.model ?? createLocalModel()
  const core: Core = {
    store,
    cache: replace.cache ?? createMemoryListCache(),
    live: createMemoryLive(),
    model,
    ensureBookVectors: createVectorMaker({ store, model }),
    clock: replace.clock ?? (() => new Date()),
    newId: uuidv7,
    digest: (text) => createHash('sha256').update(text).digest('hex'),
    newSecret: () => `shelf_${randomBytes(24).toString('base64url')}`,
    wakeRelay: () => relay.wake(),
  }
  const feedback = createFeedback(core)
  const withBuilder = { ...core, graphBuilder }
  const jobs = createJobs(core, {
    graph: (school) => rebuildGraph(withBuilder, school),
    nightly: (school) => nightly(withBuilder, school),
  })
  const consumers = [
    feedback.preferences,
    createProfile(core),
    createSimilarity(core),
    createVectorIndex(core),
    jobs.runner,
  ]
  subscribeConsumers(bus, consumers, log.child({ part: 'consumers' }))
  let closing: Promise<void> | undefined
  return {
    core,
    flows: bindFlows(
      { ...core, graphs: createServedGraphs(store), shelves: createOpenShelves() },
      { feedback, jobs, keys: createKeys(core) },
    ),
    async start() {
      await bus.start()
      relay.start()
    },
    async drain() {
      while ((await store.system((rows) => rows.outbox.pending(null))).pending_events > 0) {
        relay.wake()
        await new Promise((resolve) => setTimeout(resolve, drainPollMs))
      }
    },
    close() {
      closing ??= (async () => {
        await bus.stop()
        // What waits for a thread is given up and stays in the outbox; the rest is soon done.
        await Promise.all([core.model.close(), graphBuilder.close()])
        await Promise.race([
          relay.stop(),
          new Promise((resolve) => setTimeout(resolve, longestStopMs).unref()),
        ])
        await driver.close()
      })()
      return closing
    },
  }
}

/** The embedded bus: what cannot be applied is buried in a table, with its reason. */
function createBus(store: Store, core: () => Core): EventBus {
  return createMemoryEventBus({
    ...delivery,
    bury: ({ topic, consumer }, event, { reason, tries }) =>
      store.background.system((rows) =>
        rows.deadLetters.put({
          topic,
          consumer,
          event,
          school_id: event.school,
          reason: reason.slice(0, 2000),
          tries,
        }),
      ),
    watch: ({ consumer }, event, outcome) =>
      tell(core(), event.school, event.id, [['consumer', `${consumer}: ${outcome}`]]),
  })
}
