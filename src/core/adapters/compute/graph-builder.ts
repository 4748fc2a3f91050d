import type { BuiltGraph, ChosenSettings, GraphBuilder, GraphInput } from '../../ports/runtime.ts'
import type { RankingSettings } from '../../ranking/settings.ts'
import { createWorkerThread } from '../worker-thread.ts'

/** What the thread is asked for. */
export type GraphTask = { kind: 'build' | 'tune'; input: GraphInput; settings: RankingSettings }

const idleMs = 5_000

/** Builds graphs and chooses settings in a thread of its own, so that lists go on being answered meanwhile. */
export function createGraphBuilder(): GraphBuilder {
  const thread = createWorkerThread<GraphTask, unknown>('./graph-worker', import.meta.url, idleMs)
  const ask = (task: GraphTask): Promise<unknown> => {
    const { readers, books, verdicts, readerNos, vectors } = task.input
    const moved = [readers, books, verdicts, readerNos, vectors].map((part) => part.buffer as ArrayBuffer)
    return thread.call(task, moved)
  }
  return {
    build: async (input, settings) => (await ask({ kind: 'build', input, settings })) as BuiltGraph,
    tune: async (input, settings) => (await ask({ kind: 'tune', input, settings })) as ChosenSettings,
    close: () => thread.close(),
  }
}
