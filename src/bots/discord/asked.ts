import { PermissionFlagsBits, PermissionsBitField } from 'discord.js'
import { z } from 'zod'
import type { Account } from '../../core/domain/people/account.ts'
import { firstSpoken, languages } from '../../words/languages.ts'
import type { InteractionData } from './packets.ts'

const text = z.string()

/** What somebody asked of the bot, as it is stored until it is done: all that is needed to do it and to answer. */
export const Asked = z.strictObject({
  interaction_id: text,
  /** Good for 15 minutes. */
  token: text,
  guild_id: text.nullable(),
  channel_id: text.nullable(),
  user_id: text,
  shown_name: text,
  /** Whether the person may manage the guild. */
  manages: z.boolean().default(false),
  language: z.enum(languages),
  what: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('command'), name: text, options: z.record(text, text) }),
    z.strictObject({ kind: z.literal('button'), custom_id: text, message_id: text }),
    z.strictObject({ kind: z.literal('typing'), name: text, option: text, words: text }),
  ]),
})
export type Asked = z.infer<typeof Asked>

export function askedIn(interaction: InteractionData): Asked {
  const user = 'member' in interaction ? interaction.member.user : interaction.user
  return {
    interaction_id: interaction.id,
    token: interaction.token,
    guild_id: interaction.guild_id ?? null,
    channel_id: interaction.channel_id ?? null,
    user_id: user.id,
    shown_name: user.global_name ?? user.username,
    manages: 'member' in interaction && maySetUp(interaction.member.permissions),
    language: firstSpoken([interaction.locale, interaction.guild_locale]),
    what: whatIn(interaction),
  }
}

const maySetUp = (permissions: string | undefined): boolean =>
  new PermissionsBitField(BigInt(permissions ?? 0)).has(PermissionFlagsBits.ManageGuild)

function whatIn(interaction: InteractionData): Asked['what'] {
  if ('custom_id' in interaction.data) {
    const message_id = 'message' in interaction ? interaction.message.id : ''
    return { kind: 'button', custom_id: interaction.data.custom_id, message_id }
  }
  const { name, options = [] } = interaction.data
  const focused = options.find((option) => option.focused === true)
  if (interaction.type === 4)
    return { kind: 'typing', name, option: focused?.name ?? '', words: String(focused?.value ?? '') }
  return {
    kind: 'command',
    name,
    options: Object.fromEntries(options.map((option) => [option.name, String(option.value)])),
  }
}

/** The account that asked; null in a conversation, which is of no guild. */
export const accountOf = ({ guild_id, user_id }: Pick<Asked, 'guild_id' | 'user_id'>): Account | null =>
  guild_id === null ? null : { platform: 'discord', tenant: guild_id, account_id: user_id }
