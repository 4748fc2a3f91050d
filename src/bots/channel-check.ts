import type { Platform } from '../core/domain/people/account.ts'
import type { DuePost } from '../core/flows/chats/chat-posts.ts'
import type { BotFlows } from './flows.ts'

/** Whether a post may stand in its channel now; else why not. `look` asks the platform: `own`, or what speaks against it. */
export type ChannelCheck = (
  post: Pick<DuePost, 'school_id' | 'tenant' | 'channel_id' | 'class_id'>,
  look: (channelId: string) => Promise<'own' | (string & {})>,
) => Promise<'open' | (string & {})>

export const notForChannel = 'not_for_this_channel'
/** The platform did not answer: this post is refused, the next one is looked at anew. */
export const unchecked = 'channel_not_checked'

/** A shelf's messages follow each other; for this long one look at who is in the channel is enough. */
const trustedMs = 30_000
const maxRemembered = 1_000

/**
 * The channel is bound to the class of the post, and is the school's own. What the platform says of it is trusted for a
 * moment; what we know ourselves is asked each time.
 */
export function createChannelCheck(
  flows: Pick<BotFlows, 'spaces'> & { chat: Pick<BotFlows['chat'], 'posts'> },
  platform: Platform,
): ChannelCheck {
  const looked = new Map<string, number>()
  return async ({ school_id, tenant, channel_id, class_id }, look) => {
    if (channel_id === null || class_id === null) return notForChannel
    const channel = { platform, tenant, channel_id }
    if ((await flows.spaces.channelClassOf(channel)) !== class_id) return notForChannel
    if (await flows.chat.posts.isPaused(school_id, channel)) return 'is_archived'
    const key = `${tenant} ${channel_id}`
    const known = looked.get(key)
    if (known !== undefined && known > performance.now()) return 'open'
    const standing = await look(channel_id)
    if (standing !== 'own') return standing
    if (looked.size >= maxRemembered) looked.clear()
    looked.set(key, performance.now() + trustedMs)
    return 'open'
  }
}
