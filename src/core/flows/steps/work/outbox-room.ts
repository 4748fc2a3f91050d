import { ShelftalkError } from '../../../domain/errors.ts'
import type { Store } from '../../../ports/store.ts'

/** How long a count is trusted; what comes in meanwhile goes a little over the bound. */
const trustMs = 500

/**
 * A function that throws `unavailable` while `maxPendingEvents` wait to be applied: whoever wants to write is told to
 * come back, and what was acknowledged is worked off first.
 */
export function createOutboxRoom(store: Store, maxPendingEvents: number): () => Promise<void> {
  let counted: { at: number; full: Promise<boolean> } | null = null

  const isFull = (): Promise<boolean> => {
    const now = performance.now()
    if (counted !== null && now - counted.at < trustMs) return counted.full
    const full = store.system((rows) => rows.outbox.isAtLeast(maxPendingEvents))
    counted = { at: now, full }
    full.catch(() => {
      counted = null
    })
    return full
  }

  return async () => {
    if (!(await isFull())) return
    throw new ShelftalkError(
      'unavailable',
      'More is waiting to be worked on than fits. Nothing of this request was stored; send it again in a while.',
      { retryAfterSeconds: 10 },
    )
  }
}
