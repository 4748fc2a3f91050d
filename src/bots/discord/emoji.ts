import { voteOfEmoji } from '../../core/domain/chats/chat-emoji.ts'
import type { BookPost } from '../../core/ports/chats/chat.ts'
import type { BotFlows } from '../flows.ts'
import { ReactionPacket } from './packets.ts'
import type { Standing } from './standing.ts'

export interface EmojiHands {
  flows: Pick<BotFlows, 'links' | 'chat'>
  /** The book's post that a message is, with its school; null for any other message. */
  postOf(message: { tenant: string; channel_id: string; message_id: string }): Promise<PostOfSchool | null>
  /** What stands under a post now; null when it cannot be read. */
  readStanding(post: BookPost): Promise<Standing[] | null>
}

export interface PostOfSchool {
  school: string
  post: BookPost
}

const addedOrTaken = new Set(['MESSAGE_REACTION_ADD', 'MESSAGE_REACTION_REMOVE'])

/** An emoji under one of our books' posts becomes a vote; whatever else happens to emoji is nothing to us. */
export async function hearEmoji(hands: EmojiHands, packet: unknown, order_at: number): Promise<void> {
  const { t, d } = ReactionPacket.parse(packet)
  if (d.guild_id === undefined) return
  if ('user_id' in d && !isVote(d.emoji)) return
  const { guild_id: tenant, channel_id, message_id } = d
  const space = { platform: 'discord', tenant } as const
  const found = await hands.postOf({ tenant, channel_id, message_id })
  if (found === null) return
  const { chat, links } = hands.flows
  const { school, post } = found
  if (!('user_id' in d) || !addedOrTaken.has(t))
    return compare(hands, { school, space, post, ...sameMoment(order_at) })
  const { emoji, user_id } = d
  const caller = await links.callerOf({ ...space, account_id: user_id })
  if (caller === null) return
  const present = t === 'MESSAGE_REACTION_ADD'
  await chat.votes.emoji(caller, post, { emoji: emoji.name ?? '', present, order_at })
}

/** Emoji of Unicode that say something of a book; a server's own are pictures of any kind, whatever they are called. */
const isVote = ({ id, name }: { id: string | null; name: string | null }): boolean =>
  id === null && name !== null && voteOfEmoji(name) !== null

interface Compared {
  school: string
  space: { platform: 'discord'; tenant: string }
  post: BookPost
  /** Between these two nobody listened. */
  coveredUntil: Date
  heardSince: Date
}

const sameMoment = (order_at: number) => {
  const at = new Date(Math.ceil(order_at * 1000))
  return { coveredUntil: at, heardSince: at }
}

/** Brings what we know of one post to what stands under it. */
export async function compare(hands: EmojiHands, { school, space, post, ...times }: Compared): Promise<void> {
  const found = await hands.readStanding(post)
  if (found === null) return
  const standing = await Promise.all(
    found.map(async ({ emoji, account_id }) => {
      const caller = await hands.flows.links.callerOf({ ...space, account_id })
      const person_id = caller?.person_id
      return caller === null || person_id == null ? [] : [{ post_id: post.post_id, person_id, emoji, caller }]
    }),
  )
  await hands.flows.chat.votes.reconcile(school, [post], { standing: standing.flat(), ...times })
}

/** Finds posts by their messages, and remembers them for a moment: a crowd at one message asks for the same again. */
export function createPostFinder({ spaces, chat }: Pick<BotFlows, 'spaces' | 'chat'>): EmojiHands['postOf'] {
  const known = new Map<string, { answer: Promise<PostOfSchool | null>; until: number }>()
  const find: EmojiHands['postOf'] = async ({ tenant, channel_id, message_id }) => {
    const space = { platform: 'discord', tenant } as const
    const school = await spaces.spaceOf(space)
    if (school === null) return null
    const post = await chat.posts.bookPost(school, { ...space, channel_id }, message_id)
    return post === null ? null : { school, post }
  }
  return (message) => {
    const found = known.get(message.message_id)
    if (found !== undefined && found.until > performance.now()) return found.answer
    if (known.size >= mostRemembered) known.clear()
    const answer = find(message)
    known.set(message.message_id, { answer, until: performance.now() + rememberedMs })
    answer.catch(() => known.delete(message.message_id))
    return answer
  }
}
const rememberedMs = 2_000
const mostRemembered = 1_000
