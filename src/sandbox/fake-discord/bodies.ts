import {
  ApplicationCommandAutocompleteCallbackRequestSchema,
  ApplicationCommandUpdateRequestSchema,
  CreateMessageInteractionCallbackRequestSchema,
  IncomingWebhookInteractionRequestSchema,
  IncomingWebhookUpdateRequestPartialSchema,
  MessageCreateRequestSchema,
  MessageEditRequestPartialSchema,
  UpdateMessageInteractionCallbackRequestSchema,
} from 'discord-api-spec/zod'
import { z } from 'zod'
import { commandProblems } from './command-rules.ts'
import { messageProblems } from './component-rules.ts'
import { messageFlags } from './world.ts'

const schemas = {
  'create message': MessageCreateRequestSchema,
  'edit message': MessageEditRequestPartialSchema,
  'follow-up': IncomingWebhookInteractionRequestSchema,
  'edit answer': IncomingWebhookUpdateRequestPartialSchema,
} as const
/** The kinds of bodies that hold a message. */
export type MessageKind = keyof typeof schemas

/** Interactions: "Interaction Callback Type". */
export const callbackTypes = { message: 4, deferMessage: 5, deferUpdate: 6, update: 7, choices: 8 } as const
const callbackSchemas = new Map<number, Schema>([
  [callbackTypes.message, CreateMessageInteractionCallbackRequestSchema],
  [callbackTypes.deferMessage, CreateMessageInteractionCallbackRequestSchema],
  [callbackTypes.deferUpdate, UpdateMessageInteractionCallbackRequestSchema],
  [callbackTypes.update, UpdateMessageInteractionCallbackRequestSchema],
  [callbackTypes.choices, ApplicationCommandAutocompleteCallbackRequestSchema],
])

/** Of a schema, what is used of it here. */
interface Schema {
  safeParse(body: unknown): { success: true; data: unknown } | { success: false; error: z.core.$ZodError }
}

/** What is wrong with the body of a message; nothing of one that Discord takes. */
export const messageBodyProblems = (kind: MessageKind, body: unknown, flags = 0): string[] => [
  ...schemaProblems(schemas[kind], body),
  ...messageProblems(body, flags),
]

/** The same of an answer to an interaction. A defer may say that it is ephemeral, and no more. */
export function callbackProblems(body: unknown): string[] {
  const read = z.looseObject({ type: z.number(), data: z.looseObject({}).nullish() }).safeParse(body)
  const schema = read.success ? callbackSchemas.get(read.data.type) : undefined
  if (!read.success || schema === undefined) return ['type: not a way to answer']
  const { type, data } = read.data
  const problems = schemaProblems(schema, body)
  if (type === callbackTypes.message || type === callbackTypes.update)
    return [...problems, ...messageProblems(data ?? {}, 0)]
  const beyond = Object.entries(data ?? {}).filter(
    ([name, value]) => name !== 'flags' || (Number(value) & ~messageFlags.ephemeral) !== 0,
  )
  if (type === callbackTypes.choices || beyond.length === 0) return problems
  return [...problems, `data: a defer holds no ${beyond.map(([name]) => name).join(', ')}`]
}

/** The same of the commands of an application. The schema wants permissions as a number, the API as text. */
export function commandListProblems(body: unknown): string[] {
  const cast = Array.isArray(body)
    ? body.map((command) =>
        typeof command?.default_member_permissions === 'string'
          ? { ...command, default_member_permissions: Number(command.default_member_permissions) }
          : command,
      )
    : body
  return [
    ...schemaProblems(z.array(ApplicationCommandUpdateRequestSchema).max(100), cast),
    ...commandProblems(body),
  ]
}

function schemaProblems(schema: Schema, body: unknown): string[] {
  const read = schema.safeParse(body)
  if (!read.success) return read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  return unknownFields(body, read.data, '')
}

/** What discord.js sends with every message, and Discord passes over where it has no meaning. */
const passedOver = new Set(['tts', 'enforce_nonce'])

/** What the schema left out of the body: fields that the API does not know. */
function unknownFields(body: unknown, known: unknown, path: string): string[] {
  if (typeof body !== 'object' || body === null || typeof known !== 'object' || known === null) return []
  return Object.entries(body).flatMap(([name, value]) =>
    Object.hasOwn(known, name)
      ? unknownFields(value, (known as Record<string, unknown>)[name], `${path}${name}.`)
      : path === '' && passedOver.has(name)
        ? []
        : [`${path}${name}: unknown field`],
  )
}
