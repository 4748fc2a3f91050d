import { ShelftalkError } from '../../../domain/errors.ts'
import type { SchoolRows } from '../../../ports/store.ts'

/** A caller's promise that it sends the same thing again: its key, and a digest of the body. */
export interface IdempotencyKey {
  caller: string
  key: string
  body_hash: string
}

/** The answer given before under this key; null when there is none. Throws `conflict` when the body was another. */
export async function answeredBefore<T>(
  rows: Pick<SchoolRows, 'idempotency'>,
  once: IdempotencyKey | null,
): Promise<T | null> {
  if (once === null) return null
  const [found] = await rows.idempotency.find(once.caller, [once.key])
  return found === undefined ? null : sameBody<T>(found, once)
}

export function sameBody<T>(found: { body_hash: string; answer: unknown }, once: IdempotencyKey): T {
  if (found.body_hash !== once.body_hash) {
    throw new ShelftalkError(
      'conflict',
      'This Idempotency-Key was used with another body. Use a new key for a new request.',
    )
  }
  return found.answer as T
}

/** Keeps the answer for the next time, in the transaction that did the work. */
export async function rememberAnswer(
  rows: Pick<SchoolRows, 'idempotency'>,
  once: IdempotencyKey | null,
  answer: unknown,
): Promise<void> {
  if (once !== null)
    await rows.idempotency.put(once.caller, [{ key: once.key, body_hash: once.body_hash, answer }])
}
