import { randomUUID } from 'node:crypto'
import type { DuePost } from '../../core/flows/chats/chat-posts.ts'
import { PublicMessage, wordsOnly } from '../card.ts'
import type { BotFlows } from '../flows.ts'
import { privatePost } from '../private-post.ts'
import { chatVoice } from '../voice.ts'

interface Telling {
  flows: Pick<BotFlows, 'chat' | 'links'>
  post: DuePost
  what: 'share.closed' | 'share.failed' | 'share.maybe'
}

/** Tells who asked for a post, and nobody else, what became of it. */
export async function tellAsker({ flows, post, what }: Telling): Promise<void> {
  const { asked_by, school_id, tenant, platform } = post
  if (asked_by === null) return
  const account = { platform, tenant, account_id: asked_by }
  const caller = await flows.links.callerOf(account)
  if (caller === null) return
  const language = PublicMessage.safeParse(post.body).data?.language ?? 'en'
  const { say } = chatVoice(language)
  const about = [{ person_id: caller.person_id, post_id: post.post_id }]
  const [button_id = ''] = what === 'share.maybe' ? await flows.chat.buttons.make(caller, post, about) : []
  const buttons = button_id === '' ? [] : [{ button_id, verb: 'a' as const, label: say('share.again') }]
  const body = { language, card: wordsOnly(say(what), buttons) }
  await flows.chat.posts.queue(school_id, [
    privatePost(account, { post_id: randomUUID(), priority: 'interactive', body }),
  ])
}
