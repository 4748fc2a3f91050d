import { Bytes, uncached } from '../answer.ts'
import { endpoint } from '../endpoint.ts'
import { id, levelFit, Recommendations, theme, wholeNumber } from '../schemas.ts'
import { z } from '../zod.ts'

const hit = uncached('X-Cache', 'HIT')
const miss = uncached('X-Cache', 'MISS')

const readRecommendations = endpoint({
  method: 'get',
  path: '/recommendations/{student_id}',
  operationId: 'readRecommendations',
  tag: 'Recommendations',
  summary: 'Books for one student or reader, each with its reasons',
  params: z.strictObject({ student_id: id('The student or reader.') }),
  query: z.strictObject({
    limit: wholeNumber({ minimum: 1, maximum: 50, default: 10 }, 'Books on the list.'),
    explanations: z
      .enum(['none', 'wait', 'later'])
      .default('later')
      .openapi({
        description:
          "Who words the reasons. `later`: the template at once, the model's sentences as an event of `/live`; " +
          '`wait`: the same, but the answer waits for them, 2.5 seconds at most; `none`: the template alone.',
      }),
    level: levelFit.optional().openapi({ description: 'Only books of this difficulty for the reader.' }),
    theme: theme.optional(),
  }),
  answer: {
    status: 200,
    description: 'The list.',
    schema: Recommendations,
    headers: {
      'X-Cache': { description: 'Where it came from.', schema: { type: 'string', enum: ['HIT', 'MISS'] } },
    },
  },
  async handle({ flows, metrics }, { caller, params, query }) {
    const { limit, explanations, level = null, theme = null } = query
    const list = await flows.recommend(caller, { ...params, limit, explanations, level, theme })
    metrics.list(list.source)
    return new Bytes(list.body, 'application/json; charset=utf-8', list.source === 'cache' ? hit : miss)
  },
})

export const recommendations = [readRecommendations]
