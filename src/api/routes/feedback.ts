import { endpoint } from '../endpoint.ts'
import { vote } from '../schemas.ts'
import { z } from '../zod.ts'

const giveFeedback = endpoint({
  method: 'post',
  path: '/feedback',
  operationId: 'giveFeedback',
  tag: 'Feedback',
  summary: 'A thumb up or down, "already read", or a vote taken back',
  body: { kind: 'json', schema: vote, limitBytes: 256_000 },
  once: 'flow',
  answer: {
    status: 202,
    description: 'The vote is durable; the very next list counts it.',
    schema: z.object({ event_id: z.string() }),
  },
  handle: ({ flows }, { caller, body, once }) =>
    flows.giveFeedback(caller, { ...body, slate_id: body.slate_id ?? null }, once),
})

export const feedback = [giveFeedback]
