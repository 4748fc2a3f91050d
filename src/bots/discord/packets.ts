import { z } from 'zod'

/** Packets of the gateway as they come, before discord.js makes anything of them: each is checked here and nowhere else. */
const Snowflake = z.string().regex(/^\d{1,20}$/)

/** `t` is null for packets that are no event; `s` is the event's place in its session. */
export const Packet = z.looseObject({
  t: z.string().nullable(),
  s: z.number().int().nullish(),
  d: z.unknown().optional(),
})

const Emoji = z.object({ id: Snowflake.nullable(), name: z.string().nullable() })
const place = { channel_id: Snowflake, message_id: Snowflake, guild_id: Snowflake.optional() }
const Touch = z.object({ ...place, user_id: Snowflake, emoji: Emoji })

/** Gateway Events: "Message Reaction Add" and its kin. */
export const ReactionPacket = z.discriminatedUnion('t', [
  z.object({ t: z.literal('MESSAGE_REACTION_ADD'), s: z.number().int(), d: Touch }),
  z.object({ t: z.literal('MESSAGE_REACTION_REMOVE'), s: z.number().int(), d: Touch }),
  z.object({ t: z.literal('MESSAGE_REACTION_REMOVE_ALL'), s: z.number().int(), d: z.object(place) }),
  z.object({
    t: z.literal('MESSAGE_REACTION_REMOVE_EMOJI'),
    s: z.number().int(),
    d: z.object({ ...place, emoji: Emoji }),
  }),
])
export type ReactionPacket = z.infer<typeof ReactionPacket>

/** Gateway Events: "Guild Create" and "Guild Delete". */
export const GuildData = z.object({ id: Snowflake, unavailable: z.boolean().optional() })

const User = z.object({ id: Snowflake, username: z.string(), global_name: z.string().nullish() })
const Option = z.object({ name: z.string(), value: z.unknown(), focused: z.boolean().optional() })
const CommandData = z.object({ name: z.string(), options: z.array(Option).optional() })
const common = {
  id: Snowflake,
  token: z.string().min(1),
  channel_id: Snowflake.nullish(),
  locale: z.string().nullish(),
  guild_locale: z.string().nullish(),
}
/** In a guild a member, in a conversation a user. */
const somebody = z.union([
  z.object({
    guild_id: Snowflake,
    member: z.object({
      user: User,
      permissions: z
        .string()
        .regex(/^\d{1,30}$/)
        .optional(),
    }),
  }),
  z.object({ user: User, guild_id: z.undefined().optional() }),
])
const interactionTypes = { command: 2, component: 3, autocomplete: 4 } as const

/** Interactions: "Interaction Object", those that we have something to answer to. */
export const InteractionData = z.intersection(
  z.discriminatedUnion('type', [
    z.object({ ...common, type: z.literal(interactionTypes.command), data: CommandData }),
    z.object({ ...common, type: z.literal(interactionTypes.autocomplete), data: CommandData }),
    z.object({
      ...common,
      type: z.literal(interactionTypes.component),
      data: z.object({ custom_id: z.string() }),
      message: z.object({ id: Snowflake }),
    }),
  ]),
  somebody,
)
export type InteractionData = z.infer<typeof InteractionData>
