import OpenAI from 'openai'
import type { LanguageModel } from '../../ports/lists/language-model.ts'
import type { EmbeddingModel } from '../../ports/runtime.ts'
import { createOpenAIClient, ownAddress } from './client.ts'
import { createOpenAIEmbeddingModel } from './embedding-model.ts'
import { failureOf } from './failures.ts'
import { createOpenAILanguageModel } from './language-model.ts'
import type { OpenAIOptions } from './options.ts'

export interface ModelNames {
  textModel: string
  embeddingModel: string
}

/** Both models of a server. Each has its own rests, since one may be misconfigured and the other well. */
export function createOpenAIModels(
  options: OpenAIOptions,
  names: ModelNames,
): {
  embedding: EmbeddingModel
  language: LanguageModel
  /** Ends what is under way. */
  close(): Promise<void>
} {
  const [forText, forVectors] = [createOpenAIClient(options), createOpenAIClient(options)]
  return {
    embedding: createOpenAIEmbeddingModel(forVectors, names.embeddingModel),
    language: createOpenAILanguageModel(forText, names.textModel),
    async close() {
      forText.close()
      forVectors.close()
    },
  }
}

const checkMs = 5_000

/** Whether the server knows the key and both models, for whoever sets it up; null, or what to do. Costs no tokens. */
export async function checkOpenAI(
  { apiKey, baseUrl }: Pick<OpenAIOptions, 'apiKey' | 'baseUrl'>,
  { textModel, embeddingModel }: ModelNames,
): Promise<string | null> {
  const api = new OpenAI({
    apiKey,
    baseURL: baseUrl ?? ownAddress,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: checkMs,
    logLevel: 'off',
  })
  try {
    await Promise.all([textModel, embeddingModel].map((model) => api.models.retrieve(model)))
    return null
  } catch (error) {
    return failureOf(error).words
  }
}
