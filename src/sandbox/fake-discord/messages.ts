import { z } from 'zod'
import type { Asked } from './asked.ts'
import { type MessageKind, messageBodyProblems } from './bodies.ts'
import { intents } from './gateway.ts'
import { byId } from './ids.ts'
import { messagePayload } from './payloads.ts'
import { type Reply, refusals } from './refusals.ts'
import { type Channel, channelOf, type Message, messageFlags, messageOf, type World } from './world.ts'

/** For so long a nonce is known to have been used: Discord says "the past few minutes". */
const nonceLifeMs = 5 * 60_000
const keptFlags = messageFlags.componentsV2 | (1 << 2) | (1 << 12)

const MessageBody = z.looseObject({
  content: z.string().nullish(),
  components: z.array(z.unknown()).nullish(),
  embeds: z.array(z.unknown()).nullish(),
  flags: z.number().nullish(),
  nonce: z.union([z.string(), z.number()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
})
export type MessageBody = z.infer<typeof MessageBody>

/** The body, or the refusal of one that the API does not take. */
export function checkedMessage(kind: MessageKind, body: unknown, flags = 0): MessageBody {
  const problems = messageBodyProblems(kind, body, flags)
  if (problems.length > 0) throw refusals.invalidBody(problems)
  return MessageBody.parse(body)
}

export function createMessage({ world, gateway, params, body }: Asked): Reply {
  const channel = writable(world, params.channel)
  const sent = checkedMessage('create message', body)
  const same = sent.enforce_nonce === true ? ofNonce(world, channel.id, sent.nonce ?? null) : undefined
  if (same !== undefined) return { status: 200, body: messagePayload(world, same) }
  const message = newMessage(world, channel.id, sent)
  world.messages.set(message.id, message)
  gateway.dispatch('MESSAGE_CREATE', eventOf(world, message), wantedFor(channel))
  return { status: 200, body: messagePayload(world, message) }
}

/** A message of the bot, not yet in the world. */
export function newMessage(world: World, channelId: string, sent: MessageBody): Message {
  const isEmpty = !sent.content && !sent.components?.length && !sent.embeds?.length
  if (isEmpty) throw refusals.emptyMessage()
  return {
    id: world.newId(),
    channel_id: channelId,
    author_id: world.bot.id,
    content: sent.content ?? '',
    components: sent.components ?? [],
    flags: (sent.flags ?? 0) & keptFlags,
    nonce: sent.nonce ?? null,
    sent_ms: world.now(),
    edited_ms: null,
    reactions: [],
    only_for: null,
    interaction_id: null,
  }
}

export function editMessage({ world, gateway, params, body }: Asked): Reply {
  const channel = writable(world, params.channel)
  const message = messageOf(world, channel.id, params.message)
  if (message.author_id !== world.bot.id) throw refusals.notTheAuthor()
  applyEdit(world, message, checkedMessage('edit message', body, message.flags))
  gateway.dispatch('MESSAGE_UPDATE', eventOf(world, message), wantedFor(channel))
  return { status: 200, body: messagePayload(world, message) }
}

export function applyEdit(world: World, message: Message, sent: MessageBody): void {
  if (sent.content !== undefined) message.content = sent.content ?? ''
  if (sent.components !== undefined) message.components = sent.components ?? []
  message.flags |= (sent.flags ?? 0) & keptFlags
  message.edited_ms = world.now()
}

export function deleteMessage({ world, gateway, params }: Asked): Reply {
  const channel = channelOf(world, params.channel)
  const message = messageOf(world, channel.id, params.message)
  if (message.author_id !== world.bot.id) throw refusals.missingPermissions()
  world.messages.delete(message.id)
  gateway.dispatch('MESSAGE_DELETE', placeOf(world, message), wantedFor(channel))
  return { status: 204 }
}

export const readMessage = ({ world, params }: Asked): Reply => ({
  status: 200,
  body: messagePayload(world, messageOf(world, params.channel, params.message)),
})

/** Newest first, as "Get Channel Messages" answers; `after` from the oldest on. */
export function listMessages({ world, params, query }: Asked): Reply {
  const channel = channelOf(world, params.channel)
  const limit = Math.min(Number(query.get('limit') ?? 50), 100)
  const [before, after] = [query.get('before'), query.get('after')]
  const all = [...world.messages.values()]
    .filter(({ channel_id, only_for }) => channel_id === channel.id && only_for === null)
    .filter(
      ({ id }) =>
        (before === null || BigInt(id) < BigInt(before)) && (after === null || BigInt(id) > BigInt(after)),
    )
    .sort(byId)
  const page = after === null ? all.slice(-limit) : all.slice(0, limit)
  return { status: 200, body: page.reverse().map((message) => messagePayload(world, message)) }
}

/** The channel, if the bot may write there and its person lets it. */
function writable(world: World, channelId: string): Channel {
  const channel = channelOf(world, channelId)
  if (channel.closed_to_bot === 'missing-permissions') throw refusals.missingPermissions()
  const recipient = channel.recipient_id === null ? undefined : world.users.get(channel.recipient_id)
  if (recipient !== undefined && !recipient.takes_dms) throw refusals.dmsClosed()
  return channel
}

function ofNonce(world: World, channelId: string, nonce: string | number | null): Message | undefined {
  if (nonce === null) return undefined
  return [...world.messages.values()].find(
    (message) =>
      message.channel_id === channelId &&
      String(message.nonce) === String(nonce) &&
      world.now() - message.sent_ms < nonceLifeMs,
  )
}

/** Which sessions hear of what happens to a message here. */
const wantedFor = (channel: Channel): number =>
  channel.guild_id === null ? intents.directMessages : intents.guildMessages

/** Where something happened: the channel, and its guild if it has one. */
function placeOf(world: World, message: Pick<Message, 'id' | 'channel_id'>) {
  const guildId = world.channels.get(message.channel_id)?.guild_id
  return {
    id: message.id,
    channel_id: message.channel_id,
    ...(guildId == null ? {} : { guild_id: guildId }),
  }
}

const eventOf = (world: World, message: Message) => ({
  ...messagePayload(world, message),
  ...placeOf(world, message),
})
