import { createIds } from './ids.ts'
import { refusals } from './refusals.ts'

/** What is on the stand-in's servers: people, guilds, channels, messages. Nothing of it knows HTTP or sockets. */
export interface World {
  now(): number
  newId(): string
  bot: User
  /** By id, each. */
  users: Map<string, User>
  guilds: Map<string, Guild>
  channels: Map<string, Channel>
  messages: Map<string, Message>
  interactions: Map<string, Interaction>
  /** As they were put last. */
  commands: unknown[]
  /** What is switched on for the application. */
  application_flags: number
  interactions_endpoint_url: string | null
}

export interface User {
  id: string
  username: string
  global_name: string | null
  bot: boolean
  /** What the client of this person is set to. */
  locale: string
  /** Whether an application may begin a conversation. */
  takes_dms: boolean
}

export interface Guild {
  id: string
  name: string
  owner_id: string
  locale: string
  /** Ids of those who are in it. */
  members: Set<string>
}

export interface Channel {
  id: string
  name: string
  /** Null for a conversation with one person. */
  guild_id: string | null
  recipient_id: string | null
  /** Why the bot may not write here. */
  closed_to_bot: 'missing-access' | 'missing-permissions' | null
}

export interface Emoji {
  /** Null for those of Unicode. */
  id: string | null
  name: string
}

export interface Reaction {
  emoji: Emoji
  user_id: string
  burst: boolean
}

export interface Message {
  id: string
  channel_id: string
  author_id: string
  content: string
  components: unknown[]
  flags: number
  nonce: string | number | null
  sent_ms: number
  edited_ms: number | null
  reactions: Reaction[]
  /** The one person who sees it, of an ephemeral answer. */
  only_for: string | null
  interaction_id: string | null
}

export interface Interaction {
  id: string
  token: string
  type: InteractionType
  user_id: string
  channel_id: string
  /** Of the message whose button was pressed. */
  message_id: string | null
  data: Record<string, unknown>
  made_ms: number
  state: 'open' | 'deferred' | 'answered'
  /** The message that answers it, once there is one. */
  original_id: string | null
  choices: unknown[] | null
}

export const interactionTypes = { command: 2, component: 3, autocomplete: 4 } as const
export type InteractionType = (typeof interactionTypes)[keyof typeof interactionTypes]

export const messageFlags = { ephemeral: 64, loading: 128, componentsV2: 32_768 } as const

export function createWorld(now: () => number): World {
  const newId = createIds(now)
  const bot: User = {
    id: newId(),
    username: 'shelftalk',
    global_name: null,
    bot: true,
    locale: 'en-US',
    takes_dms: false,
  }
  return {
    now,
    newId,
    bot,
    users: new Map([[bot.id, bot]]),
    guilds: new Map(),
    channels: new Map(),
    messages: new Map(),
    interactions: new Map(),
    commands: [],
    application_flags: 0,
    interactions_endpoint_url: null,
  }
}

/** The channel, or the refusal of one that the bot cannot see. */
export function channelOf(world: World, channelId: string): Channel {
  const channel = world.channels.get(channelId)
  if (channel === undefined) throw refusals.unknownChannel()
  const guild = channel.guild_id === null ? null : world.guilds.get(channel.guild_id)
  if (channel.closed_to_bot === 'missing-access') throw refusals.missingAccess()
  if (guild !== null && !guild?.members.has(world.bot.id)) throw refusals.missingAccess()
  return channel
}

/** A message of a channel that all see. */
export function messageOf(world: World, channelId: string, messageId: string): Message {
  channelOf(world, channelId)
  const message = world.messages.get(messageId)
  if (message === undefined || message.channel_id !== channelId || message.only_for !== null)
    throw refusals.unknownMessage()
  return message
}

/** The person, who must be there. For the hands of a test or a page, not for the API. */
export function someone(world: World, userId: string): User {
  const user = world.users.get(userId)
  if (user === undefined) throw new Error(`there is no user ${userId}`)
  return user
}

export const sameEmoji = (a: Emoji, b: Emoji): boolean =>
  a.id === b.id && (a.id !== null || a.name === b.name)
