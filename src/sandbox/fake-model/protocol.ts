import { z } from 'zod'
import { contentFor } from './answers.ts'
import type { Behaviour } from './behaviour.ts'
import { vectorOf } from './vectors.ts'

/** What goes back over HTTP. */
export interface Reply {
  status: number
  body: unknown
}

export const refusal = (status: number, code: string | null, message: string, param?: string): Reply => ({
  status,
  body: { error: { message, type: 'invalid_request_error', param: param ?? null, code } },
})

/** As the hosted model: at most 2,048 texts, none empty. */
const EmbeddingBody = z.strictObject({
  model: z.string().min(1),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2048)]),
  dimensions: z.number().int().min(1).max(3072).optional(),
  encoding_format: z.enum(['float', 'base64']).optional(),
  user: z.string().optional(),
})

const ChatBody = z.strictObject({
  model: z.string().min(1),
  messages: z
    .array(
      z.strictObject({ role: z.enum(['system', 'developer', 'user', 'assistant']), content: z.string() }),
    )
    .min(1),
  response_format: z
    .strictObject({
      type: z.literal('json_schema'),
      json_schema: z.strictObject({
        name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
        strict: z.boolean().optional(),
        schema: z
          .unknown()
          .refine(isStrict, 'every object needs additionalProperties: false and all its fields required'),
      }),
    })
    .optional(),
  temperature: z.number().min(0).max(2).optional(),
  max_completion_tokens: z.number().int().min(1).optional(),
  max_tokens: z.number().int().min(1).optional(),
  store: z.boolean().optional(),
})

/** What the strict mode asks of a schema. */
function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict)
  if (typeof schema !== 'object' || schema === null) return true
  const { type, properties, required, additionalProperties } = schema as Record<string, unknown>
  if (type === 'object') {
    const names = Object.keys((properties ?? {}) as object)
    const all = Array.isArray(required) && names.every((name) => required.includes(name))
    if (additionalProperties !== false || !all) return false
  }
  return Object.values(schema).every(isStrict)
}

const badRequest = (error: z.ZodError): Reply => {
  const [issue] = error.issues
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const param = unknown ?? issue?.path.join('.')
  return refusal(
    400,
    unknown === undefined ? null : 'unknown_parameter',
    issue?.message ?? 'bad request',
    param,
  )
}

const tokensIn = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + Math.ceil(Buffer.byteLength(text) / 4), 0)

const noSuchModel = (model: string): Reply | null =>
  model.startsWith('no-such')
    ? refusal(404, 'model_not_found', `The model ${model} does not exist.`, 'model')
    : null

const usual = 1536

export function embeddings(body: unknown, mode: Behaviour['mode']): Reply {
  const read = EmbeddingBody.safeParse(body)
  if (!read.success) return badRequest(read.error)
  const { model, input, encoding_format } = read.data
  const texts = typeof input === 'string' ? [input] : input
  const dimensions = mode === 'wrong-dimensions' ? 768 : (read.data.dimensions ?? usual)
  const tokens = tokensIn(texts)
  const data = texts.map((text, index) => {
    const vector = vectorOf(text, dimensions)
    const base64 = encoding_format === 'base64'
    return { object: 'embedding', index, embedding: base64 ? asBase64(vector) : vector }
  })
  // In no order that could be relied on: the index says which is which.
  data.reverse()
  const usage = { prompt_tokens: tokens, total_tokens: tokens }
  return (
    noSuchModel(model) ?? {
      status: 200,
      body: { object: 'list', data, model, ...(mode === 'no-usage' ? {} : { usage }) },
    }
  )
}

const asBase64 = (vector: readonly number[]): string =>
  Buffer.from(Float32Array.from(vector).buffer).toString('base64')

export function chat(body: unknown, mode: Behaviour['mode']): Reply {
  const read = ChatBody.safeParse(body)
  if (!read.success) return badRequest(read.error)
  const { model, messages } = read.data
  const message = messages.findLast((one) => one.role === 'user')?.content ?? ''
  const content = read.data.response_format === undefined ? 'How can I help?' : contentFor(message, mode)
  const prompt_tokens = tokensIn(messages.map((one) => one.content))
  const completion_tokens = tokensIn([content])
  const usage = { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
  const answer = { role: 'assistant', content, refusal: null }
  return (
    noSuchModel(model) ?? {
      status: 200,
      body: {
        id: 'chatcmpl-stand-in',
        object: 'chat.completion',
        created: 0,
        model,
        choices: [{ index: 0, message: answer, logprobs: null, finish_reason: 'stop' }],
        ...(mode === 'no-usage' ? {} : { usage }),
      },
    }
  )
}

export const modelCard = (model: string): Reply =>
  noSuchModel(model) ?? {
    status: 200,
    body: { id: model, object: 'model', created: 0, owned_by: 'stand-in' },
  }
