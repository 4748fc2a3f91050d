import { bulkhead, ConsecutiveBreaker, circuitBreaker, handleWhen, TimeoutStrategy, timeout } from 'cockatiel'
import OpenAI from 'openai'
import { z } from 'zod'
import { ShelftalkError } from '../../domain/errors.ts'
import type { ModelPurpose } from '../../ports/lists/language-model.ts'
import { failureOf } from './failures.ts'
import { defaultBounds, type OpenAIBounds, type OpenAIOptions, type ParameterToLeaveOut } from './options.ts'
import { createRest } from './rest.ts'
import { createTransport } from './transport.ts'

export interface Call<T> {
  schoolId: string
  purpose: ModelPurpose
  /** What it costs at most, in tokens. */
  tokens: number
  /** Sends the request once; the package tries again by itself. */
  send(api: OpenAI, options: { signal: AbortSignal }): PromiseLike<unknown>
  /** Makes something of the answer, or throws; then the call has failed. */
  read(answer: unknown): T
}

/** The way to one model of a server, for a whole process. */
export interface OpenAIClient {
  /** Whether a parameter may be sent to this server. */
  knows(parameter: ParameterToLeaveOut): boolean
  /**
   * What `read` made of the answer; null when the server refuses to speak about what the call says. Throws `unavailable`
   * when it is away, too slow or misconfigured, and when the school's budget for the day is spent: then with the
   * seconds until the next day.
   */
  ask<T>(call: Call<T>): Promise<T | null>
  /** Ends the calls that are under way. */
  close(): void
}

export const ownAddress = 'https://api.openai.com/v1'

/** Everything is said here: what is left out, the package would read from the environment. */
const apiOf = ({ apiKey, baseUrl }: OpenAIOptions, bounds: OpenAIBounds): OpenAI =>
  new OpenAI({
    apiKey,
    baseURL: baseUrl ?? ownAddress,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: bounds.maxRetries,
    timeout: bounds.attemptMs,
    fetch: createTransport(bounds),
    // Its log lines hold requests and answers.
    logLevel: 'off',
  })

export function createOpenAIClient(options: OpenAIOptions): OpenAIClient {
  const bounds = { ...defaultBounds, ...options.bounds }
  const { budget, log } = options
  const api = apiOf(options, bounds)
  const closing = new AbortController()
  const slots = bulkhead(bounds.callsAtOnce, bounds.waitingCalls)
  const limit = timeout(bounds.callMs, TimeoutStrategy.Aggressive)
  const breaker = circuitBreaker(
    handleWhen((error) => failureOf(error).kind === 'away'),
    { halfOpenAfter: bounds.restMs, breaker: new ConsecutiveBreaker(bounds.failuresToRest) },
  )
  const rest = createRest(bounds, log)
  breaker.onBreak(() => rest.begin())

  const sendAndRead = <T>(call: Call<T>): Promise<{ made: T; spent: number }> =>
    breaker.execute(() =>
      limit.execute(async ({ signal }) => {
        const answer = await call.send(api, { signal })
        return { made: call.read(answer), spent: tokensIn(answer) ?? call.tokens }
      }, closing.signal),
    )

  const askNow = async <T>(call: Call<T>): Promise<T | null> => {
    rest.refuse()
    const reservation = await budget.reserve(call.schoolId, call.tokens)
    if (reservation === null) {
      log.info({ school: call.schoolId }, 'the school has spent its budget for the model today')
      throw budgetSpent()
    }
    let spent = 0
    try {
      const done = await sendAndRead(call)
      spent = done.spent
      rest.isOver()
      return done.made
    } catch (error) {
      const failure = failureOf(error)
      // A call without an answer may have been worked on, and the school pays for it.
      if (failure.mayHaveCost) spent = call.tokens
      if (failure.kind === 'refused') return null
      throw closing.signal.aborted ? stopping() : rest.errorFor(error)
    } finally {
      await budget.settle(reservation, { purpose: call.purpose, spent }).catch((error: unknown) => {
        // What was reserved stays reserved until the day ends: too little can be spent then, never too much.
        log.warn({ err: error }, 'the use of a model could not be counted')
      })
    }
  }

  return {
    knows: (parameter) => !(options.leaveOut ?? []).includes(parameter),
    async ask(call) {
      let begun = false
      try {
        return await slots.execute(() => {
          begun = true
          return askNow(call)
        }, closing.signal)
      } catch (error) {
        if (begun) throw error
        throw closing.signal.aborted ? stopping() : rest.errorFor(error)
      }
    },
    close: () => closing.abort(),
  }
}

const mostTokensACall = 10_000_000
const Usage = z.object({
  usage: z.object({ total_tokens: z.number().int().min(0).max(mostTokensACall) }),
})

/** What the server says that the call cost; null when it says nothing that can be believed. */
function tokensIn(answer: unknown): number | null {
  const read = Usage.safeParse(answer)
  return read.success ? read.data.usage.total_tokens : null
}

/** Tokens of a text by rule of thumb: four bytes of English each, more of other scripts. */
export const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4)

const stopping = (): ShelftalkError => new ShelftalkError('unavailable', 'The service is stopping.')

const dayMs = 86_400_000

function budgetSpent(): ShelftalkError {
  const leftMs = dayMs - (Date.now() % dayMs)
  return new ShelftalkError(
    'unavailable',
    'The school has spent what it may on the model today. Raise model_tokens_a_day in its policy, or wait for tomorrow (UTC).',
    { retryAfterSeconds: Math.ceil(leftMs / 1000) },
  )
}
