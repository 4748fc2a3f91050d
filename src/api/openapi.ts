import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type ResponseConfig,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi'
import type { ErrorCode } from '../core/domain/errors.ts'
import { problemKinds } from './answers/problem.ts'
import type { BodySpec, Endpoint } from './endpoint.ts'
import { isWrite } from './endpoint.ts'
import { idempotencyKeyPattern } from './requests/once.ts'
import { Problem } from './schemas.ts'
import { z } from './zod.ts'

const description = `Book recommendations for school students.

Send \`Authorization: Bearer <key>\`. Errors are \`application/problem+json\` (RFC 9457); branch on \`code\`, never on
words. Answers say with RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset (seconds) how much the key has left.
Writes take an Idempotency-Key: the same key with the same request is answered the same and done once.`

const bearer = 'key'
const session = 'session'

/** The OpenAPI document of these endpoints. */
export function openapiDocument(endpoints: readonly Endpoint[]): object {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', bearer, { type: 'http', scheme: 'bearer' })
  registry.registerComponent('securitySchemes', session, {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-shelftalk_session',
    description: 'Of a person who signed in. Writes also send the token of GET /me as X-CSRF-Token.',
  })
  for (const code of Object.keys(problemKinds) as ErrorCode[])
    registry.registerComponent('responses', code, problemResponse(code))
  registry.register('Problem', Problem)
  for (const endpoint of endpoints) registry.registerPath(route(endpoint))
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Shelftalk',
      version: '1',
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(endpoints.map((one) => one.tag))].map((name) => ({ name })),
  })
  return { ...document, webhooks: undefined }
}

function problemResponse(code: ErrorCode) {
  const { title, meaning, retryAfterSeconds } = problemKinds[code]
  const wait = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' as const } } }
  return {
    description: `${title}. ${meaning}`,
    ...(retryAfterSeconds === undefined ? {} : { headers: wait }),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
}

function route(one: Endpoint): RouteConfig {
  const { path, method, operationId, summary, tag } = one
  return {
    path,
    method,
    operationId,
    summary,
    tags: [tag],
    security: one.access === undefined || one.access === 'key' ? [{ [bearer]: [] }, { [session]: [] }] : [],
    ...(one.description === undefined ? {} : { description: one.description }),
    request: {
      ...(one.params === undefined ? {} : { params: one.params as z.ZodObject }),
      ...(one.query === undefined ? {} : { query: one.query as z.ZodObject }),
      ...(isWrite(one) && one.once !== 'never' ? { headers: idempotencyHeader } : {}),
      ...(one.body === undefined ? {} : { body: { required: true, content: bodyContent(one.body) } }),
    },
    responses: { [one.answer.status]: success(one), ...problems(one) },
  }
}

const idempotencyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .regex(idempotencyKeyPattern)
    .optional()
    .openapi({ description: 'The same key with the same request is done once and answered the same.' }),
})

function bodyContent(body: BodySpec): NonNullable<NonNullable<RouteConfig['request']>['body']>['content'] {
  if (body.kind === 'json') return { 'application/json': { schema: body.documented ?? body.schema } }
  const csv = {
    'text/csv': { schema: z.string().openapi({ description: `A header row, then rows: ${body.columns}` }) },
  }
  return { ...csv, ...(body.listed === undefined ? {} : { 'application/json': { schema: body.listed } }) }
}

function success({ answer }: Endpoint): ResponseConfig {
  const { description, schema, mediaType, headers } = answer
  const content =
    schema !== undefined
      ? { 'application/json': { schema } }
      : mediaType !== undefined
        ? { [mediaType]: { schema: { type: 'string' as const } } }
        : undefined
  return {
    description,
    ...(headers === undefined ? {} : { headers }),
    ...(content === undefined ? {} : { content }),
  }
}

/** The problems that an operation may answer with, as far as they follow from what it takes. */
function problems(one: Endpoint): RouteConfig['responses'] {
  const withKey = one.access === undefined || one.access === 'key'
  const codes: ErrorCode[] = ['invalid_input', 'not_found', 'unavailable', 'internal']
  if (withKey || one.path === '/metrics') codes.push('unauthenticated', 'forbidden')
  if (one.access !== 'unlimited') codes.push('rate_limited')
  if (isWrite(one)) codes.push('conflict')
  if (one.body !== undefined) codes.push('too_large', 'unsupported_type')
  codes.push(...(one.problems ?? []))
  const sorted = codes.sort((a, b) => problemKinds[a].status - problemKinds[b].status)
  return Object.fromEntries(
    sorted.map((code) => [problemKinds[code].status, { $ref: `#/components/responses/${code}` }]),
  )
}
