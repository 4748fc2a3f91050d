import { availableParallelism } from 'node:os'
import type { CoReadGround } from '../../ranking/co-reads.ts'
import { type Interactions, type Readership, transpose } from '../../ranking/interactions.ts'
import { chunkCount, coReadGrounds, joinedMembers, type MemberWeights } from '../../ranking/members.ts'
import type { GraphSettings, Member } from '../../ranking/settings.ts'
import { createWorkerThread, type WorkerThread } from '../worker-thread.ts'

/** The rows of one chunk of books, of all members. Arrays over shared memory are not copied on their way. */
export interface ChunkTask {
  grounds: readonly CoReadGround[]
  members: readonly Member[]
  chunk: number
}

/** More threads would only share the memory's bandwidth, and people wait for lists meanwhile. */
const maxThreads = 4
/** Fewer books than this are counted sooner than a thread has started. */
const leastBooks = 2_000
const idleMs = 2_000

export interface MemberThreads {
  /** The same as `computeMembers`, on several threads. */
  compute(interactions: Interactions, settings: GraphSettings): Promise<MemberWeights[]>
  /** Whether it is worth it. */
  suits(interactions: Interactions): boolean
  close(): Promise<void>
}

/**
 * Computes members chunk by chunk, each thread taking the next chunk when it has done one. What they are computed from
 * lies in memory that all threads share.
 */
export function createMemberThreads(): MemberThreads {
  const threads = Array.from({ length: Math.min(maxThreads, availableParallelism()) }, () =>
    createWorkerThread<ChunkTask, MemberWeights[]>('./chunk-worker', import.meta.url, idleMs),
  )
  return {
    suits: ({ bookCount }) => threads.length > 1 && bookCount >= leastBooks,
    async compute(interactions, { members }) {
      const events = shared(interactions)
      const readership = sharedReadership(transpose(events))
      const grounds = coReadGrounds(events, { members }, readership).map(sharedGround)
      const chunks = Array.from({ length: chunkCount(interactions.bookCount) }, (_, chunk) => chunk)
      const rows = await each(
        threads,
        chunks.map((chunk) => ({ grounds, members, chunk })),
      )
      return joinedMembers(members, rows)
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()))
    },
  }
}

/** All answers, in the order of the tasks. */
async function each<In, Out>(
  threads: readonly WorkerThread<In, Out>[],
  tasks: readonly In[],
): Promise<Out[]> {
  const answers: Out[] = new Array(tasks.length)
  let next = 0
  const lane = async (thread: WorkerThread<In, Out>): Promise<void> => {
    for (let at = next++; at < tasks.length; at = next++) answers[at] = await thread.call(tasks[at] as In)
  }
  await Promise.all(threads.map(lane))
  return answers
}

function shared(interactions: Interactions): Interactions {
  const { offsets, books, weights } = interactions
  return {
    ...interactions,
    offsets: inSharedMemory(Int32Array, offsets),
    books: inSharedMemory(Int32Array, books),
    weights: inSharedMemory(Float32Array, weights),
  }
}

function sharedReadership(readership: Readership): Readership {
  const { offsets, readers, weights } = readership
  return {
    ...readership,
    offsets: inSharedMemory(Int32Array, offsets),
    readers: inSharedMemory(Int32Array, readers),
    weights: inSharedMemory(Float32Array, weights),
  }
}

/** Its events and readership are shared already. */
const sharedGround = (ground: CoReadGround): CoReadGround => ({
  ...ground,
  readerShares: inSharedMemory(Float64Array, ground.readerShares),
  diagonals: inSharedMemory(Float64Array, ground.diagonals),
  rarities: inSharedMemory(Float64Array, ground.rarities),
  norms: inSharedMemory(Float64Array, ground.norms),
})

function inSharedMemory<T extends Int32Array | Float32Array | Float64Array>(
  kind: { new (buffer: SharedArrayBuffer): T; BYTES_PER_ELEMENT: number },
  from: T,
): T {
  const copy = new kind(new SharedArrayBuffer(from.length * kind.BYTES_PER_ELEMENT))
  copy.set(from)
  return copy
}
