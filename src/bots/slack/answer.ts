import type { PrivateMessage } from '../card.ts'
import type { Doing } from '../doing.ts'
import { privatePost } from '../private-post.ts'
import { renderSlack } from './render.ts'

const withinMs = 5_000

/** Says something to one person where that person asked; false when the address is used up or Slack did not take it. */
async function respond(url: string, card: PrivateMessage['card']): Promise<boolean> {
  const { text, blocks } = renderSlack(card)
  try {
    const response = await fetch(url, {
      ...{
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        signal: AbortSignal.timeout(withinMs),
      },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text, blocks }),
    })
    return response.ok
  } catch {
    return false
  }
}

/** The answer for one pair of eyes: where it was asked, else in the conversation with us. Never in a channel. */
export async function answerPrivately(
  { flows, account, language, requestId }: Doing,
  school_id: string | null,
  { url, card }: { url: string | null; card: PrivateMessage['card'] },
): Promise<void> {
  if (url !== null && (await respond(url, card))) return
  if (school_id === null) return
  const post_id = `${requestId}-answer`
  await flows.chat.posts.queue(school_id, [
    privatePost(account, { post_id, priority: 'interactive', body: { language, card } }),
  ])
}
