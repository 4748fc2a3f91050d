import { z } from 'zod'
import { embeddedText } from '../../domain/model/model-messages.ts'
import { type EmbeddingModel, embeddingDimensions } from '../../ports/runtime.ts'
import { type OpenAIClient, tokensOf } from './client.ts'
import { garbled, unusable } from './failures.ts'

/** In one request; their vectors come back as about two megabytes of text. */
const textsACall = 64

const Answer = z.object({
  data: z.array(z.object({ index: z.number().int(), embedding: z.array(z.number()) })),
})

/**
 * A hosted model of embeddings. A text that says nothing has no direction: it is not sent, and its vector is all zeros,
 * as the local model has it.
 */
export function createOpenAIEmbeddingModel(client: OpenAIClient, model: string): EmbeddingModel {
  const embedSome = async (schoolId: string, input: string[]): Promise<Float32Array[]> => {
    const made = await client.ask({
      schoolId,
      purpose: 'embedding',
      tokens: input.reduce((sum, text) => sum + tokensOf(text), 0),
      send: (api, options) =>
        api.embeddings.create(
          {
            model,
            input,
            // The package asks for base64 unless told otherwise, and misreads servers that send numbers all the same.
            encoding_format: 'float',
            ...(client.knows('dimensions') ? { dimensions: embeddingDimensions } : {}),
          },
          options,
        ),
      read: (answer) => vectorsIn(answer, input.length),
    })
    if (made === null) throw garbled('The model server refuses to make vectors of some texts.')
    return made
  }

  return {
    modelId: `openai/${model}`,
    leavesTheBuilding: true,
    async embed(texts, schoolId) {
      const all = texts.map(embeddedText)
      const spoken = all.filter((text) => text !== '')
      const vectors: Float32Array[] = []
      for (let start = 0; start < spoken.length; start += textsACall)
        vectors.push(...(await embedSome(schoolId, spoken.slice(start, start + textsACall))))
      return all.map(
        (text) => (text === '' ? null : vectors.shift()) ?? new Float32Array(embeddingDimensions),
      )
    },
    async close() {
      client.close()
    },
  }
}

/** The vectors by position, at unit length. */
function vectorsIn(answer: unknown, count: number): Float32Array[] {
  const read = Answer.safeParse(answer)
  if (!read.success)
    throw garbled('The model server answers with something else than vectors. Check OPENAI_BASE_URL.')
  const byIndex = new Map(read.data.data.map(({ index, embedding }) => [index, embedding]))
  return Array.from({ length: count }, (_, index) => {
    const vector = byIndex.get(index)
    if (vector === undefined) throw garbled('The model server left out the vectors of some texts.')
    if (vector.length !== embeddingDimensions) {
      throw unusable(
        `The embedding model makes vectors of ${vector.length} dimensions, and ${embeddingDimensions} are needed. Name another one in OPENAI_EMBEDDING_MODEL.`,
      )
    }
    return atUnitLength(vector)
  })
}

function atUnitLength(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector)
  if (!(length > 0 && Number.isFinite(length)))
    throw garbled('The model server made a vector without direction.')
  return Float32Array.from(vector, (x) => x / length)
}
