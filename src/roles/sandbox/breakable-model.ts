import { createLocalModel } from '../../core/adapters/local-model/local-model.ts'
import type { LanguageModel } from '../../core/ports/lists/language-model.ts'
import type { Log } from '../../log.ts'
import type { ConnectedModel } from '../../models.ts'

/** A stand-in for a language model, connected as a real one would be. */
export interface BreakableModel {
  connected: ConnectedModel
  /** Every answer takes so long that nobody waits for it. */
  slow(isOn: boolean): void
  close(): Promise<void>
}

const apiKey = 'sk-stand-in'
const slowMs = 15_000
const tokensADay = 1_000_000

/** Starts it. It words reasons; vectors stay those of the model inside the program, with which the demo was made. */
export async function breakableModel(log: Log): Promise<BreakableModel> {
  const [{ startFakeModel }, { createOpenAIModels }] = await Promise.all([
    import('../../sandbox/fake-model/server.ts'),
    import('../../core/adapters/openai/models.ts'),
  ])
  const server = await startFakeModel({ apiKey })
  const names = { textModel: 'stand-in', embeddingModel: 'none' }
  return {
    connected: {
      tokensADay,
      open(budget) {
        const options = {
          apiKey,
          baseUrl: server.url,
          leaveOut: [],
          budget,
          log: log.child({ part: 'model' }),
        }
        const [models, embedding] = [createOpenAIModels(options, names), createLocalModel()]
        // What it made up about books would stand in the demo's catalogue.
        const complete: LanguageModel['complete'] = async (_school, books) => books.map(() => null)
        return {
          ...{ language: { ...models.language, complete }, embedding },
          close: async () => void (await Promise.all([models.close(), embedding.close()])),
        }
      },
    },
    slow: (isOn) => server.behave(isOn ? { mode: 'slow', ms: slowMs } : { mode: 'ok' }),
    close: () => server.close(),
  }
}
