import { z } from 'zod'

/** For the next so many requests, then well again; always when left out. */
const times = z.number().int().min(1).max(1_000_000).optional()

const modes = [
  'ok',
  'hang',
  'stall',
  'garbage',
  'html',
  'prose',
  'lies',
  'markup',
  'wrong-dimensions',
  'no-usage',
  'filter',
  'redirect',
] as const

/**
 * How the model server behaves. `hang`: takes requests and answers nothing. `stall`: sends headers and half an answer.
 * `garbage`: JSON that breaks off. `html`: the page of somebody's proxy. `prose`: writes text where JSON was asked for.
 * `lies`: speaks of books and ids that it was not told of. `markup`: the truth with links and markup around it.
 * `filter`: will not speak about it. `redirect`: to itself.
 */
export const Behaviour = z.union([
  z.strictObject({
    mode: z.enum(modes),
    times,
  }),
  z.strictObject({ mode: z.literal('slow'), ms: z.number().int().min(0).max(600_000), times }),
  z.strictObject({
    mode: z.literal('error'),
    status: z.number().int().min(400).max(599),
    code: z.string().optional(),
    times,
  }),
  z.strictObject({
    mode: z.literal('refuse-429'),
    /** Seconds, or a date as HTTP writes it. */
    retry_after: z.union([z.number(), z.string()]),
    times,
  }),
  /** As a compatible server that does not know a parameter of the body. */
  z.strictObject({ mode: z.literal('knows-not'), parameter: z.string(), times }),
])
export type Behaviour = z.infer<typeof Behaviour>
