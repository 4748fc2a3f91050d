import {
  type Channel,
  type Emoji,
  type Guild,
  type Interaction,
  type Message,
  messageFlags,
  type Reaction,
  sameEmoji,
  someone,
  type User,
  type World,
} from './world.ts'

/** The wire's shapes, field for field as docs.discord.com writes them under Resources and Events. */
export const userPayload = (user: User) => ({
  id: user.id,
  username: user.username,
  discriminator: '0',
  global_name: user.global_name,
  avatar: null,
  bot: user.bot,
  system: false,
  public_flags: 0,
})

const isoOf = (ms: number): string => new Date(ms).toISOString()
const joinedAt = isoOf(1_700_000_000_000)
/** Every permission there is. */
const allPermissions = '2251799813685247'

/** Resources: Guild, "Guild Member Object". */
export const memberPayload = (user: User) => ({
  user: userPayload(user),
  nick: null,
  avatar: null,
  banner: null,
  roles: [],
  joined_at: joinedAt,
  premium_since: null,
  deaf: false,
  mute: false,
  flags: 0,
  pending: false,
  permissions: allPermissions,
  communication_disabled_until: null,
})

export const channelPayload = (world: World, channel: Channel) =>
  channel.guild_id === null
    ? {
        id: channel.id,
        type: 1,
        flags: 0,
        last_message_id: null,
        recipients: channel.recipient_id === null ? [] : [userPayload(someone(world, channel.recipient_id))],
      }
    : {
        id: channel.id,
        type: 0,
        guild_id: channel.guild_id,
        name: channel.name,
        position: 0,
        permission_overwrites: [],
        parent_id: null,
        topic: null,
        nsfw: false,
        last_message_id: null,
        rate_limit_per_user: 0,
        flags: 0,
      }

/** Resources: Guild, with what GUILD_CREATE adds (Gateway Events, "Guild Create"). */
export const guildPayload = (world: World, guild: Guild) => ({
  id: guild.id,
  name: guild.name,
  icon: null,
  splash: null,
  discovery_splash: null,
  owner_id: guild.owner_id,
  afk_channel_id: null,
  afk_timeout: 300,
  verification_level: 0,
  default_message_notifications: 1,
  explicit_content_filter: 0,
  roles: [everyoneRole(guild)],
  emojis: [],
  features: [],
  mfa_level: 0,
  application_id: null,
  system_channel_id: null,
  system_channel_flags: 0,
  rules_channel_id: null,
  vanity_url_code: null,
  description: null,
  banner: null,
  premium_tier: 0,
  preferred_locale: guild.locale,
  public_updates_channel_id: null,
  nsfw_level: 0,
  premium_progress_bar_enabled: false,
  safety_alerts_channel_id: null,
  joined_at: joinedAt,
  large: false,
  unavailable: false,
  member_count: guild.members.size,
  voice_states: [],
  members: [memberPayload(world.bot)],
  channels: [...world.channels.values()]
    .filter((channel) => channel.guild_id === guild.id)
    .map((channel) => channelPayload(world, channel)),
  threads: [],
  presences: [],
  stage_instances: [],
  guild_scheduled_events: [],
  soundboard_sounds: [],
  stickers: [],
})

/** The role that everybody has bears the guild's id. */
const everyoneRole = ({ id }: Guild) => ({
  id,
  name: '@everyone',
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  icon: null,
  unicode_emoji: null,
  position: 0,
  permissions: allPermissions,
  managed: false,
  mentionable: false,
  flags: 0,
})

/** Resources: Message. `edited_timestamp` and `nonce` as there. */
export const messagePayload = (world: World, message: Message) => ({
  id: message.id,
  channel_id: message.channel_id,
  author: userPayload(someone(world, message.author_id)),
  content: message.content,
  timestamp: isoOf(message.sent_ms),
  edited_timestamp: message.edited_ms === null ? null : isoOf(message.edited_ms),
  tts: false,
  mention_everyone: false,
  mentions: [],
  mention_roles: [],
  attachments: [],
  embeds: [],
  reactions: reactionCounts(world, message.reactions),
  pinned: false,
  type: message.interaction_id === null ? 0 : 20,
  flags: message.flags,
  components: message.components,
  ...(message.nonce === null ? {} : { nonce: message.nonce }),
  ...(message.author_id === world.bot.id ? { application_id: world.bot.id } : {}),
})

function reactionCounts(world: World, reactions: readonly Reaction[]) {
  const kinds: Emoji[] = []
  for (const { emoji } of reactions) if (!kinds.some((kind) => sameEmoji(kind, emoji))) kinds.push(emoji)
  return kinds.map((emoji) => {
    const all = reactions.filter((reaction) => sameEmoji(reaction.emoji, emoji))
    const burst = all.filter((reaction) => reaction.burst).length
    return {
      emoji,
      count: all.length,
      count_details: { burst, normal: all.length - burst },
      me: all.some((reaction) => reaction.user_id === world.bot.id && !reaction.burst),
      me_burst: false,
      burst_colors: [],
    }
  })
}

/** Interactions: "Interaction Object". A message is there for a component alone. */
export function interactionPayload(world: World, interaction: Interaction) {
  const user = someone(world, interaction.user_id)
  const channel = world.channels.get(interaction.channel_id)
  const guild = channel?.guild_id == null ? undefined : world.guilds.get(channel.guild_id)
  const message = interaction.message_id === null ? undefined : world.messages.get(interaction.message_id)
  return {
    id: interaction.id,
    application_id: world.bot.id,
    type: interaction.type,
    data: interaction.data,
    ...(guild === undefined
      ? { user: userPayload(user), context: 1 }
      : {
          guild_id: guild.id,
          guild: { id: guild.id, locale: guild.locale, features: [] },
          guild_locale: guild.locale,
          member: { ...memberPayload(user), permissions: user.id === guild.owner_id ? allPermissions : '0' },
          context: 0,
        }),
    ...(channel === undefined ? {} : { channel: channelPayload(world, channel) }),
    channel_id: interaction.channel_id,
    token: interaction.token,
    version: 1,
    ...(message === undefined
      ? {}
      : {
          message: {
            ...messagePayload(world, message),
            flags: message.flags | (message.only_for === null ? 0 : messageFlags.ephemeral),
          },
        }),
    app_permissions: allPermissions,
    locale: user.locale,
    entitlements: [],
    authorizing_integration_owners: guild === undefined ? { '0': '0' } : { '0': guild.id },
    attachment_size_limit: 10_485_760,
  }
}
