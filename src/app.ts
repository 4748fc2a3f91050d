import { hash, randomBytes, randomInt } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import { announcing, createBus } from './bus.ts'
import { bindChatFlows } from './chat-flows.ts'
import type { Connections } from './connections.ts'
import { createGraphBuilder } from './core/adapters/compute/graph-builder.ts'
import { createOpenId } from './core/adapters/openid/openid.ts'
import { createStore } from './core/adapters/postgres/store.ts'
import { scheduleDatabase } from './core/adapters/postgres/work/schedule-database.ts'
import { newKeyPair } from './core/adapters/sealing/key-pair.ts'
import { keyedHash } from './core/adapters/sealing/keyed-digest.ts'
import { linkCodeAlphabet, linkCodeLength, type Platform } from './core/domain/people/account.ts'
import { enrich } from './core/flows/catalogue/enrichment.ts'
import { createSpaces } from './core/flows/chats/spaces.ts'
import { createLti } from './core/flows/courses/lti.ts'
import { createLtiServices } from './core/flows/courses/lti-advantage.ts'
import { createLtiItems } from './core/flows/courses/lti-items.ts'
import { createLtiKeys } from './core/flows/courses/lti-keys.ts'
import { createLtiRegistrations } from './core/flows/courses/lti-registrations.ts'
import { createLtiRosters } from './core/flows/courses/lti-rosters.ts'
import { createLtiScores } from './core/flows/courses/lti-scores.ts'
import { createProfile, createSimilarity } from './core/flows/lists/checkout.ts'
import { createFeedback } from './core/flows/lists/feedback.ts'
import { createVectorIndex } from './core/flows/lists/reader-books.ts'
import { createKeys } from './core/flows/people/keys.ts'
import { createLinks } from './core/flows/people/links.ts'
import { createPrivacy } from './core/flows/people/privacy.ts'
import { createSessions } from './core/flows/people/sessions.ts'
import { createSignIn } from './core/flows/people/sign-in.ts'
import { createVectorMaker } from './core/flows/steps/learning/book-vectors.ts'
import { createModelBudget } from './core/flows/steps/lists/model-budget.ts'
import { createModelWording } from './core/flows/steps/lists/model-wording.ts'
import { createErasedIds } from './core/flows/steps/people/erased-ids.ts'
import { tell } from './core/flows/steps/work/announce.ts'
import { createOutboxRoom } from './core/flows/steps/work/outbox-room.ts'
import { createSchoolLists } from './core/flows/steps/work/school-version.ts'
import { createJobs } from './core/flows/work/jobs.ts'
import {
  nightly,
  rebuildGraph,
  rebuildGraphWithout,
  rollBackGraph,
  tuneRanking,
} from './core/flows/work/nightly.ts'
import { sealAnew } from './core/flows/work/seal-anew.ts'
import type { LookAtChannel } from './core/ports/chats/channels.ts'
import type { Core } from './core/ports/core.ts'
import type { LanguageModel } from './core/ports/lists/language-model.ts'
import type { Clock, EmbeddingModel, EventBus, GraphBuilder, ListCache } from './core/ports/runtime.ts'
import type { Store } from './core/ports/store.ts'
import { bindFlows, type Flows } from './flows.ts'
import type { Log } from './log.ts'
import { createModels, type Models } from './models.ts'
import { createWords } from './spoken.ts'
import { subscribeConsumers } from './workers/consumers.ts'
import { createRelay } from './workers/relay.ts'
import { createScheduler } from './workers/scheduler/scheduler.ts'

/** Everything of one process, built in one place. */
export interface App {
  flows: Flows
  core: Core
  bus: EventBus
  /** How channels are looked at before they are bound; whoever connects to a platform puts its way here. */
  channelLooks: Map<Platform, LookAtChannel>
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
  /** What stands between the relay and the bus. */
  aroundBus?(bus: EventBus): EventBus
  maxPendingEvents?: number
  /** The origin under which anybody may fetch covers of books that were shown in a chat; null for nobody. */
  coversAt?: string | null
}

const defaultMaxPendingEvents = 500_000
const drainPollMs = 10
/** What consumers do not finish in this time after a stop is done again at the next start. */
const longestStopMs = 8_000
const longestCloseMs = 5_000
const newLinkCode = (): string =>
  Array.from({ length: linkCodeLength }, () => linkCodeAlphabet[randomInt(linkCodeAlphabet.length)]).join('')
/** What is made when it is first needed. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
const elapsed = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms).unref())

/** Composes the program over open connections, which it closes in the end. The database must be migrated. */
export function createApp(connections: Connections, log: Log, options: AppOptions = {}): App {
  const { driver, signals } = connections
  const store = createStore(driver)
  const clock = options.clock ?? (() => new Date())
  const graphBuilder = options.graphBuilder ?? createGraphBuilder()
  const models = modelsOf(connections, { store, clock, options })
  const bus = createBus(connections, { store, log, live: (...args) => tell(core, ...args) })
  const announced = announcing(bus, (event, topic) =>
    tell(core, event.school, event.id, [['topic', `sent on topic ${topic}`]]),
  )
  const relay = createRelay({
    store: store.background,
    bus: options.aroundBus?.(announced) ?? announced,
    leases: signals,
    clock,
    log: log.child({ part: 'relay' }),
  })
  const newSecret = (): string => `shelf_${randomBytes(24).toString('base64url')}`
  const core: Core = {
    store,
    cache: options.cache ?? connections.cache,
    live: connections.live,
    ...models,
    ensureBookVectors: createVectorMaker({ store, modelFor: models.modelFor }),
    words: createWords(),
    clock,
    leases: signals,
    newId: uuidv7,
    digest: (text) => hash('sha256', text),
    newSecret,
    erasedIds: createErasedIds({ sealed: connections.sealed, keyedHash, newSecret }),
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
  const chat = bindChatFlows(core, connections, feedback)
  const withCodes = { ...core, keyedDigest: connections.keyedDigest, newCode: newLinkCode }
  const links = createLinks(withCodes)
  const lti = createLti({ ...core, sealed: connections.sealed, keyedHash, callerOf: links.callerOf })
  const ltiItems = createLtiItems({ ...withCodes, sealed: connections.sealed })
  const ltiKeys = createLtiKeys({ ...core, sealed: connections.sealed, newKeyPair })
  const ltiRosters = createLtiRosters({ ...core, sealed: connections.sealed, keyedHash })
  const ltiScores = createLtiScores({ ...core, sealed: connections.sealed, keyedHash })
  const platforms = lazily(async () => {
    const { createPlatformServices } = await import('./lti/advantage/platform-jobs.ts')
    const { outgoing } = connections
    const options = { outgoing, clock, log: log.child({ part: 'lti' }) }
    return createPlatformServices({ ltiKeys, ltiRosters, ltiScores }, options)
  })
  const privacy = createPrivacy({
    ...{ ...core, sealed: connections.sealed, forgetRequests: chat.requests.forgetPerson },
    forgetLaunches: ltiItems.sweep,
    rebuildGraph: (school) => rebuildGraphWithout(withBuilder, school),
  })
  const jobs = createJobs(core, {
    graph: (school) => rebuildGraph(withBuilder, school),
    'graph-rollback': (school) => rollBackGraph(withBuilder, school),
    tune: (school, run) => tuneRanking(withBuilder, school, run),
    nightly: async (school, run) => {
      const others = { chat_requests: chat.requests.purge, lti_items: ltiItems.sweep }
      await nightly(withBuilder, school, run, others)
      return privacy.finish(school)
    },
    erase: (school) => privacy.finish(school),
    digest: (school) => chat.digests.layOut(school),
    enrich: (school, run) => enrich(core, school, run),
    rosters: async (school) => (await platforms()).readRosters(school),
    scores: async (school) => (await platforms()).sendScores(school),
    seal: (school) =>
      sealAnew({ ...core, sealed: connections.sealed }, school, {
        chat_tokens: () => chat.installations.sealAnew('slack'),
        lti_accounts: () => lti.sealAnew(school),
        lti_keys: () => ltiKeys.sealAnew(),
        lti_scores: () => ltiScores.sealAnew(school),
        erasure_keys: () => privacy.sealAnew(school),
      }),
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
  const channelLooks: App['channelLooks'] = new Map()
  const lookAt: LookAtChannel = async (channel) =>
    (await channelLooks.get(channel.platform)?.(channel)) ?? 'unknown'
  let closing: Promise<void> | undefined
  return {
    ...{ core, bus, channelLooks },
    flows: bindFlows(
      { ...core, wording },
      {
        ...{ bus, feedback, jobs, privacy, sessions: createSessions(core) },
        keys: createKeys(core, { shared: connections.shared }),
        links,
        ...{ lti, ltiItems, ltiKeys, ltiRosters, ltiScores },
        ltiServices: createLtiServices(core),
        ltiRegistrations: createLtiRegistrations({
          ...core,
          sealed: connections.sealed,
          outgoing: connections.outgoing,
        }),
        spaces: createSpaces({ ...withCodes, lookAt }),
        chat,
        coversAt: options.coversAt ?? null,
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
