import { onTestFinished } from 'vitest'
import { createOpenAIModels, type ModelNames } from '../../src/core/adapters/openai/models.ts'
import type { OpenAIBounds, OpenAIOptions } from '../../src/core/adapters/openai/options.ts'
import type { ModelBudget, ModelPurpose } from '../../src/core/ports/lists/language-model.ts'
import { type FakeModel, startFakeModel } from '../../src/sandbox/fake-model/server.ts'

/** A budget in memory that tells what became of it. */
export interface TestBudget extends ModelBudget {
  left: number
  reserved: number
  settled: { school_id: string; purpose: ModelPurpose; reserved: number; spent: number }[]
}

function testBudget(left = 1_000_000): TestBudget {
  const budget: TestBudget = {
    left,
    reserved: 0,
    settled: [],
    async reserve(school_id, tokens) {
      if (tokens > budget.left - budget.reserved) return null
      budget.reserved += tokens
      return { school_id, day: '2026-03-02', tokens }
    },
    async settle({ school_id, tokens: reserved }, { purpose, spent }) {
      budget.reserved -= reserved
      budget.left -= spent
      budget.settled.push({ school_id, purpose, reserved, spent })
    },
  }
  return budget
}

/** Little patience, for tests that make the server fail. */
export const quick: Partial<OpenAIBounds> = {
  attemptMs: 1_000,
  callMs: 10_000,
  maxRetries: 0,
  failuresToRest: 3,
}

export interface ModelGround {
  server: FakeModel
  budget: TestBudget
  /** Lines of the log as text, with everything that an error would bring into it. */
  lines: string[]
  models: ReturnType<typeof createOpenAIModels>
}

/** The adapter over the stand-in, with a budget and a log that can be looked at. */
export async function openModelGround(
  more: Partial<OpenAIOptions & ModelNames> = {},
): Promise<ModelGround & { close(): Promise<void> }> {
  const server = await startFakeModel()
  const budget = testBudget()
  const lines: string[] = []
  const line = (about: object, text: string): void => void lines.push(`${text} ${inWords(about)}`)
  const { textModel = 'gpt-4.1-mini', embeddingModel = 'text-embedding-3-small', ...options } = more
  const models = createOpenAIModels(
    {
      apiKey: 'sk-stand-in',
      baseUrl: server.url,
      budget,
      log: { info: line, warn: line },
      ...options,
    },
    { textModel, embeddingModel },
  )
  const close = async (): Promise<void> => {
    await models.close()
    await server.close()
  }
  return { server, budget, lines, models, close }
}

/** As openModelGround, until the test ends. */
export async function aModelServer(more: Partial<OpenAIOptions & ModelNames> = {}): Promise<ModelGround> {
  const ground = await openModelGround(more)
  onTestFinished(ground.close)
  return ground
}

/** An object with its errors' words, stacks and causes: the most that a log could show of it. */
function inWords(about: object): string {
  return JSON.stringify(about, (_key, value: unknown) =>
    value instanceof Error ? { ...value, stack: value.stack, cause: value.cause } : value,
  )
}
