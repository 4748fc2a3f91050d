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

/**
 * Writes whatever waits in one transaction a school, one at a time, without adding a wait of its own: a lone item
 * is written at once, and what arrives meanwhile goes together. Answers each item when its transaction committed.
 */
export function createGroupCommit<In, Out>(
  write: (schoolId: string, items: readonly In[]) => Promise<Written<Out>[]>,
  bounds: GroupCommitBounds,
): (schoolId: string, item: In) => Promise<Out> {
  const queues = new Map<string, Waiting<In, Out>[]>()

  const drain = async (schoolId: string, queue: Waiting<In, Out>[]): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.splice(0, bounds.maxBatch)
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
    queues.delete(schoolId)
  }

  return (schoolId, item) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(schoolId)
      if (queue !== undefined && queue.length >= bounds.maxWaiting) {
        reject(
          new ShelftalkError('unavailable', 'Too much is waiting to be written. Try again in a second.', {
            retryAfterSeconds: 1,
          }),
        )
        return
      }
      const waiting = { item, resolve, reject }
      if (queue !== undefined) queue.push(waiting)
      else {
        const fresh = [waiting]
        queues.set(schoolId, fresh)
        void drain(schoolId, fresh)
      }
    })
}
