import { OverrideGrade, overrideKinds } from '../../core/domain/lists/override.ts'
import { endpoint } from '../endpoint.ts'
import { id, page, reason } from '../schemas.ts'
import { z } from '../zod.ts'

const tag = 'Books'
const ofBook = z.strictObject({ book_id: id('The book.') })
const grade = z
  .string()
  .openapi({
    type: 'string',
    pattern: '^(all|-[12]|[0-9]|1[0-3])$',
    description: 'A grade from -2 to 13, or `all`.',
  })
  .pipe(OverrideGrade)
const ofGrade = ofBook.extend({ grade })

const setOverride = endpoint({
  method: 'put',
  path: '/books/{book_id}/overrides/{grade}',
  operationId: 'setOverride',
  tag,
  summary: "Pins a book to the front of a grade's lists, or blocks it for the grade",
  description:
    'Over every score. A block wins over a pin, and no pin opens a gate: a pinned book that a reader had in hand, or that ' +
    'is hidden, stays away. A list has three pins at most.',
  params: ofGrade,
  body: {
    kind: 'json',
    schema: z.strictObject({ kind: z.enum(overrideKinds), why: reason }),
    limitBytes: 16_000,
  },
  answer: { status: 204, description: 'No list that is answered from now on says otherwise.' },
  handle: ({ flows }, { caller, params, body: { kind, why } }) =>
    flows.setOverride(caller, { ...params, why }, kind),
})

const removeOverride = endpoint({
  method: 'delete',
  path: '/books/{book_id}/overrides/{grade}',
  operationId: 'removeOverride',
  tag,
  summary: 'Takes back what was decided about a book for a grade',
  params: ofGrade,
  query: z.strictObject({ why: reason.optional() }),
  answer: { status: 204, description: 'No list that is answered from now on says otherwise.' },
  handle: ({ flows }, { caller, params, query: { why = '' } }) =>
    flows.removeOverride(caller, { ...params, why }),
})

const change = {
  grade: z.string(),
  why: z.string(),
  decided_by: z.string().openapi({ description: 'The id of the key that it was decided with.' }),
  decided_at: z.string().openapi({ format: 'date-time' }),
}
const Overrides = z
  .object({
    in_force: z
      .array(z.object({ ...change, kind: z.enum(overrideKinds) }))
      .openapi({ description: 'What holds now, for every grade first.' }),
    items: z
      .array(z.object({ ...change, kind: z.enum([...overrideKinds, 'none']) }))
      .openapi({ description: 'Every change, newest first; `none` took one back. Nobody can alter them.' }),
    next: z
      .string()
      .optional()
      .openapi({ description: 'Send as `after` for the next page; missing on the last.' }),
  })
  .openapi('Overrides')

const listOverrides = endpoint({
  method: 'get',
  path: '/books/{book_id}/overrides',
  operationId: 'listOverrides',
  tag,
  summary: 'What was decided about a book for which grades, by whom, when and why',
  params: ofBook,
  query: z.strictObject({
    limit: page.limit,
    after: z
      .string()
      .regex(/^\d{1,15}$/, 'must be `next` of the page before')
      .transform(Number)
      .openapi({
        type: 'string',
        pattern: '^[0-9]{1,15}$',
        description: '`next` of the page before; opaque.',
      })
      .optional(),
  }),
  answer: { status: 200, description: 'What holds, and the log.', schema: Overrides },
  async handle({ flows }, { caller, params, query: { limit, after: before = null } }) {
    const found = await flows.listOverrides(caller, params.book_id, { limit: limit + 1, before })
    const items = found.changes.slice(0, limit)
    const last = items.at(-1)
    const more = found.changes.length > limit && last !== undefined ? { next: String(last.change_no) } : {}
    return { in_force: found.in_force.map(changeView), items: items.map(changeView), ...more }
  },
})

const changeView = <C extends { change_no: number }>({ change_no, ...change }: C): Omit<C, 'change_no'> =>
  change

export const overrides = [setOverride, removeOverride, listOverrides]
