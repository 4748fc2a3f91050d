import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { Api } from '../api/client.ts'
import { type LiveEvent, readLiveEvent } from './events.ts'

export type LiveState = 'connecting' | 'open' | 'waiting'

const firstPauseMs = 500
const longestPauseMs = 30_000

interface Listener {
  onEvent: (event: LiveEvent) => void
  onState: (state: LiveState) => void
}

/** Half of the pause is fixed, half is chance, so that a whole school does not come back in the same instant. */
function pauseMs(failures: number): number {
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10))
  return pause / 2 + Math.random() * (pause / 2)
}

async function readStream(api: Api, signal: AbortSignal, listener: Listener): Promise<void> {
  const response = await api.request('/live', { signal, headers: { Accept: 'text/event-stream' } })
  if (!response.ok || response.body === null) throw new Error(`The stream answered ${response.status}`)
  listener.onState('open')
  listener.onEvent({ kind: 'opened' })
  const messages = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
  const reader = messages.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const event = readLiveEvent(value.data)
    if (event !== null) listener.onEvent(event)
  }
}

const sleep = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

/** Listens until `signal` aborts; after a break it comes back, each time a little later. */
export async function listen(api: Api, signal: AbortSignal, listener: Listener): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    listener.onState(failures === 0 ? 'connecting' : 'waiting')
    const startedAt = Date.now()
    await readStream(api, signal, listener).catch(() => undefined)
    if (signal.aborted) return
    failures = Date.now() - startedAt > longestPauseMs ? 1 : failures + 1
    listener.onState('waiting')
    await sleep(pauseMs(failures), signal)
  }
}
