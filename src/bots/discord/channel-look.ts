import { ChannelType, DiscordAPIError, REST, Routes } from 'discord.js'
import { z } from 'zod'
import type { LookAtChannel } from '../../core/ports/chats/channels.ts'

const Found = z.looseObject({ type: z.number(), guild_id: z.string().optional() })
const forMessages: readonly number[] = [ChannelType.GuildText, ChannelType.GuildAnnouncement]
const limitMs = 5_000

/** A client of Discord's REST API alone, without a connection to its gateway. */
export const createRest = ({ token, api }: { token: string; api?: string | undefined }): REST =>
  new REST({ ...(api === undefined ? {} : { api }), version: '10', timeout: limitMs }).setToken(token)

/** `own`: a channel for messages of this very guild that the bot may see. Guests are a guild's members like all others. */
export function createDiscordLook(rest: REST): LookAtChannel {
  return async ({ tenant, channel_id }) => {
    // Somebody typed it, and it becomes part of an address.
    if (!/^\d{1,20}$/.test(channel_id)) return 'not_own'
    try {
      const { type, guild_id } = Found.parse(await rest.get(Routes.channel(channel_id)))
      return guild_id === tenant && forMessages.includes(type) ? 'own' : 'not_own'
    } catch (error) {
      return error instanceof DiscordAPIError && error.status < 500 ? 'not_own' : 'unknown'
    }
  }
}
