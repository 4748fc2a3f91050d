import { z } from 'zod'
import { messageFlags } from './world.ts'

/** What "Component Reference" and "Message" say and the published schema does not. */
const maxComponents = 40
const maxTextInAll = 4_000
const maxContent = 2_000
const linkStyle = 5
const types = { actionRow: 1, button: 2, textDisplay: 10, thumbnail: 11 } as const
/** Kinds that only a message with the flag IS_COMPONENTS_V2 may hold. */
const newKinds = new Set([9, 10, 11, 12, 13, 14, 17])

export const Component = z.looseObject({
  type: z.number(),
  custom_id: z.string().nullish(),
  url: z.string().nullish(),
  style: z.number().nullish(),
  label: z.string().nullish(),
  emoji: z.unknown().optional(),
  content: z.string().nullish(),
  media: z.object({ url: z.string() }).nullish(),
  components: z.array(z.unknown()).nullish(),
  accessory: z.unknown().optional(),
})
type Component = z.infer<typeof Component>

const MessageBody = z.looseObject({
  content: z.string().nullish(),
  flags: z.number().nullish(),
  components: z.array(z.unknown()).nullish(),
  embeds: z.array(z.unknown()).nullish(),
  poll: z.unknown().optional(),
})

/** All components with those inside them. Whatever is no component the schema has refused. */
export function allComponents(components: readonly unknown[]): Component[] {
  return components.flatMap((one) => {
    const read = Component.safeParse(one)
    if (!read.success) return []
    const inner = [
      ...(read.data.components ?? []),
      ...(read.data.accessory == null ? [] : [read.data.accessory]),
    ]
    return [read.data, ...allComponents(inner)]
  })
}

/** What is wrong with a message's body beyond the schema. `flags` are those that the message has already. */
export function messageProblems(body: unknown, flags: number): string[] {
  const read = MessageBody.safeParse(body)
  if (!read.success) return ['not a message']
  const { content, components, embeds, poll } = read.data
  const all = allComponents(components ?? [])
  const isNew = ((flags | (read.data.flags ?? 0)) & messageFlags.componentsV2) !== 0
  const problems: string[] = []
  if ([...(content ?? '')].length > maxContent) problems.push(`content: longer than ${maxContent}`)
  if (isNew && (content || (embeds ?? []).length > 0 || poll != null))
    problems.push('content, embeds and polls may not stand beside components of the new kind')
  if (!isNew && all.some(({ type }) => newKinds.has(type)))
    problems.push('components: this kind needs the flag IS_COMPONENTS_V2')
  return [...problems, ...componentProblems(all)]
}

function componentProblems(all: readonly Component[]): string[] {
  const ids = all.flatMap(({ custom_id }) => custom_id ?? [])
  const text = all.reduce(
    (sum, { type, content }) => sum + (type === types.textDisplay ? (content ?? '').length : 0),
    0,
  )
  return [
    ...(all.length > maxComponents ? [`components: ${all.length}, and ${maxComponents} may be`] : []),
    ...(text > maxTextInAll ? [`components: ${text} characters of text, and ${maxTextInAll} may be`] : []),
    ...(new Set(ids).size < ids.length ? ['components: a custom_id stands there twice'] : []),
    ...all.filter(({ type }) => type === types.button).flatMap(buttonProblems),
    ...all.filter(({ type }) => type === types.thumbnail).flatMap(mediaProblems),
  ]
}

function buttonProblems({ style, custom_id, url, label, emoji }: Component): string[] {
  const isLink = style === linkStyle
  return [
    ...(isLink && (url == null || custom_id != null) ? ['a link button has a url and no custom_id'] : []),
    ...(!isLink && (url != null || custom_id == null) ? ['a button has a custom_id and no url'] : []),
    ...(!label && emoji == null ? ['a button has a label or an emoji'] : []),
  ]
}

const mediaProblems = ({ media }: Component): string[] =>
  /^(https?|attachment):\/\//.test(media?.url ?? '')
    ? []
    : ['media: an address begins with http, https or attachment']
