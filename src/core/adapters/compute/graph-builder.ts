import type { BuiltGraph, GraphBuilder, GraphInput } from '../../ports/runtime.ts'
import { createWorkerThread } from '../worker-thread.ts'

const idleMs = 5_000

/** Builds graphs in a thread of its own, so that lists go on being answered meanwhile. */
export function createGraphBuilder(): GraphBuilder {
  const thread = createWorkerThread<GraphInput, BuiltGraph>('./graph-worker', import.meta.url, idleMs)
  return {
    build: (input) =>
      thread.call(input, [input.readers.buffer, input.books.buffer, input.vectors.buffer] as ArrayBuffer[]),
    close: () => thread.close(),
  }
}
