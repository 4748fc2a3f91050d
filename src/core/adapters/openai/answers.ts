import { z } from 'zod'
import type { CompletedBook } from '../../ports/lists/language-model.ts'
import { garbled } from './failures.ts'

const Chat = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1),
})

/**
 * What the model wrote, as JSON; null when it is none. That the server itself speaks another protocol is a failure of
 * the call, and thrown.
 */
export function contentOf(answer: unknown): unknown {
  const read = Chat.safeParse(answer)
  if (!read.success)
    throw garbled('The model server answers with something else than a chat. Check OPENAI_BASE_URL.')
  try {
    return JSON.parse(read.data.choices[0]?.message.content ?? 'null')
  } catch {
    return null
  }
}

/** The entries by the ids that were sent. An id that was not, or that is told twice, counts for nothing. */
function byId(content: unknown, list: 'sentences' | 'books', ids: readonly string[]): Map<string, unknown> {
  const read = z.object({ [list]: z.array(z.unknown()) }).safeParse(content)
  const entries = (read.success ? read.data[list] : []) ?? []
  const found = new Map<string, unknown>()
  const twice = new Set<string>()
  for (const entry of entries) {
    const id = z.object({ id: z.string() }).safeParse(entry).data?.id
    if (id === undefined || !ids.includes(id)) continue
    if (found.has(id)) twice.add(id)
    found.set(id, entry)
  }
  for (const id of twice) found.delete(id)
  return found
}

const longestSentence = 240
/** What may be markup or a link, and characters that nobody sees. */
const noPlainText = /[\p{C}<>{}[\]|\\`*_#~^=@]|:\/\/|\bwww\.|[\p{L}\p{N}]{2}\.[\p{L}\p{N}]{2}/u

const Sentence = z.object({
  text: z
    .string()
    .transform((text) => text.trim())
    .pipe(
      z
        .string()
        .min(1)
        .max(longestSentence)
        .refine((text) => !noPlainText.test(text)),
    ),
})

/** A sentence for each id, null where there is none in plain text. */
export function sentencesIn(content: unknown, ids: readonly string[]): (string | null)[] {
  const entries = byId(content, 'sentences', ids)
  return ids.map((id) => Sentence.safeParse(entries.get(id)).data?.text ?? null)
}

const confidence = z.number().min(0).max(1)
const orNull = <T extends z.ZodType>(fact: T) => fact.nullable().catch(null)
const theme = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ’'&-]*$/u)

const Completed = z.object({
  page_count: orNull(z.object({ value: z.number().int().min(1).max(20_000), confidence })),
  reading_level: orNull(z.object({ value: z.number().min(-2).max(20), confidence })),
  themes: orNull(z.object({ value: z.array(theme).min(1).max(30), confidence })),
})

/** What was told of each id, null where nothing was; a fact that cannot be one is null by itself. */
export function completedIn(content: unknown, ids: readonly string[]): (CompletedBook | null)[] {
  const entries = byId(content, 'books', ids)
  return ids.map((id) => (entries.has(id) ? (Completed.safeParse(entries.get(id)).data ?? null) : null))
}
