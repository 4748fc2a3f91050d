import type { ServerResponse } from 'node:http'
import type { Allowance } from '../door/rate-limits.ts'
import type { ProblemAnswer } from './problem.ts'

/** On every answer to a program. Pages get more (see pages.ts). */
const fixedHeaders = ['X-Content-Type-Options', 'nosniff', 'Referrer-Policy', 'no-referrer']
const notStored = ['Cache-Control', 'private, no-store']

/** Bytes, or text to be sent in UTF-8, that are sent as they are. `headers` alternate between name and value. */
export class Bytes {
  readonly bytes: Buffer | string
  readonly type: string
  readonly headers: readonly string[]

  constructor(bytes: Buffer | string, type: string, headers: readonly string[] = notStored) {
    this.bytes = bytes
    this.type = type
    this.headers = headers
  }
}

/** Sends a browser on to another address. */
export class Redirect {
  readonly to: string

  constructor(to: string) {
    this.to = to
  }
}

/** Headers for bytes that are never kept by anybody. */
export const uncached = (...more: string[]): string[] => [...notStored, ...more]

/** Says that the handler answers by itself, over time. */
export const streaming: unique symbol = Symbol('the handler answers by itself')

/**
 * Writes head and body in one go, without what Express adds (an ETag costs a digest of each answer). Text goes to the
 * system in one piece with the head.
 */
export function sendBytes(
  res: ServerResponse,
  status: number,
  answer: Bytes,
  allowance: Allowance | null,
): void {
  const headers = [
    'Content-Type',
    answer.type,
    'Content-Length',
    String(Buffer.byteLength(answer.bytes)),
    ...fixedHeaders,
    ...answer.headers,
  ]
  if (allowance !== null) addAllowance(headers, allowance)
  res.writeHead(status, headers)
  res.end(answer.bytes)
}

export function sendJson(
  res: ServerResponse,
  status: number,
  value: unknown,
  allowance: Allowance | null,
): void {
  sendBytes(res, status, new Bytes(JSON.stringify(value), 'application/json; charset=utf-8'), allowance)
}

export function sendNothing(res: ServerResponse, status: number, allowance: Allowance | null): void {
  const headers = [...fixedHeaders, ...notStored]
  if (allowance !== null) addAllowance(headers, allowance)
  res.writeHead(status, headers)
  res.end()
}

export function sendRedirect(
  res: ServerResponse,
  status: number,
  { to }: Redirect,
  allowance: Allowance | null,
): void {
  const headers = [...fixedHeaders, ...notStored, 'Location', to]
  if (allowance !== null) addAllowance(headers, allowance)
  res.writeHead(status, headers)
  res.end()
}

export function sendProblem(res: ServerResponse, answer: ProblemAnswer, allowance: Allowance | null): void {
  const body = JSON.stringify(answer.problem)
  const headers = [...notStored, ...answer.headers]
  sendBytes(res, answer.problem.status, new Bytes(body, 'application/problem+json', headers), allowance)
}

function addAllowance(headers: string[], { limit, remaining, resetSeconds }: Allowance): void {
  headers.push(
    'RateLimit-Limit',
    String(limit),
    'RateLimit-Remaining',
    String(remaining),
    'RateLimit-Reset',
    String(resetSeconds),
  )
}
