import { ShelftalkError } from '../../core/domain/errors.ts'
import { Bytes } from '../answers/answer.ts'
import { isLocal } from '../door/this-machine.ts'
import { endpoint, type Surface } from '../endpoint.ts'
import { z } from '../zod.ts'

const tag = 'Operations'

const live = endpoint({
  method: 'get',
  path: '/health/live',
  operationId: 'readLiveness',
  tag,
  summary: 'Whether the process runs',
  access: 'unlimited',
  answer: { status: 200, description: 'It does.', schema: z.object({ live: z.literal(true) }) },
  handle: async () => ({ live: true as const }),
})

const ready = endpoint({
  method: 'get',
  path: '/health/ready',
  operationId: 'readReadiness',
  tag,
  summary:
    'Whether requests can be served (503: not now); with a service key, how far the work behind them is',
  access: 'unlimited',
  answer: {
    status: 200,
    description: 'They can.',
    schema: z.object({
      ready: z.literal(true),
      pending_events: z.number().int().optional().openapi({ description: 'Events not yet applied.' }),
      oldest_pending_ms: z.number().optional().openapi({ description: 'Age of the oldest of them.' }),
    }),
  },
  async handle({ flows, perhapsCaller, ready }, { req }) {
    if (!(await ready())) {
      throw new ShelftalkError('unavailable', 'The service is not ready to answer requests. Try again soon.')
    }
    const caller = await perhapsCaller(req)
    if (caller?.role !== 'service') return { ready: true as const }
    const { pending_events, oldest_pending_ms } = await flows.pending(caller.school_id)
    return { ready: true as const, pending_events, oldest_pending_ms }
  },
})

const metrics = endpoint({
  method: 'get',
  path: '/metrics',
  operationId: 'readMetrics',
  tag,
  summary: 'Numbers for Prometheus: for this machine, or with a service or admin key',
  access: 'unlimited',
  answer: { status: 200, description: 'No personal data.', mediaType: 'text/plain' },
  async handle(surface, { req }) {
    if (!isLocal(req)) await requireOperator(surface, req)
    const { type, text } = await surface.metrics.expose()
    return new Bytes(Buffer.from(text), type)
  },
})

async function requireOperator(
  surface: Surface,
  req: Parameters<Surface['perhapsCaller']>[0],
): Promise<void> {
  const caller = await surface.perhapsCaller(req)
  if (caller === null)
    throw new ShelftalkError('unauthenticated', 'Send "Authorization: Bearer" with a service or admin key.')
  if (caller.role !== 'service' && caller.role !== 'admin') {
    throw new ShelftalkError('forbidden', 'Only a service or admin key may read the metrics.')
  }
}

const openapi = endpoint({
  method: 'get',
  path: '/openapi.json',
  operationId: 'readOpenapi',
  tag,
  summary: 'This description, for programs; /docs shows it to people',
  access: 'open',
  answer: { status: 200, description: 'OpenAPI 3.1.', schema: z.record(z.string(), z.unknown()) },
  handle: async ({ document }) =>
    new Bytes(document, 'application/json; charset=utf-8', ['Cache-Control', 'no-cache']),
})

export const operations = [live, ready, metrics, openapi]
