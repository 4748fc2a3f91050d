import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { ApiFlows } from './flows.ts'

/** What this process counts. Labels are patterns and codes, never ids. */
export interface Metrics {
  request(route: string, method: string, status: number, seconds: number): void
  list(source: 'cache' | 'fresh'): void
  /** Everything in the form that Prometheus reads. */
  expose(): Promise<{ type: string; text: string }>
}

/** The flows are asked when somebody reads the metrics; what cannot be told then is left out. */
export function createMetrics(
  flows: Pick<ApiFlows, 'pendingOfAll' | 'busBacklog' | 'wordingCounts' | 'rankings'>,
): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'shelftalk_http_request_duration_seconds',
    help: 'Time from a request to its answer, by route pattern, method and status.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.03, 0.1, 0.25, 1, 5, 30],
    registers: [registry],
  })
  const lists = new Counter({
    name: 'shelftalk_lists_total',
    help: 'Recommendation lists served, from the cache or computed.',
    labelNames: ['source'],
    registers: [registry],
  })
  const tellPending = pendingGauges(registry)
  const tellBus = busGauges(registry)
  const tellRankings = rankingGauges(registry)
  const wordings = new Gauge({
    name: 'shelftalk_wordings',
    help: 'Sets of facts that this process had a model word, by what became of them; dropped: lists that found no place.',
    labelNames: ['outcome'],
    registers: [registry],
  })
  return {
    request: (route, method, status, seconds) => requests.observe({ route, method, status }, seconds),
    list: (source) => lists.inc({ source }),
    async expose() {
      await Promise.all([tellPending(flows), tellBus(flows), tellRankings(flows)])
      for (const [outcome, count] of Object.entries(flows.wordingCounts())) wordings.set({ outcome }, count)
      return { type: registry.contentType, text: await registry.metrics() }
    },
  }
}

/** A number that is not known is told as none: 0 would say that all is well. */
const unknown = Number.NaN
/** Who reads the metrics waits no longer for a bus that is away. */
const busAnswersWithinMs = 5_000

function pendingGauges(registry: Registry): (flows: Pick<ApiFlows, 'pendingOfAll'>) => Promise<void> {
  const registers = [registry]
  const pending = new Gauge({
    name: 'shelftalk_pending_events',
    help: 'Events that were acknowledged and are not applied yet, of all schools.',
    registers,
  })
  const oldest = new Gauge({
    name: 'shelftalk_oldest_pending_seconds',
    help: 'Age of the oldest of them.',
    registers,
  })
  return async (flows) => {
    const told = await flows.pendingOfAll().catch(() => null)
    pending.set(told?.pending_events ?? unknown)
    oldest.set(told === null ? unknown : told.oldest_pending_ms / 1000)
  }
}

function busGauges(registry: Registry): (flows: Pick<ApiFlows, 'busBacklog'>) => Promise<void> {
  const registers = [registry]
  const buried = new Gauge({
    name: 'shelftalk_buried_events',
    help: 'Events that could not be applied and wait for a person (dead letters).',
    registers,
  })
  const lag = new Gauge({
    name: 'shelftalk_consumer_lag',
    help: 'Events that the bus holds and that its consumer has not handled yet, by topic.',
    labelNames: ['topic'],
    registers,
  })
  return async (flows) => {
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), busAnswersWithinMs).unref())
    const told = await Promise.race([flows.busBacklog().catch(() => null), late])
    lag.reset()
    buried.set(told?.buried_events ?? unknown)
    for (const [topic, events] of told?.lag ?? []) lag.set({ topic }, events)
  }
}

function rankingGauges(registry: Registry): (flows: Pick<ApiFlows, 'rankings'>) => Promise<void> {
  const registers = [registry]
  const keptBack = new Gauge({
    name: 'shelftalk_graphs_kept_back',
    help: 'Schools whose newest graph ranked worse than the one before, which stays in service.',
    registers,
  })
  const judged = new Gauge({
    name: 'shelftalk_graphs_judged',
    help: 'Schools with readers enough to judge their graph in service.',
    registers,
  })
  const quality = new Gauge({
    name: 'shelftalk_graph_quality',
    help: 'How well these graphs find what was held back from them (NDCG@10 + .5 Recall@20): the mean and the lowest.',
    labelNames: ['of'],
    registers,
  })
  return async (flows) => {
    const told = await flows.rankings().catch(() => null)
    keptBack.set(told?.kept_back ?? unknown)
    judged.set(told?.judged ?? unknown)
    quality.set({ of: 'mean' }, told?.mean_quality ?? unknown)
    quality.set({ of: 'lowest' }, told?.lowest_quality ?? unknown)
  }
}
