import {
  completionMessage,
  type SentFacts,
  wordingGroups,
  wordingMessage,
} from '../../domain/model/model-messages.ts'
import type { LanguageModel, ModelPurpose } from '../../ports/lists/language-model.ts'
import { completedIn, contentOf, sentencesIn } from './answers.ts'
import { type OpenAIClient, tokensOf } from './client.ts'
import { completionPrompt, completionSchema, promptVersion, wordingPrompt, wordingSchema } from './prompts.ts'

/** Low: what is wanted are true sentences, not new ones. */
const temperature = 0.2
/** Tokens that the model may answer with. */
const tokensASentence = 120
const tokensABook = 300
/** Books of one caller that are asked about at once, each in a call of its own. */
const booksAtOnce = 4

interface Task {
  purpose: ModelPurpose
  name: string
  prompt: string
  schema: object
  /** Of one item of the message. */
  answerTokens: number
}
const wording: Task = {
  purpose: 'wording',
  name: 'sentences',
  prompt: wordingPrompt,
  schema: wordingSchema,
  answerTokens: tokensASentence,
}
const completion: Task = {
  purpose: 'metadata',
  name: 'books',
  prompt: completionPrompt,
  schema: completionSchema,
  answerTokens: tokensABook,
}

/**
 * A hosted language model, asked by JSON schema and given no tools. Its answers are read with suspicion: what is not of
 * the right form is null.
 */
export function createOpenAILanguageModel(client: OpenAIClient, model: string): LanguageModel {
  const chat = <T>(
    schoolId: string,
    task: Task,
    items: { json: string; count: number },
    read: (content: unknown) => T,
  ): Promise<T | null> => {
    const maxTokens = 50 + task.answerTokens * items.count
    const body = bodyOf(task, items.json)
    return client.ask({
      schoolId,
      purpose: task.purpose,
      tokens: tokensOf(JSON.stringify(body)) + maxTokens,
      send: (api, options) =>
        api.chat.completions.create(
          {
            model,
            ...body,
            ...(client.knows('max_completion_tokens')
              ? { max_completion_tokens: maxTokens }
              : { max_tokens: maxTokens }),
            ...(client.knows('temperature') ? { temperature } : {}),
            ...(client.knows('store') ? { store: false } : {}),
          },
          options,
        ),
      read: (answer) => read(contentOf(answer)),
    })
  }

  const wordSome = async (schoolId: string, facts: readonly SentFacts[]): Promise<(string | null)[]> => {
    const message = wordingMessage(facts)
    const ids = message.picks.map((pick) => pick.id)
    const items = { json: JSON.stringify(message), count: ids.length }
    return (await chat(schoolId, wording, items, (content) => sentencesIn(content, ids))) ?? []
  }

  return {
    modelId: `openai/${model}/prompt-${promptVersion}`,
    async word(schoolId, facts) {
      const sentences = facts.map((): string | null => null)
      const groups = wordingGroups(facts)
      await allOf(
        groups.map(async (group) => {
          const told = await wordSome(
            schoolId,
            group.flatMap((at) => facts[at] ?? []),
          )
          for (const [place, at] of group.entries()) sentences[at] = told[place] ?? null
        }),
      )
      return sentences
    },
    async complete(schoolId, books) {
      const completed: Awaited<ReturnType<LanguageModel['complete']>> = []
      for (let start = 0; start < books.length; start += booksAtOnce) {
        const some = books.slice(start, start + booksAtOnce).map(async (book) => {
          const items = { json: JSON.stringify(completionMessage(book)), count: 1 }
          const told = await chat(schoolId, completion, items, (content) => completedIn(content, ['b1']))
          return told?.[0] ?? null
        })
        completed.push(...(await allOf(some)))
      }
      return completed
    },
  }
}

const bodyOf = ({ prompt, name, schema }: Task, json: string) => ({
  messages: [
    { role: 'system' as const, content: prompt },
    { role: 'user' as const, content: json },
  ],
  response_format: {
    type: 'json_schema' as const,
    json_schema: { name, strict: true, schema: schema as Record<string, unknown> },
  },
})

/** What all of them give, or the first failure once every one has ended: nothing goes on behind the caller's back. */
async function allOf<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work)
  return Promise.all(work)
}
