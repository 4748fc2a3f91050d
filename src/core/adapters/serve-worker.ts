import { parentPort } from 'node:worker_threads'

/** The other end of createWorkerThread: answers each message with what `work` makes of it. */
export function serveWorker<In, Out>(
  work: (input: In) => Promise<{ value: Out; transfer?: ArrayBuffer[] }>,
): void {
  parentPort?.on('message', (input: In) => {
    work(input).then(
      ({ value, transfer = [] }) => parentPort?.postMessage({ ok: true, value }, transfer),
      (error: unknown) =>
        parentPort?.postMessage({
          ok: false,
          message: error instanceof Error ? error.message : String(error),
        }),
    )
  })
}
