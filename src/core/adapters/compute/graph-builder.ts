import type { BuiltGraph, ChosenSettings, GraphBuilder, GraphInput } from '../../ports/runtime.ts'
import type { ReadColumns } from '../../ranking/interactions.ts'
import type { RankingSettings } from '../../ranking/settings.ts'
import { createWorkerThread } from '../worker-thread.ts'

/** What the thread is asked for. */
export type GraphTask = { settings: RankingSettings } & (
  | { kind: 'build'; input: GraphInput }
  | { kind: 'tune'; read: ReadColumns }
)

const idleMs = 5_000

/** Builds graphs and chooses settings in a thread of its own, so that lists go on being answered meanwhile. */
export function createGraphBuilder(): GraphBuilder {
  const thread = createWorkerThread<GraphTask, unknown>('./graph-worker', import.meta.url, idleMs)
  return {
    build: async (input, settings) =>
      (await thread.call({ kind: 'build', input, settings }, [
        ...buffersOf(input),
        input.vectors.buffer as ArrayBuffer,
      ])) as BuiltGraph,
    tune: async (read, settings) =>
      (await thread.call({ kind: 'tune', read, settings }, buffersOf(read))) as ChosenSettings,
    close: () => thread.close(),
  }
}

/** They are moved to the thread, not copied. */
const buffersOf = ({ readers, books, verdicts, readerNos }: ReadColumns): ArrayBuffer[] =>
  [readers, books, verdicts, readerNos].map((part) => part.buffer as ArrayBuffer)
