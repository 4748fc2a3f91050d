import { Worker } from 'node:worker_threads'
import { ShelftalkError } from '../domain/errors.ts'

/**
 * Runs one function of a file in a thread of its own. The thread starts with the first call and ends after
 * `idleMs` without one, so that its memory is only held while there is work.
 */
export interface WorkerThread<In, Out> {
  /** Sends one input; calls are answered one after the other. `transfer` moves buffers instead of copying them. */
  call(input: In, transfer?: ArrayBuffer[]): Promise<Out>
  /** Gives up what is being worked on; it and later calls are refused as `unavailable`. */
  close(): Promise<void>
}

type Answer<Out> = { ok: true; value: Out } | { ok: false; message: string }

/** `file` without its ending, beside `base`; the file answers messages by `serveWorker`. */
export function createWorkerThread<In, Out>(
  file: string,
  base: string,
  idleMs: number,
): WorkerThread<In, Out> {
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | undefined
  let tail: Promise<unknown> = Promise.resolve()
  let closed = false

  const end = async (): Promise<void> => {
    clearTimeout(idle)
    const ending = worker
    worker = null
    await ending?.terminate()
  }

  /** A thread that ended, however it did, is forgotten at once: the next call starts another. */
  const started = (): Worker => {
    const made = start(file, base)
    const forget = (): void => {
      if (worker === made) worker = null
    }
    return made.once('error', forget).once('exit', forget)
  }

  const once = async (input: In, transfer: ArrayBuffer[]): Promise<Out> => {
    if (closed) throw stopping()
    clearTimeout(idle)
    worker ??= started()
    const running = worker
    try {
      return await ask<In, Out>(running, input, transfer)
    } catch (error) {
      throw closed ? stopping(error) : error
    } finally {
      idle = setTimeout(() => void end(), idleMs)
      idle.unref()
    }
  }

  return {
    call(input, transfer = []) {
      const answer = tail.then(() => once(input, transfer))
      tail = answer.catch(() => {})
      return answer
    },
    close() {
      closed = true
      return end()
    },
  }
}

const stopping = (cause?: unknown): ShelftalkError =>
  new ShelftalkError('unavailable', 'Shelftalk is stopping. Try again in a moment.', {
    retryAfterSeconds: 2,
    cause,
  })

function start(file: string, base: string): Worker {
  const isSource = base.endsWith('.ts')
  const target = new URL(`${file}.${isSource ? 'ts' : 'js'}`, base)
  const worker = isSource ? new Worker(fromSource(target), { eval: true }) : new Worker(target)
  worker.unref()
  return worker
}

/** In development and in tests the files are TypeScript, which a thread must be taught to read first. */
const fromSource = (target: URL): string =>
  `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then((tsx) => { tsx.register(); return import(${JSON.stringify(target.href)}) })`

function ask<In, Out>(worker: Worker, input: In, transfer: ArrayBuffer[]): Promise<Out> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      worker.unref()
      act()
    }
    const onMessage = (answer: Answer<Out>): void =>
      settle(() => (answer.ok ? resolve(answer.value) : reject(new Error(answer.message))))
    const onError = (error: Error): void => settle(() => reject(error))
    const onExit = (code: number): void =>
      settle(() => reject(new Error(`the worker thread ended with code ${code}`)))
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    worker.ref()
    worker.postMessage(input, transfer)
  })
}
