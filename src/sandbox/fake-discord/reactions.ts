import type { Asked } from './asked.ts'
import { type Gateway, intents } from './gateway.ts'
import { memberPayload, userPayload } from './payloads.ts'
import { type Reply, refusals } from './refusals.ts'
import { channelOf, type Emoji, type Message, messageOf, sameEmoji, someone, type World } from './world.ts'

/** Who reacted with an emoji: `type` 0 the normal ones, 1 the burst ones. By id, pages with `after`. */
export function listReactions({ world, params, query }: Asked): Reply {
  const message = messageOf(world, params.channel, params.message)
  const emoji = emojiOf(params.emoji)
  const limit = Math.min(Number(query.get('limit') ?? 25), 100)
  const after = BigInt(query.get('after') ?? 0)
  const isBurst = query.get('type') === '1'
  const people = message.reactions
    .filter((reaction) => sameEmoji(reaction.emoji, emoji) && reaction.burst === isBurst)
    .map(({ user_id }) => user_id)
    .filter((id) => BigInt(id) > after)
    .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
    .slice(0, limit)
  return { status: 200, body: people.map((id) => userPayload(someone(world, id))) }
}

/** `👍` or `name:id`, as it stands in an address. */
export function emojiOf(text: string): Emoji {
  const custom = /^(?:a:)?([^:]+):(\d+)$/.exec(text)
  return custom === null ? { id: null, name: text } : { id: custom[2] ?? null, name: custom[1] ?? '' }
}

interface Hand {
  world: World
  gateway: Gateway
}
interface Touch {
  userId: string
  messageId: string
  emoji: Emoji
  burst?: boolean
}

/** Somebody puts an emoji under a message. Gateway Events: "Message Reaction Add". */
export function react({ world, gateway }: Hand, { userId, messageId, emoji, burst = false }: Touch): void {
  const { message, place } = touched(world, messageId)
  const isThere = message.reactions.some((one) => one.user_id === userId && sameEmoji(one.emoji, emoji))
  if (isThere) return
  message.reactions.push({ emoji, user_id: userId, burst })
  const member = place.guild_id === undefined ? {} : { member: memberPayload(someone(world, userId)) }
  gateway.dispatch(
    'MESSAGE_REACTION_ADD',
    {
      user_id: userId,
      ...place,
      ...member,
      emoji,
      message_author_id: message.author_id,
      burst,
      burst_colors: [],
      type: burst ? 1 : 0,
    },
    intents.guildMessageReactions,
  )
}

/** Somebody takes an emoji back. Gateway Events: "Message Reaction Remove". */
export function unreact({ world, gateway }: Hand, { userId, messageId, emoji }: Touch): void {
  const { message, place } = touched(world, messageId)
  const at = message.reactions.findIndex((one) => one.user_id === userId && sameEmoji(one.emoji, emoji))
  const [gone] = at < 0 ? [] : message.reactions.splice(at, 1)
  if (gone === undefined) return
  gateway.dispatch(
    'MESSAGE_REACTION_REMOVE',
    { user_id: userId, ...place, emoji, burst: gone.burst, type: gone.burst ? 1 : 0 },
    intents.guildMessageReactions,
  )
}

/** A moderator clears a message: of one emoji, or of all. Gateway Events: "Remove All", "Remove Emoji". */
export function clearReactions({ world, gateway }: Hand, messageId: string, emoji?: Emoji): void {
  const { message, place } = touched(world, messageId)
  message.reactions =
    emoji === undefined ? [] : message.reactions.filter((one) => !sameEmoji(one.emoji, emoji))
  gateway.dispatch(
    emoji === undefined ? 'MESSAGE_REACTION_REMOVE_ALL' : 'MESSAGE_REACTION_REMOVE_EMOJI',
    { ...place, ...(emoji === undefined ? {} : { emoji }) },
    intents.guildMessageReactions,
  )
}

interface Place {
  channel_id: string
  message_id: string
  guild_id?: string
}

function touched(world: World, messageId: string): { message: Message; place: Place } {
  const message = world.messages.get(messageId)
  if (message === undefined || message.only_for !== null) throw refusals.unknownMessage()
  const { guild_id } = channelOf(world, message.channel_id)
  const place = { channel_id: message.channel_id, message_id: message.id }
  return { message, place: guild_id === null ? place : { ...place, guild_id } }
}
