import { gateNames } from '../../core/domain/lists/gates.ts'
import { Bytes, uncached } from '../answers/answer.ts'
import { endpoint } from '../endpoint.ts'
import { languageOf } from '../requests/language.ts'
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
          '`wait`: the same, but the answer waits for them, 2.5 seconds at most; `none`: the template alone. ' +
          'Who looks at somebody else’s list, as a teacher does, has the template alone.',
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
  async handle({ flows, metrics }, { caller, params, query, req }) {
    const { limit, explanations, level = null, theme = null } = query
    const list = await flows.recommend(caller, {
      ...{ ...params, limit, explanations, level, theme },
      language: languageOf(req),
    })
    metrics.list(list.source)
    return new Bytes(list.body, 'application/json; charset=utf-8', list.source === 'cache' ? hit : miss)
  },
})

const Why = z
  .object({
    student_id: z.string(),
    book_id: z.string(),
    gate: z
      .object({ code: z.enum(gateNames), text: z.string() })
      .nullable()
      .openapi({ description: 'What keeps the book off every list of this reader.' }),
    rank: z.number().int().nullable().openapi({ description: 'On the list; null when it is not there.' }),
    place_by_score: z.number().int().nullable().openapi({
      description: 'By its score alone; null when a gate keeps it back, or nothing speaks for it.',
    }),
    score: z.number(),
    parts: z
      .array(
        z.object({
          code: z.enum(['because', 'history', 'disliked', 'popular_in_grade', 'popular_in_school']),
          book_id: z.string().nullable(),
          amount: z.number(),
          text: z.string(),
        }),
      )
      .openapi({ description: 'The whole score: the amounts add up to it.' }),
    shape: z
      .array(z.object({ code: z.string(), text: z.string() }))
      .openapi({ description: 'What put the book forward or kept it back beside its score.' }),
    text: z.string().openapi({ description: 'The answer in short.' }),
  })
  .openapi('Why')

const whyBook = endpoint({
  method: 'get',
  path: '/recommendations/{student_id}/why/{book_id}',
  operationId: 'whyBook',
  tag: 'Recommendations',
  summary: 'Why a book is on a list, or why it is not',
  description:
    'From the votes and loans as they are now. Whoever decides what is shown also hears which gate keeps a book back; ' +
    'for a student such a book does not exist.',
  params: z.strictObject({ student_id: id('The student or reader.'), book_id: id('The book.') }),
  query: z.strictObject({
    limit: wholeNumber({ minimum: 1, maximum: 50, default: 10 }, 'Books on the list that is looked at.'),
  }),
  answer: { status: 200, description: 'The whole sum, and what the list made of it.', schema: Why },
  handle: ({ flows }, { caller, params, query, req }) =>
    flows.whyBook(caller, { ...params, ...query, language: languageOf(req) }),
})

export const recommendations = [readRecommendations, whyBook]
