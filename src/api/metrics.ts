import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** What this surface counts. Labels are patterns and codes, never ids. */
export interface Metrics {
  request(route: string, method: string, status: number, seconds: number): void
  list(source: 'cache' | 'fresh'): void
  /** Everything in the form that Prometheus reads. */
  expose(): Promise<{ type: string; text: string }>
}

export function createMetrics(): Metrics {
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
  return {
    request: (route, method, status, seconds) => requests.observe({ route, method, status }, seconds),
    list: (source) => lists.inc({ source }),
    async expose() {
      return { type: registry.contentType, text: await registry.metrics() }
    },
  }
}
