import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Asked } from './asked.ts'
import { callbackProblems, callbackTypes } from './bodies.ts'
import type { Gateway } from './gateway.ts'
import { applyEdit, checkedMessage, type MessageBody, newMessage } from './messages.ts'
import { interactionPayload, messagePayload } from './payloads.ts'
import { type Reply, refusals } from './refusals.ts'
import {
  type Interaction,
  type InteractionType,
  interactionTypes,
  type Message,
  messageFlags,
  type World,
} from './world.ts'

/** Interactions: "Receiving and Responding". */
const firstAnswerMs = 3_000
const tokenLifeMs = 15 * 60_000

interface Begun {
  type: InteractionType
  userId: string
  channelId: string
  messageId?: string
  data: Record<string, unknown>
}

/** Somebody uses a command or presses a button: the gateway tells the bot, once. */
export function beginInteraction(world: World, gateway: Gateway, begun: Begun): Interaction {
  const interaction: Interaction = {
    id: world.newId(),
    token: `${randomUUID()}${randomUUID()}`,
    type: begun.type,
    user_id: begun.userId,
    channel_id: begun.channelId,
    message_id: begun.messageId ?? null,
    data: begun.data,
    made_ms: world.now(),
    state: 'open',
    original_id: null,
    choices: null,
  }
  world.interactions.set(interaction.id, interaction)
  gateway.dispatch('INTERACTION_CREATE', interactionPayload(world, interaction))
  return interaction
}

const Callback = z.looseObject({ type: z.number(), data: z.looseObject({}).nullish() })

/** The first answer: within 3 seconds, and once. */
export function answerInteraction({ world, params, body }: Asked): Reply {
  const interaction = world.interactions.get(params.interaction)
  if (interaction === undefined || interaction.token !== params.token) throw refusals.unknownInteraction()
  if (world.now() - interaction.made_ms > firstAnswerMs) throw refusals.unknownInteraction()
  if (interaction.state !== 'open') throw refusals.alreadyAcknowledged()
  const problems = callbackProblems(body)
  if (problems.length > 0) throw refusals.invalidBody(problems)
  const { type, data } = Callback.parse(body)
  const asksChoices = interaction.type === interactionTypes.autocomplete
  if (asksChoices !== (type === callbackTypes.choices))
    throw refusals.invalidBody(['type: not for this interaction'])
  acknowledge(world, interaction, type, data ?? {})
  return { status: 204 }
}

function acknowledge(
  world: World,
  interaction: Interaction,
  type: number,
  data: Record<string, unknown>,
): void {
  const isOnlyForUser = (Number(data.flags ?? 0) & messageFlags.ephemeral) !== 0
  const pressed = interaction.message_id === null ? undefined : world.messages.get(interaction.message_id)
  switch (type) {
    case callbackTypes.choices:
      interaction.choices = Array.isArray(data.choices) ? data.choices : []
      break
    case callbackTypes.message:
      interaction.original_id = addAnswer(world, interaction, data, isOnlyForUser).id
      break
    case callbackTypes.deferMessage: {
      const waiting = addAnswer(world, interaction, { content: '…' }, isOnlyForUser)
      waiting.content = ''
      waiting.flags |= messageFlags.loading
      interaction.original_id = waiting.id
      break
    }
    default:
      if (pressed === undefined) throw refusals.invalidBody(['type: there is no message to update'])
      interaction.original_id = pressed.id
      if (type === callbackTypes.update) applyEdit(world, pressed, data)
  }
  const isDefer = type === callbackTypes.deferMessage || type === callbackTypes.deferUpdate
  interaction.state = isDefer ? 'deferred' : 'answered'
}

function addAnswer(
  world: World,
  interaction: Interaction,
  sent: MessageBody,
  isOnlyForUser: boolean,
): Message {
  const message = newMessage(world, interaction.channel_id, sent)
  message.interaction_id = interaction.id
  message.only_for = isOnlyForUser ? interaction.user_id : null
  if (isOnlyForUser) message.flags |= messageFlags.ephemeral
  world.messages.set(message.id, message)
  return message
}

/** Whose token this is; for 15 minutes, and only after the first answer. */
function byToken(world: World, params: Asked['params']): Interaction {
  const interaction = [...world.interactions.values()].find(({ token }) => token === params.token)
  if (params.application !== world.bot.id || interaction === undefined) throw refusals.unknownWebhook()
  if (world.now() - interaction.made_ms > tokenLifeMs) throw refusals.invalidWebhookToken()
  if (interaction.state === 'open') throw refusals.unknownWebhook()
  return interaction
}

function originalOf(world: World, interaction: Interaction): Message {
  const original = world.messages.get(interaction.original_id ?? '')
  if (original === undefined) throw refusals.unknownMessage()
  return original
}

export function readAnswer({ world, params }: Asked): Reply {
  return { status: 200, body: messagePayload(world, originalOf(world, byToken(world, params))) }
}

export function editAnswer({ world, params, body }: Asked): Reply {
  const interaction = byToken(world, params)
  const original = originalOf(world, interaction)
  fill(world, original, checkedMessage('edit answer', body, original.flags))
  return { status: 200, body: messagePayload(world, original) }
}

/** What was deferred is no longer awaited; whether it is ephemeral was settled by the defer. */
function fill(world: World, original: Message, sent: MessageBody): void {
  applyEdit(world, original, sent)
  original.flags &= ~messageFlags.loading
}

export function deleteAnswer({ world, params }: Asked): Reply {
  world.messages.delete(originalOf(world, byToken(world, params)).id)
  return { status: 204 }
}

/** A message more. The first after a defer takes its place, and its audience. */
export function followUp({ world, params, body }: Asked): Reply {
  const interaction = byToken(world, params)
  const sent = checkedMessage('follow-up', body)
  const original = world.messages.get(interaction.original_id ?? '')
  if (original !== undefined && (original.flags & messageFlags.loading) !== 0) {
    fill(world, original, sent)
    return { status: 200, body: messagePayload(world, original) }
  }
  const isOnlyForUser = ((sent.flags ?? 0) & messageFlags.ephemeral) !== 0
  return { status: 200, body: messagePayload(world, addAnswer(world, interaction, sent, isOnlyForUser)) }
}
