import { ShelftalkError } from '../../../domain/errors.ts'

/** What became of one of the items that were written together. */
export type Written<Out> = { value: Out } | { error: unknown }

export interface GroupCommitBounds {
  /** Items in one transaction. */
  maxBatch: number
  /** Items that may wait in one school; more are refused with a time to come back. */
  maxWaiting: number
  /** Items that a second transaction of the school begins with while one is written: a small one costs more than it saves. */
  besides: number
}

/** How items are written, and whose they are: those of one key are written in the order in which they came, if there are keys. */
export interface GroupWriter<In, Out> {
  keyOf?(item: In): string
  /** In one transaction; answers by position. */
  write(schoolId: string, items: readonly In[]): Promise<Written<Out>[]>
}

/** Transactions at once in one school: while the database writes one, the next is put together. */
const maxInFlight = 2

interface Waiting<In, Out> {
  item: In
  key: string | undefined
  resolve(value: Out): void
  reject(error: unknown): void
}

interface Queue<In, Out> {
  waiting: Waiting<In, Out>[]
  /** Keys of the items that are being written: others of the same key wait for those. */
  busy: Set<string>
  inFlight: number
  /** Whether it is about to be looked at. */
  isDue: boolean
}

/**
 * Writes whatever waits in one transaction a school, without adding a wait of its own: a lone item is written at once,
 * what comes in at the same moment or meanwhile goes together. Answers each item when its transaction committed.
 */
export function createGroupCommit<In, Out>(
  { keyOf, write }: GroupWriter<In, Out>,
  bounds: GroupCommitBounds,
): (schoolId: string, item: In) => Promise<Out> {
  const queues = new Map<string, Queue<In, Out>>()

  const writeBatch = async (schoolId: string, batch: readonly Waiting<In, Out>[]): Promise<void> => {
    const items = batch.map((waiting) => waiting.item)
    const written = await write(schoolId, items).catch((error: unknown) => error)
    batch.forEach((waiting, at) => {
      const outcome = Array.isArray(written) ? (written[at] as Written<Out>) : { error: written }
      if ('error' in outcome) waiting.reject(outcome.error)
      else waiting.resolve(outcome.value)
    })
  }
  const mayBegin = ({ inFlight, waiting }: Queue<In, Out>): boolean =>
    inFlight === 0 || (inFlight < maxInFlight && waiting.length >= bounds.besides)
  const pump = (schoolId: string, queue: Queue<In, Out>): void => {
    queue.isDue = false
    const batch = mayBegin(queue) ? takeBatch(queue, bounds.maxBatch) : []
    if (batch.length > 0) {
      queue.inFlight++
      void writeBatch(schoolId, batch).then(() => {
        queue.inFlight--
        for (const { key } of batch) if (key !== undefined) queue.busy.delete(key)
        if (!queue.isDue) pump(schoolId, queue)
      })
    } else if (queue.waiting.length === 0 && queue.inFlight === 0) queues.delete(schoolId)
  }

  return (schoolId, item) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(schoolId) ?? newQueue()
      queues.set(schoolId, queue)
      if (queue.waiting.length >= bounds.maxWaiting) {
        reject(
          new ShelftalkError('unavailable', 'Too much is waiting to be written. Try again in a second.', {
            retryAfterSeconds: 1,
          }),
        )
        return
      }
      queue.waiting.push({ item, key: keyOf?.(item), resolve, reject })
      if (queue.isDue) return
      queue.isDue = true
      // Requests that came in together are read one after the other: the last of them still gets into the same batch.
      setImmediate(pump, schoolId, queue)
    })
}

const newQueue = <In, Out>(): Queue<In, Out> => ({ waiting: [], busy: new Set(), inFlight: 0, isDue: false })

/** The longest waiting whose keys nobody is writing, and no later item of a key before an earlier one. */
function takeBatch<In, Out>(queue: Queue<In, Out>, maxBatch: number): Waiting<In, Out>[] {
  const batch: Waiting<In, Out>[] = []
  const left: Waiting<In, Out>[] = []
  for (const one of queue.waiting) {
    const isFree = one.key === undefined || !queue.busy.has(one.key)
    if (batch.length < maxBatch && isFree) batch.push(one)
    else left.push(one)
  }
  queue.waiting = left
  for (const { key } of batch) if (key !== undefined) queue.busy.add(key)
  return batch
}
