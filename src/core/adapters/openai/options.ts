import type { ModelBudget } from '../../ports/lists/language-model.ts'

/** What the adapter needs of a log. It is given words of ours and codes, never what was sent or answered. */
export interface ModelLog {
  info(about: object, text: string): void
  warn(about: object, text: string): void
}

/** Parameters that servers which speak OpenAI's protocol may not know. */
export const parametersToLeaveOut = ['store', 'temperature', 'dimensions', 'max_completion_tokens'] as const
export type ParameterToLeaveOut = (typeof parametersToLeaveOut)[number]

export interface OpenAIOptions {
  apiKey: string
  /** Of a server that speaks OpenAI's protocol, with its `/v1`; null for OpenAI's own. */
  baseUrl: string | null
  budget: ModelBudget
  log: ModelLog
  /** What the server refuses. Without `max_completion_tokens` the older name `max_tokens` is used. */
  leaveOut?: readonly ParameterToLeaveOut[]
  bounds?: Partial<OpenAIBounds>
}

export interface OpenAIBounds {
  /** From the request until the last byte of the answer. */
  attemptMs: number
  /** All attempts of a call, with the pauses between them. */
  callMs: number
  /** After the first attempt. */
  maxRetries: number
  /** A server that asks for a longer pause is given it, but nobody waits for it. */
  longestPauseMs: number
  /** Calls that run at once, and that wait for their turn; beyond, the model counts as away. */
  callsAtOnce: number
  waitingCalls: number
  /** Calls in a row that failed, after which nothing is asked for `restMs`; then one call tries. */
  failuresToRest: number
  restMs: number
  /** How long nothing is asked when only a person can mend it: a wrong key, no such model. */
  misconfiguredRestMs: number
  maxAnswerBytes: number
}

export const defaultBounds: OpenAIBounds = {
  attemptMs: 12_000,
  callMs: 25_000,
  maxRetries: 2,
  longestPauseMs: 5_000,
  callsAtOnce: 8,
  waitingCalls: 64,
  failuresToRest: 5,
  restMs: 30_000,
  misconfiguredRestMs: 300_000,
  maxAnswerBytes: 8_000_000,
}
