import type { ServerResponse } from 'node:http'
import type { ErrorCode } from '../core/domain/errors.ts'
import type { RowSource } from '../core/domain/files/source.ts'
import type { Caller } from '../core/domain/people/permissions.ts'
import type { IdempotencyKey } from '../core/flows/steps/work/idempotency.ts'
import type { Log } from '../log.ts'
import type { Bytes, Redirect, streaming } from './answers/answer.ts'
import type { Asked } from './door/admission.ts'
import type { Browser } from './door/browser.ts'
import type { ApiFlows } from './flows.ts'
import type { LiveHub } from './live-hub.ts'
import type { Metrics } from './metrics.ts'
import type { BodyFormat } from './requests/body.ts'
import type { z } from './zod.ts'

/** What the handlers of all endpoints are given first. */
export interface Surface {
  flows: ApiFlows
  live: LiveHub
  metrics: Metrics
  log: Log
  browser: Browser
  /** Who sent a good key where none is needed; null for anybody else. */
  perhapsCaller(req: Asked): Promise<Caller | null>
  /** Whether requests can be served, as it was known at most a second ago. */
  ready(): Promise<boolean>
  /** openapi.json as it is served. */
  document: Buffer
}

/** A JSON document of at most `limitBytes`, or a table that streams in, in the formats that have a limit. */
export type BodySpec =
  | {
      kind: 'json'
      schema: z.ZodType
      /** How it is described, when the flow looks at the parts of it itself. */
      documented?: z.ZodType
      limitBytes: number
    }
  | {
      kind: 'rows'
      limitBytes: Partial<Record<BodyFormat, number>>
      /** The columns of the CSV, and the JSON list that may be sent instead, as they are described. */
      columns: string
      listed?: z.ZodType
    }

type BodyOf<S> = S extends { kind: 'json'; schema: infer Z extends z.ZodType }
  ? z.output<Z>
  : S extends { kind: 'rows' }
    ? RowSource
    : undefined

/** A request as its handler sees it: everything is parsed and the caller is known. */
export interface Ask<P extends z.ZodType, Q extends z.ZodType, S> {
  caller: Caller
  /** The token that writes of the session must bring; null with a key. */
  csrfToken: string | null
  params: z.output<P>
  query: z.output<Q>
  body: BodyOf<S>
  /** Set only for endpoints whose flow keeps answers itself (`once: 'flow'`). */
  once: IdempotencyKey | null
  req: Asked
  res: ServerResponse
}

/** An ask of any endpoint, while it is put together. */
export type AnyAsk = Ask<z.ZodType, z.ZodType, BodySpec | undefined>

/**
 * Who may ask. `key`: whoever sends a good key or has a session; what it may do, the flow decides. `open`: anybody, counted by
 * address. `unlimited`: anybody, not counted, since those who watch over the service must never be turned away, nor the
 * few addresses from which a platform fetches the pictures of a whole school's messages.
 * Handlers of open endpoints are given a caller who may do nothing.
 */
export type Access = 'key' | 'open' | 'unlimited'

/**
 * Who keeps the answer under an Idempotency-Key: the flow in its own transaction, or the surface afterwards;
 * `secret`: the surface, but only that it was given, since the answer holds a secret; `never`: nobody, each request
 * counts.
 */
export type Once = 'flow' | 'surface' | 'secret' | 'never'

/** One operation, said once: the server, the validation, the types and openapi.json all come from it. */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  S extends BodySpec | undefined = BodySpec | undefined,
  A extends z.ZodType = z.ZodType,
> {
  method: 'get' | 'post' | 'put' | 'delete'
  /** As in openapi.json: /books/{book_id} */
  path: string
  operationId: string
  tag: string
  summary: string
  description?: string
  access?: Access
  /** Opened by a browser itself: problems are shown as a page. */
  forPeople?: boolean
  params?: P
  query?: Q
  body?: S
  once?: Once
  answer: AnswerSpec<A>
  /** Problems that it answers with beside those that follow from what it takes and from who may ask. */
  problems?: readonly ErrorCode[]
  handle(surface: Surface, ask: Ask<P, Q, S>): Promise<z.input<A> | Bytes | Redirect | typeof streaming>
}

export interface AnswerSpec<A extends z.ZodType = z.ZodType> {
  status: 200 | 201 | 202 | 204 | 303
  description: string
  /** Of a JSON answer. */
  schema?: A
  /** Of an answer that is not JSON. */
  mediaType?: string
  headers?: Record<string, { description: string; schema: { type: 'string' | 'integer'; enum?: string[] } }>
}

/** Defines an endpoint, so that its handler's types follow from its schemas. */
export function endpoint<
  P extends z.ZodType = z.ZodType<Record<string, never>>,
  Q extends z.ZodType = z.ZodType<Record<string, never>>,
  S extends BodySpec | undefined = undefined,
  A extends z.ZodType = z.ZodVoid,
>(spec: Endpoint<P, Q, S, A>): Endpoint {
  return spec as unknown as Endpoint
}

export const isWrite = (one: Pick<Endpoint, 'method'>): boolean => one.method !== 'get'
