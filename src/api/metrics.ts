import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { ApiFlows, Backlog } from './flows.ts'

/** What this process counts. Labels are patterns and codes, never ids. */
export interface Metrics {
  request(route: string, method: string, status: number, seconds: number): void
  list(source: 'cache' | 'fresh'): void
  /** Everything in the form that Prometheus reads. */
  expose(): Promise<{ type: string; text: string }>
}

/** The flows are asked when somebody reads the metrics; what cannot be told then is left out. */
export function createMetrics(flows: Pick<ApiFlows, 'backlog' | 'wordingCounts'>): Metrics {
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
  const tellBacklog = backlogGauges(registry)
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
      tellBacklog(await flows.backlog().catch(() => null))
      for (const [outcome, count] of Object.entries(flows.wordingCounts())) wordings.set({ outcome }, count)
      return { type: registry.contentType, text: await registry.metrics() }
    },
  }
}

function backlogGauges(registry: Registry): (backlog: Backlog | null) => void {
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
  return (backlog) => {
    for (const gauge of [pending, oldest, buried, lag]) gauge.reset()
    if (backlog === null) return
    pending.set(backlog.pending_events)
    oldest.set(backlog.oldest_pending_ms / 1000)
    buried.set(backlog.buried_events)
    for (const [topic, events] of backlog.lag) lag.set({ topic }, events)
  }
}
