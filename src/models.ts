import { createLocalModel } from './core/adapters/local-model/local-model.ts'
import type { SchoolPolicy } from './core/domain/school.ts'
import type { LanguageModel, ModelBudget } from './core/ports/lists/language-model.ts'
import type { EmbeddingModel } from './core/ports/runtime.ts'

/** A language model somewhere else, once its client is loaded. */
export interface ConnectedModel {
  /** What each school may spend a day unless its policy names another number. */
  tokensADay: number
  open(budget: ModelBudget): { embedding: EmbeddingModel; language: LanguageModel; close(): Promise<void> }
}

export interface Models {
  modelFor(policy: SchoolPolicy): EmbeddingModel
  language: LanguageModel | null
  close(): Promise<void>
}

/** The model inside the program, and the connected one for schools that let it know of their books. */
export function createModels(connected: ConnectedModel | null, budget: ModelBudget): Models {
  const local = createLocalModel()
  const remote = connected?.open(budget) ?? null
  return {
    modelFor: (policy) => (remote !== null && policy.model_for_books ? remote.embedding : local),
    language: remote?.language ?? null,
    close: async () => void (await Promise.all([local.close(), remote?.close()])),
  }
}
