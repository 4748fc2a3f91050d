import type { IncomingMessage } from 'node:http'
import { ShelftalkError } from '../../core/domain/errors.ts'
import type { Caller } from '../../core/domain/people/permissions.ts'
import { storable as storableText } from '../../core/domain/shown.ts'
import type { ApiFlows } from '../flows.ts'

/** What an Idempotency-Key may be. */
export const idempotencyKeyPattern = /^[\x21-\x7e]{1,200}$/

/** The Idempotency-Key of a request, or null. */
export function idempotencyKeyOf(req: IncomingMessage): string | null {
  const key = req.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key === 'string' && idempotencyKeyPattern.test(key)) return key
  throw new ShelftalkError('invalid_input', 'An Idempotency-Key has 1 to 200 visible ASCII characters.', {
    fields: [{ field: 'Idempotency-Key', reason: 'must be 1 to 200 visible ASCII characters' }],
  })
}

export interface OnceTask {
  caller: Caller
  key: string
  /** The digest of the request; reads what is left of its body. */
  bodyHash(): Promise<string>
  /** `secret`: the answer is not kept, only that it was given. */
  keep: 'answer' | 'secret'
}

/** Does work at most once under a caller's Idempotency-Key, for flows that do not see to it in their transaction. */
export interface OnceKeeper {
  run<T>(task: OnceTask, work: () => Promise<T>): Promise<T>
}

export function createOnceKeeper(flows: Pick<ApiFlows, 'answeredUpload' | 'rememberUpload'>): OnceKeeper {
  const running = new Set<string>()
  return {
    async run<T>({ caller, key, bodyHash, keep }: OnceTask, work: () => Promise<T>): Promise<T> {
      const name = `${caller.caller_id}\n${key}`
      if (running.has(name)) throw inFlight()
      running.add(name)
      try {
        const before = await flows.answeredUpload(caller, key)
        if (before !== null) {
          if (before.body_hash !== (await bodyHash())) throw otherBody()
          if (keep === 'secret') throw answerNotKept()
          return before.answer as T
        }
        const answer = storable(await work())
        await flows.rememberUpload(caller, key, await bodyHash(), keep === 'secret' ? null : (answer ?? null))
        return answer
      } finally {
        running.delete(name)
      }
    },
  }
}

/** An answer that the database can keep, whatever a client put into it: it is given and kept in the same words. */
function storable<T>(answer: T): T {
  if (typeof answer === 'string') return storableText(answer) as T
  if (Array.isArray(answer)) return answer.map(storable) as T
  if (answer === null || typeof answer !== 'object') return answer
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [storableText(name), storable(value)]),
  ) as T
}

const conflict = (detail: string, retryAfterSeconds?: number): ShelftalkError =>
  new ShelftalkError('conflict', detail, retryAfterSeconds === undefined ? {} : { retryAfterSeconds })

const inFlight = () =>
  conflict('A request with this Idempotency-Key is being answered. Wait for its answer.', 1)
const otherBody = () =>
  conflict('This Idempotency-Key was used with another request. Use a new key for a new request.')
const answerNotKept = () =>
  conflict(
    'This request was answered before, with a secret that is shown only once. See GET /keys for what it made.',
  )
