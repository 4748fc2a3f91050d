import { availableParallelism } from 'node:os'
import { listsFrom } from '../../ranking/co-read-lists.ts'
import { type CoReadChunk, type CoReadGround, type CoReadLists, chunkCount } from '../../ranking/co-reads.ts'
import type { Interactions } from '../../ranking/interactions.ts'
import { coReadGrounds, isForRidge, joined, type MemberWeights } from '../../ranking/members.ts'
import type { GraphSettings, Member } from '../../ranking/settings.ts'
import { createWorkerThread, type WorkerThread } from '../worker-thread.ts'

/** A piece of the work on a graph that one thread does. Arrays over shared memory are not copied on their way. */
export type ChunkTask =
  | { kind: 'co-reads'; ground: CoReadGround; chunk: number; keptPerBook: number }
  | { kind: 'member'; lists: CoReadLists; member: Member; chunk: number }

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
 * Counts co-reads and computes members chunk by chunk, each thread taking the next chunk when it has done one. Events
 * and lists lie in memory that all threads share.
 */
export function createMemberThreads(): MemberThreads {
  const threads = Array.from({ length: Math.min(maxThreads, availableParallelism()) }, () =>
    createWorkerThread<ChunkTask, unknown>('./chunk-worker', import.meta.url, idleMs),
  )
  return {
    suits: ({ bookCount }) => threads.length > 1 && bookCount >= leastBooks,
    async compute(interactions, settings) {
      const chunks = Array.from({ length: chunkCount(interactions.bookCount) }, (_, chunk) => chunk)
      const members: MemberWeights[] = new Array(settings.members.length)
      for (const found of coReadGrounds(shared(interactions), settings)) {
        const ground = { ...found, ...sharedGround(found) }
        const counted = await each<CoReadChunk>(
          threads,
          chunks.map((chunk) => ({ kind: 'co-reads', ground, chunk, keptPerBook: settings.coReadsPerBook })),
        )
        const lists = listsFrom(ground, counted, { forRidge: isForRidge(settings, ground.readerExponent) })
        for (const [k, member] of settings.members.entries()) {
          if (member.readerExponent !== ground.readerExponent) continue
          const parts = await each<MemberWeights>(
            threads,
            chunks.map((chunk) => ({ kind: 'member', lists, member, chunk })),
          )
          members[k] = joined(parts)
        }
      }
      return members
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()))
    },
  }
}

/** All answers, in the order of the tasks. */
async function each<Out>(
  threads: readonly WorkerThread<ChunkTask, unknown>[],
  tasks: readonly ChunkTask[],
): Promise<Out[]> {
  const answers: Out[] = new Array(tasks.length)
  let next = 0
  const lane = async (thread: WorkerThread<ChunkTask, unknown>): Promise<void> => {
    for (let at = next++; at < tasks.length; at = next++)
      answers[at] = (await thread.call(tasks[at] as ChunkTask)) as Out
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

function sharedGround({
  readership,
  readerShares,
  diagonals,
  rarities,
  norms,
}: CoReadGround): Partial<CoReadGround> {
  return {
    readership: {
      ...readership,
      offsets: inSharedMemory(Int32Array, readership.offsets),
      readers: inSharedMemory(Int32Array, readership.readers),
      weights: inSharedMemory(Float32Array, readership.weights),
    },
    readerShares: inSharedMemory(Float64Array, readerShares),
    diagonals: inSharedMemory(Float64Array, diagonals),
    rarities: inSharedMemory(Float64Array, rarities),
    norms: inSharedMemory(Float64Array, norms),
  }
}

function inSharedMemory<T extends Int32Array | Float32Array | Float64Array>(
  kind: { new (buffer: SharedArrayBuffer): T; BYTES_PER_ELEMENT: number },
  from: T,
): T {
  const copy = new kind(new SharedArrayBuffer(from.length * kind.BYTES_PER_ELEMENT))
  copy.set(from)
  return copy
}
