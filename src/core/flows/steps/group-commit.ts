import { ShelftalkError } from '../../domain/errors.ts'

/** What became of one of the items that were written together. */
export type Written<Out> = { value: Out } | { error: ShelftalkError }

export interface GroupCommitBounds {
  /** Items in one transaction. */
  maxBatch: number
  /** Items that may wait in one school; more are refused with a time to come back. */
  maxWaiting: number
}

interface Waiting<In, Out> {
  item: In
  resolve(value: Out): void
  reject(error: unknown): void
}

/** Transactions of one school at once: while one commits, the next is put together. */
const maxInFlight = 2

interface Line<In, Out> {
  waiting: Waiting<In, Out>[]
  inFlight: number
}

/**
 * Writes whatever waits together, at most two transactions a school at a time, without adding a wait of its own: a lone
 * item is written at once. Answers each item when its transaction committed. Items that are sent together may be
 * written in any order.
 */
export function createGroupCommit<In, Out>(
  write: (schoolId: string, items: readonly In[]) => Promise<Written<Out>[]>,
  bounds: GroupCommitBounds,
): (schoolId: string, item: In) => Promise<Out> {
  const lines = new Map<string, Line<In, Out>>()

  const drain = async (schoolId: string, line: Line<In, Out>): Promise<void> => {
    line.inFlight++
    while (line.waiting.length > 0) {
      const batch = line.waiting.splice(0, bounds.maxBatch)
      const written = await write(
        schoolId,
        batch.map((waiting) => waiting.item),
      ).catch((error: unknown) => error)
      batch.forEach((waiting, at) => {
        const outcome = Array.isArray(written) ? (written[at] as Written<Out>) : { error: written }
        if ('error' in outcome) waiting.reject(outcome.error)
        else waiting.resolve(outcome.value)
      })
    }
    line.inFlight--
    if (line.inFlight === 0) lines.delete(schoolId)
  }

  return (schoolId, item) =>
    new Promise((resolve, reject) => {
      const line = lines.get(schoolId) ?? { waiting: [], inFlight: 0 }
      if (line.waiting.length >= bounds.maxWaiting) {
        reject(
          new ShelftalkError('unavailable', 'Too much is waiting to be written. Try again in a second.', {
            retryAfterSeconds: 1,
          }),
        )
        return
      }
      lines.set(schoolId, line)
      line.waiting.push({ item, resolve, reject })
      if (line.inFlight < maxInFlight) void drain(schoolId, line)
    })
}
