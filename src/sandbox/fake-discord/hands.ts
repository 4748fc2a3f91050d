import { type Gateway, intents } from './gateway.ts'
import { beginInteraction } from './interactions.ts'
import { clearReactions, emojiOf, react, unreact } from './reactions.ts'
import {
  type Channel,
  type Guild,
  type Interaction,
  interactionTypes,
  type Message,
  messageFlags,
  someone,
  type User,
  type World,
} from './world.ts'

/** What people do in their own clients. The bot hears of it by the gateway. */
export interface Hands {
  addUser(user: { username: string } & Partial<User>): User
  /** With an id of one's own it is the same guild, or channel, after a restart. */
  addGuild(name: string, members: readonly User[], id?: string): Guild
  addChannel(guild: Guild, name: string, id?: string): Channel
  join(guild: Guild, user: User): void
  leave(guild: Guild, user: User): void
  /** Types a command with its options. */
  command(where: Where, name: string, options?: Record<string, string>): Interaction
  /** Types the beginning of an option. */
  typeOption(where: Where, name: string, option: { name: string; value: string }): Interaction
  press(user: User, message: Message, customId: string): Interaction
  react(user: User, message: Message, emoji: string, burst?: boolean): void
  unreact(user: User, message: Message, emoji: string): void
  clear(message: Message, emoji?: string): void
  /** Removes a message or channel by a moderator's hand. */
  removeMessage(message: Message): void
  removeChannel(channel: Channel): void
  /** What somebody sees in a channel, oldest first: what all see and the ephemeral answers to this person. */
  seenBy(user: User, channel: Channel): Message[]
  /** The answer to an interaction; undefined until there is one. */
  answerTo(interaction: Interaction): Message | undefined
}
export interface Where {
  user: User
  channel: Channel
}

export function createHands(world: World, gateway: Gateway): Hands {
  const hand = { world, gateway }
  const begin = (where: Where, name: string, options: object[], type: 2 | 4): Interaction =>
    beginInteraction(world, gateway, {
      type,
      userId: where.user.id,
      channelId: where.channel.id,
      data: { id: commandId(world, name), name, type: 1, ...(options.length === 0 ? {} : { options }) },
    })
  return {
    ...createPlaces(hand),
    command: (where, name, options = {}) => begin(where, name, optionsOf(options), interactionTypes.command),
    typeOption: (where, name, { name: option, value }) =>
      begin(where, name, [{ type: 3, name: option, value, focused: true }], interactionTypes.autocomplete),
    press: (user, message, customId) =>
      beginInteraction(world, gateway, {
        type: interactionTypes.component,
        userId: user.id,
        channelId: message.channel_id,
        messageId: message.id,
        data: { custom_id: customId, component_type: 2, id: 1 },
      }),
    react: (user, message, emoji, burst) =>
      react(hand, { userId: user.id, messageId: message.id, emoji: emojiOf(emoji), burst: burst ?? false }),
    unreact: (user, message, emoji) =>
      unreact(hand, { userId: user.id, messageId: message.id, emoji: emojiOf(emoji) }),
    clear: (message, emoji) =>
      clearReactions(hand, message.id, emoji === undefined ? undefined : emojiOf(emoji)),
    removeMessage(message) {
      world.messages.delete(message.id)
      const { id, channel_id } = message
      const guild_id = world.channels.get(channel_id)?.guild_id
      gateway.dispatch('MESSAGE_DELETE', { id, channel_id, guild_id }, intents.guildMessages)
    },
    seenBy: (user, channel) =>
      [...world.messages.values()].filter(
        ({ channel_id, only_for }) =>
          channel_id === channel.id && (only_for === null || only_for === user.id),
      ),
    answerTo(interaction) {
      const answer = world.messages.get(interaction.original_id ?? '')
      return answer === undefined || (answer.flags & messageFlags.loading) !== 0 ? undefined : answer
    },
  }
}

type Places = Pick<Hands, 'addUser' | 'addGuild' | 'addChannel' | 'join' | 'leave' | 'removeChannel'>

function createPlaces({ world, gateway }: { world: World; gateway: Gateway }): Places {
  return {
    addUser(given) {
      const id = given.id ?? world.newId()
      const user = { global_name: null, bot: false, locale: 'en-US', takes_dms: true, ...given, id }
      world.users.set(id, user)
      return user
    },
    addGuild(name, members, id = world.newId()) {
      const owner_id = members[0]?.id ?? world.bot.id
      const ids = new Set([world.bot.id, ...members.map(({ id }) => id)])
      const guild = { id, name, owner_id, locale: 'en-US', members: ids }
      world.guilds.set(guild.id, guild)
      return guild
    },
    addChannel(guild, name, id = world.newId()) {
      const channel = { id, name, guild_id: guild.id, recipient_id: null, closed_to_bot: null }
      world.channels.set(channel.id, channel)
      return channel
    },
    join: (guild, user) => void guild.members.add(someone(world, user.id).id),
    // Without the privileged intent nobody hears of it, but of the bot's own end.
    leave(guild, user) {
      guild.members.delete(user.id)
      if (user.id === world.bot.id) gateway.dispatch('GUILD_DELETE', { id: guild.id }, intents.guilds)
    },
    removeChannel(channel) {
      world.channels.delete(channel.id)
      gateway.dispatch(
        'CHANNEL_DELETE',
        { id: channel.id, type: 0, guild_id: channel.guild_id, name: channel.name },
        intents.guilds,
      )
    },
  }
}

const optionsOf = (options: Record<string, string>): object[] =>
  Object.entries(options).map(([name, value]) => ({ type: 3, name, value }))

/** The id of a command that was put; any for one that was not, as after a change that a client has not seen yet. */
function commandId(world: World, name: string): string {
  const known = world.commands.find(
    (command): command is { id: string; name: string } => Object(command).name === name,
  )
  return known?.id ?? world.newId()
}
