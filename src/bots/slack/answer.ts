import type { PrivateMessage } from '../card.ts'
import type { Doing } from '../doing.ts'
import { privatePost } from '../private-post.ts'
import { renderPlainer, type SlackMessage } from './render.ts'

const withinMs = 5_000

/** Says something to one person where that person asked; false when the address is used up or Slack did not take it. */
async function respond(url: string, { text, blocks }: SlackMessage): Promise<boolean> {
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
  // Slack says no to a cover that it could not fetch, too. An address is good for five answers.
  for (const message of url === null ? [] : renderPlainer(card).slice(0, -1))
    if (await respond(url ?? '', message)) return
  if (school_id === null) return
  const post_id = `${requestId}-answer`
  await flows.chat.posts.queue(school_id, [
    privatePost(account, { post_id, priority: 'interactive', body: { language, card } }),
  ])
}
