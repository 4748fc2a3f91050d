import { hash, randomBytes } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import { createBus } from './bus.ts'
import type { Connections } from './connections.ts'
import { createGraphBuilder } from './core/adapters/compute/graph-builder.ts'
import { createOpenId } from './core/adapters/openid/openid.ts'
import { scheduleDatabase } from './core/adapters/postgres/schedule-database.ts'
import { createStore } from './core/adapters/postgres/store.ts'
import { createProfile, createSimilarity } from './core/flows/checkout.ts'
import { enrich } from './core/flows/enrichment.ts'
import { createFeedback } from './core/flows/feedback.ts'
import { createJobs } from './core/flows/jobs.ts'
import { createKeys } from './core/flows/keys.ts'
import { nightly, rebuildGraph, rollBackGraph, tuneRanking } from './core/flows/nightly.ts'
import { createVectorIndex } from './core/flows/reader-books.ts'
import { createSessions } from './core/flows/sessions.ts'
import { createSignIn } from './core/flows/sign-in.ts'
import { tell } from './core/flows/steps/announce.ts'
import { createVectorMaker } from './core/flows/steps/book-vectors.ts'
import { createModelBudget } from './core/flows/steps/model-budget.ts'
import { createModelWording } from './core/flows/steps/model-wording.ts'
import { createOpenShelves } from './core/flows/steps/open-shelf.ts'
import { createOutboxRoom } from './core/flows/steps/outbox-room.ts'
import { createSchoolLists } from './core/flows/steps/school-version.ts'
import { createServedGraphs } from './core/flows/steps/served-graphs.ts'
import type { Core } from './core/ports/core.ts'
import type { LanguageModel } from './core/ports/language-model.ts'
import type { Clock, EmbeddingModel, EventBus, GraphBuilder, ListCache } from './core/ports/runtime.ts'
import type { Store } from './core/ports/store.ts'
import { bindFlows, type Flows } from './flows.ts'
import type { Log } from './log.ts'
import { createModels, type Models } from './models.ts'
import { subscribeConsumers } from './workers/consumers.ts'
import { createRelay } from './workers/relay.ts'
import { createScheduler } from './workers/scheduler/scheduler.ts'

/** Everything of one process, built in one place. */
export interface App {
  flows: Flows
  core: Core
  bus: EventBus
  /** Starts what this process does beside answering: by default everything, relay, consumers and schedule. */
  start(work?: BackgroundWork): Promise<void>
  /** Resolves when everything that was acknowledged has been applied. */
  drain(): Promise<void>
  /** Stops what was started, then closes the connections. Safe to call twice. */
  close(): Promise<void>
}

export interface BackgroundWork {
  /** Relay and consumers. */
  events: boolean
  /** Jobs at their times. */
  schedule: boolean
}

/** What a test replaces. */
export interface Replacements {
  clock?: Clock
  model?: EmbeddingModel
  language?: LanguageModel
  cache?: ListCache
  graphBuilder?: GraphBuilder
}

export interface AppOptions extends Replacements {
  maxPendingEvents?: number
}

const defaultMaxPendingEvents = 500_000
const drainPollMs = 10
/** What consumers do not finish in this time after a stop is done again at the next start. */
const longestStopMs = 8_000
const longestCloseMs = 5_000
const elapsed = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms).unref())

/** Composes the program over open connections, which it closes in the end. The database must be migrated. */
export function createApp(connections: Connections, log: Log, options: AppOptions = {}): App {
  const { driver, signals } = connections
  const store = createStore(driver)
  const clock = options.clock ?? (() => new Date())
  const graphBuilder = options.graphBuilder ?? createGraphBuilder()
  const models = modelsOf(connections, { store, clock, options })
  const bus = createBus(connections, { store, log, live: (...args) => tell(core, ...args) })
  const relay = createRelay({
    store: store.background,
    bus,
    leases: signals,
    clock,
    log: log.child({ part: 'relay' }),
    onPublished: (event, topic) => tell(core, event.school, event.id, [['topic', `sent on topic ${topic}`]]),
  })
  const core: Core = {
    store,
    cache: options.cache ?? connections.cache,
    live: connections.live,
    ...models,
    ensureBookVectors: createVectorMaker({ store, modelFor: models.modelFor }),
    clock,
    leases: signals,
    newId: uuidv7,
    digest: (text) => hash('sha256', text),
    newSecret: () => `shelf_${randomBytes(24).toString('base64url')}`,
    checkRoom: createOutboxRoom(store, options.maxPendingEvents ?? defaultMaxPendingEvents),
    wakeRelay() {
      relay.wake()
      signals.wakeOthers()
    },
  }
  const feedback = createFeedback(core)
  const signInLog = log.child({ part: 'sign-in' })
  const openId = createOpenId((reason, issuer) => signInLog.warn({ reason, issuer }, 'a sign-in was refused'))
  const withBuilder = { ...core, graphBuilder }
  const jobs = createJobs(core, {
    graph: (school) => rebuildGraph(withBuilder, school),
    'graph-rollback': (school) => rollBackGraph(withBuilder, school),
    tune: (school, run) => tuneRanking(withBuilder, school, run),
    nightly: (school, run) => nightly(withBuilder, school, run),
    enrich: (school, run) => enrich(core, school, run),
  })
  const consumers = [
    feedback.preferences,
    createProfile(core),
    createSimilarity(core),
    createVectorIndex(core),
    createSchoolLists(core),
    jobs.runner,
  ]
  subscribeConsumers(bus, consumers, log.child({ part: 'consumers' }))
  signals.onWake(relay.wake)
  const wording = createModelWording(core)
  const scheduler = createScheduler({
    database: scheduleDatabase(driver),
    startDue: jobs.startDue,
    log: log.child({ part: 'schedule' }),
  })
  let closing: Promise<void> | undefined
  return {
    core,
    bus,
    flows: bindFlows(
      { ...core, graphs: createServedGraphs(store), shelves: createOpenShelves(), wording },
      {
        ...{ bus, feedback, jobs, sessions: createSessions(core) },
        keys: createKeys(core, { shared: connections.shared }),
        signIn: createSignIn({ ...core, sealed: connections.sealed, openId }),
      },
    ),
    async start(work = { events: true, schedule: true }) {
      if (work.events) {
        await bus.start()
        relay.start()
      }
      if (work.schedule) await scheduler.start()
    },
    async drain() {
      while ((await store.system((rows) => rows.outbox.pending(null))).pending_events > 0) {
        core.wakeRelay()
        await new Promise((resolve) => setTimeout(resolve, drainPollMs))
      }
    },
    close() {
      closing ??= (async () => {
        wording.stop()
        await scheduler.stop()
        // What waits for a thread is given up and stays in the outbox; the rest is soon done.
        const stopped = Promise.all([bus.stop(), relay.stop()])
        await Promise.all([models.close(), graphBuilder.close()])
        await Promise.race([stopped, elapsed(longestStopMs)])
        // What a server keeps waiting is done again at the next start.
        await Promise.race([connections.close(), elapsed(longestCloseMs)])
      })()
      return closing
    },
  }
}

function modelsOf(
  connections: Connections,
  { store, clock, options }: { store: Store; clock: Clock; options: AppOptions },
): Models {
  const { model } = options
  if (model !== undefined)
    return { modelFor: () => model, language: options.language ?? null, close: () => model.close() }
  const budget = createModelBudget({ store, clock }, connections.openai?.tokensADay ?? 0)
  const models = createModels(connections.openai, budget)
  return { ...models, language: options.language ?? models.language }
}
