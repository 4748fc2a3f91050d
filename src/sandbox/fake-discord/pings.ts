import { z } from 'zod'
import { allComponents } from './component-rules.ts'

/** Whom a message would have called to it. */
export interface Pings {
  everyone: boolean
  users: string[]
  roles: string[]
}

const Body = z.looseObject({
  content: z.string().nullish(),
  components: z.array(z.unknown()).nullish(),
  allowed_mentions: z
    .object({
      parse: z.array(z.string().nullable()).nullish(),
      users: z.array(z.string().nullable()).nullish(),
      roles: z.array(z.string().nullable()).nullish(),
    })
    .nullish(),
})

/**
 * Resources: Message, "Allowed Mentions Object". Whoever sends none lets every mention count, in the text of components
 * as in the content.
 */
export function pingsOf(body: unknown): Pings {
  const read = Body.safeParse(body)
  if (!read.success) return { everyone: false, users: [], roles: [] }
  const { content, components, allowed_mentions: allowed } = read.data
  const texts = [content, ...allComponents(components ?? []).map((one) => one.content)]
  const text = texts.join('\n')
  const counts = (kind: 'users' | 'roles', id: string): boolean =>
    allowed == null || allowed.parse?.includes(kind) === true || allowed[kind]?.includes(id) === true
  const mentioned = (pattern: RegExp, kind: 'users' | 'roles'): string[] =>
    [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))].filter((id) => counts(kind, id))
  return {
    everyone:
      /@(everyone|here)/.test(text) && (allowed == null || allowed.parse?.includes('everyone') === true),
    users: mentioned(/<@!?(\d+)>/g, 'users'),
    roles: mentioned(/<@&(\d+)>/g, 'roles'),
  }
}
