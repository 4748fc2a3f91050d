import { type APIMessage, HTTPError, type REST, Routes } from 'discord.js'
import type { Card } from '../card.ts'
import { isRefused } from './answers.ts'
import { renderDiscord } from './render.ts'

/** What became of a message for a channel. */
export type Sent =
  | { sent: string }
  /** It may have arrived or not: to be tried again under the same nonce. */
  | { unknown: string }
  /** It never will. `closed`: nothing can be posted in this channel. */
  | { refused: string; closed: boolean }

interface Sending {
  channel_id: string
  /** The same for every try of one message. */
  nonce: string
  card: Card
  /** When it was first tried; null for the first try. */
  firstTried: Date | null
  now: Date
}

export interface Sender {
  post(sending: Sending): Promise<Sent>
  edit(where: { channel_id: string; message_id: string }, card: Card): Promise<Sent>
}

/** Discord remembers a nonce for minutes only. */
const nonceTrustMs = 60_000
const nonceMax = 25
const searchedMessages = 100
/** Unknown channel, missing access, missing permissions: asking again would only count against us. */
const closedChannel: readonly unknown[] = [10_003, 50_001, 50_013]
const goneMessage: readonly unknown[] = [10_008]

export function createSender(rest: REST): Sender {
  const attempt = async (work: () => Promise<unknown>): Promise<Sent> => {
    try {
      return { sent: ((await work()) as APIMessage).id }
    } catch (error) {
      if (isRefused(error, closedChannel)) return { refused: String(error.code), closed: true }
      if (isRefused(error, goneMessage)) return { refused: String(error.code), closed: false }
      if (error instanceof HTTPError || isOfNetwork(error)) return { unknown: error.name }
      if (isRefused(error, [Object(error).code]))
        return { refused: String(Object(error).code), closed: false }
      throw error
    }
  }
  /** Our own message of before, known by the buttons on it. */
  const findOwn = async (
    channelId: string,
    since: Date,
    names: readonly string[],
  ): Promise<APIMessage | undefined> => {
    const query = new URLSearchParams({ after: snowflakeOf(since), limit: String(searchedMessages) })
    const messages = (await rest.get(Routes.channelMessages(channelId), { query })) as APIMessage[]
    return messages.find(({ components }) =>
      names.some((name) => JSON.stringify(components ?? []).includes(name)),
    )
  }
  return {
    async post({ channel_id, nonce, card, firstTried, now }) {
      const message = renderDiscord(card)
      const names = card.books.flatMap(({ buttons }) => buttons.map(({ button_id }) => button_id))
      return attempt(async () => {
        const isOld = firstTried !== null && now.getTime() - firstTried.getTime() > nonceTrustMs
        const found = isOld ? await findOwn(channel_id, firstTried, names) : undefined
        if (found !== undefined) return found
        const body = { ...message, nonce: nonce.replaceAll('-', '').slice(-nonceMax), enforce_nonce: true }
        return rest.post(Routes.channelMessages(channel_id), { body })
      })
    },
    edit: ({ channel_id, message_id }, card) =>
      attempt(() => rest.patch(Routes.channelMessage(channel_id, message_id), { body: renderDiscord(card) })),
  }
}

const discordEpochMs = 1_420_070_400_000
const snowflakeOf = (at: Date): string => String(BigInt(at.getTime() - discordEpochMs) << 22n)

const isOfNetwork = (error: unknown): error is Error =>
  error instanceof Error &&
  (error.name === 'AbortError' || 'code' in error || error.message === 'fetch failed')
