import type { DuePost } from '../../core/flows/chats/chat-posts.ts'
import type { LookAtChannel } from '../../core/ports/chats/channels.ts'
import type { Log } from '../../log.ts'
import { PublicMessage, publicCard } from '../card.ts'
import { type ChannelCheck, notForChannel, unchecked } from '../channel-check.ts'
import type { BotFlows } from '../flows.ts'
import { chatVoice } from '../voice.ts'
import type { Sender } from './sender.ts'

const postsAtOnce = 20
const said = { own: 'own', not_own: notForChannel, unknown: unchecked } as const

export interface Sending {
  posts: BotFlows['chat']['posts']
  sender: Sender
  isOpen: ChannelCheck
  look: LookAtChannel
  log: Log
  clock(): Date
}

/** Sends what is due, a channel's messages one after the other; answers how many were looked at. */
export async function sendDue(sending: Sending): Promise<number> {
  const due = await sending.posts.due('discord', postsAtOnce)
  await Promise.all(due.map((post) => send(sending, post)))
  return due.length
}

async function send({ posts, sender, isOpen, look, log, clock }: Sending, post: DuePost): Promise<void> {
  const body = PublicMessage.safeParse(post.body)
  const { channel_id } = post
  if (!body.success || channel_id === null) return posts.settle(post, { refused: 'not for a channel' })
  const { school_id, tenant } = post
  const channel = { platform: 'discord', tenant, channel_id } as const
  const check = await isOpen(post, async () => said[await look(channel)])
  // Discord may be away for a moment; nothing is posted where nobody looked.
  if (check === unchecked) return posts.settle(post, { again: check })
  if (check !== 'open') {
    log.warn({ post: post.post_id, code: check }, 'a post was not sent: it is not for its channel')
    return posts.settle(post, { refused: check })
  }
  const card = publicCard(body.data, chatVoice(body.data.language))
  const firstTried = post.attempts > 0 ? post.created_at : null
  const sent =
    post.message_id === null
      ? await sender.post({ channel_id, nonce: post.post_id, card, firstTried, now: clock() })
      : await sender.edit({ channel_id, message_id: post.message_id }, card)
  if ('sent' in sent) return posts.settle(post, { sent: sent.sent })
  // The nonce makes one message of all tries, so that what is in doubt may be tried again.
  if ('unknown' in sent) return posts.settle(post, { again: sent.unknown })
  log.warn({ post: post.post_id, code: sent.refused }, 'a post was refused')
  if (sent.closed) await posts.pauseChannel(school_id, channel)
  await posts.settle(post, { refused: sent.refused })
}
