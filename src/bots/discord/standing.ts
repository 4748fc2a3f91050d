import { type APIMessage, type APIUser, type REST, ReactionType, Routes } from 'discord.js'
import { isRefused } from './answers.ts'

/** An emoji that stands under a message, and whose it is. */
export interface Standing {
  emoji: string
  account_id: string
}

const pageSize = 100
/** Who looks at so many pages of one emoji has seen enough of a class. */
const maxPages = 20
/** The message, the channel, or the bot is gone from there. */
const gone: readonly unknown[] = [10_003, 10_008, 50_001, 50_013]

/**
 * The emoji of Unicode under a message for which `counts` holds, of everybody but bots, normal and burst. Null when the
 * message cannot be read (any more): then nothing is known about it.
 */
export async function readStanding(
  rest: REST,
  where: { channel_id: string; message_id: string },
  counts: (emoji: string) => boolean,
): Promise<Standing[] | null> {
  const { channel_id, message_id } = where
  const usersOf = async (emoji: string, type: ReactionType): Promise<APIUser[]> => {
    const users: APIUser[] = []
    for (let page = 0; page < maxPages; page++) {
      const query = new URLSearchParams({
        ...{ limit: String(pageSize), after: users.at(-1)?.id ?? '0' },
        type: String(type),
      })
      const route = Routes.channelMessageReaction(channel_id, message_id, encodeURIComponent(emoji))
      const more = (await rest.get(route, { query })) as APIUser[]
      users.push(...more)
      if (more.length < pageSize) break
    }
    return users
  }
  try {
    const message = (await rest.get(Routes.channelMessage(channel_id, message_id))) as APIMessage
    const standing: Standing[] = []
    for (const { emoji, count_details } of message.reactions ?? []) {
      const name = emoji.name
      if (emoji.id !== null || name === null || !counts(name)) continue
      const people = [
        ...(count_details.normal > 0 ? await usersOf(name, ReactionType.Normal) : []),
        ...(count_details.burst > 0 ? await usersOf(name, ReactionType.Super) : []),
      ]
      const ids = new Set(people.filter(({ bot }) => bot !== true).map(({ id }) => id))
      standing.push(...[...ids].map((account_id) => ({ emoji: name, account_id })))
    }
    return standing
  } catch (error) {
    if (isRefused(error, gone)) return null
    throw error
  }
}
