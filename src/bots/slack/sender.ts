import { webApi } from '@slack/bolt'
import type { DuePost, SendOutcome } from '../../core/flows/chats/chat-posts.ts'
import type { Log } from '../../log.ts'
import { type Card, PrivateMessage, PublicMessage, publicCard } from '../card.ts'
import { createChannelCheck } from '../channel-check.ts'
import type { BotFlows } from '../flows.ts'
import { chatVoice } from '../voice.ts'
import { standingOf } from './channel-look.ts'
import { refusalOf, type SlackClients } from './clients.ts'
import { renderPlainer, type SlackMessage } from './render.ts'
import { tellAsker } from './tell-asker.ts'

export interface Sender {
  /** Sends what is due, a channel's messages one after the other; answers how many were looked at. */
  sendDue(): Promise<number>
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>
}

export interface SenderDeps {
  flows: Pick<BotFlows, 'chat' | 'links' | 'spaces'>
  clients: SlackClients
  log: Log
}

const postsAtOnce = 20
const historyLooked = 50
/** The channel is gone or closed to us, whatever we do. */
const closed: ReadonlySet<string> = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'restricted_action',
])
/** The token is no good: nothing more is sent to this workspace. */
const dead: ReadonlySet<string> = new Set([
  'invalid_auth',
  'token_revoked',
  'account_inactive',
  'token_expired',
  'not_authed',
])

/** Sends what we owe Slack. What may have arrived is never sent again by itself. */
export function createSender({ flows, clients, log }: SenderDeps): Sender {
  const { posts, installations } = flows.chat
  const isOpen = createChannelCheck(flows, 'slack')
  const underway = new Set<Promise<unknown>>()
  const send = async (post: DuePost): Promise<void> => {
    const card = cardOf(post)
    if (card === null) return posts.settle(post, { refused: 'not for this target' })
    let client: webApi.WebClient
    try {
      client = await clients.of(post.tenant)
    } catch (error) {
      return posts.settle(post, { again: error instanceof Error ? error.name : 'no client' })
    }
    if (post.state === 'sending') return settle(post, client, await lookFor(client, post))
    const check = post.channel_id === null ? 'open' : await isOpen(post, (id) => standingOf(client, id))
    if (check !== 'open') return settle(post, client, { code: check })
    const messages = renderPlainer(card, { thumbs: post.account_id !== null })
    await settle(post, client, await attempt({ client, post, messages }))
  }
  /** What may be sent again only when it is certain that it did not arrive. */
  const attempt = async ({ client, post, messages: [message, ...plainer] }: Attempt): Promise<Tried> => {
    try {
      return { sent: await say(client, post, message) }
    } catch (error) {
      const [next, ...more] = plainer
      if (refusalOf(error) !== 'invalid_blocks' || next === undefined) return triedOf(error)
      const alert = { alert: 'invalid_blocks', post: post.post_id }
      log.error(alert, 'Slack refused the blocks of a message; a plainer one is sent instead')
      return attempt({ client, post, messages: [next, ...more] })
    }
  }
  const settle = async (post: DuePost, client: webApi.WebClient, tried: Tried): Promise<void> => {
    const found = 'doubtful' in tried && post.account_id !== null ? await lookFor(client, post) : tried
    const outcome: SendOutcome = 'code' in found ? { refused: found.code } : found
    if ('code' in found && dead.has(found.code)) {
      await posts.settle(post, { again: found.code })
      const space = { platform: 'slack', tenant: post.tenant } as const
      log.error(
        { tenant: post.tenant, code: found.code },
        'the app is no longer welcome in a workspace: install it anew',
      )
      return installations.end((await installations.get(space)) ?? space, 'disabled', found.code)
    }
    await posts.settle(post, outcome)
    if ('doubtful' in outcome) return tellAsker({ flows, post, what: 'share.maybe' })
    if (!('code' in found)) return
    log.error({ post: post.post_id, code: found.code }, 'a message was refused by Slack')
    if (closed.has(found.code) && post.channel_id !== null) {
      const { school_id, channel_id, tenant } = post
      await posts.pauseChannel(school_id, { platform: 'slack', tenant, channel_id })
      return tellAsker({ flows, post, what: 'share.closed' })
    }
    return tellAsker({ flows, post, what: 'share.failed' })
  }
  return {
    async sendDue() {
      const due = await posts.due('slack', postsAtOnce)
      const all = Promise.all(
        due.map((post) =>
          send(post).catch((error: unknown) =>
            log.error({ post: post.post_id, err: error }, 'a message was not sent'),
          ),
        ),
      )
      underway.add(all)
      await all
      underway.delete(all)
      return due.length
    },
    idle: async () => void (await Promise.all(underway)),
  }
}

interface Attempt {
  client: webApi.WebClient
  post: DuePost
  /** Each plainer than the one before. */
  messages: readonly [SlackMessage, ...SlackMessage[]]
}

/** `code`: the Web API's refusal. */
type Tried = SendOutcome | { code: string }

const refusedConnection: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])

function triedOf(error: unknown): Tried {
  if (error instanceof webApi.WebAPIRateLimitedError)
    return { again: 'rate limited', afterMs: error.retryAfter * 1000 }
  if (error instanceof webApi.WebAPIHTTPError) return { again: `HTTP ${error.statusCode}` }
  if (error instanceof webApi.WebAPIPlatformError) return { code: error.data.error }
  if (error instanceof webApi.WebAPIRequestError)
    return isNotConnected(error.original) ? { again: 'no connection' } : { doubtful: 'no answer' }
  throw error
}

function isNotConnected(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && refusedConnection.has(String(error.code))) || isNotConnected(error.cause)
}

/** For a channel only what is for everybody; for one account only what is for one pair of eyes. */
function cardOf({ channel_id, account_id, body }: DuePost): Card | null {
  if (channel_id !== null) {
    const { data } = PublicMessage.safeParse(body)
    if (data === undefined) return null
    const voice = chatVoice(data.language)
    const card = publicCard(data, voice)
    return card.footer === null ? card : { ...card, footer: voice.say('shelf.footerSlack') }
  }
  return account_id === null ? null : (PrivateMessage.safeParse(body).data?.card ?? null)
}

const eventType = 'shelftalk_post'

/** Posts or edits; answers where the message stands. */
async function say(client: webApi.WebClient, post: DuePost, { text, blocks }: SlackMessage): Promise<string> {
  const channel = await targetOf(client, post)
  if (post.message_id !== null) {
    await client.chat.update({ channel, ts: post.message_id, text, blocks })
    return post.message_id
  }
  const metadata = { event_type: eventType, event_payload: { id: post.post_id } }
  const answer = await client.chat.postMessage({
    ...{ channel, text, blocks, metadata, unfurl_links: false, unfurl_media: false },
  })
  return answer.ts ?? ''
}

async function targetOf(client: webApi.WebClient, { channel_id, account_id }: DuePost): Promise<string> {
  if (channel_id !== null) return channel_id
  const { channel } = await client.conversations.open({ users: account_id ?? '' })
  return channel?.id ?? ''
}

/** Whether a message to one account arrived, by its own id. In a channel we may read nothing, so it stays in doubt. */
async function lookFor(client: webApi.WebClient, post: DuePost): Promise<Tried> {
  if (post.account_id === null) return { doubtful: 'no answer' }
  try {
    const channel = await targetOf(client, post)
    const { messages = [] } = await client.conversations.history({
      ...{ channel, limit: historyLooked, include_all_metadata: true },
    })
    const found = messages.find(({ metadata }) => Object(metadata?.event_payload).id === post.post_id)
    return found?.ts === undefined ? { again: 'did not arrive' } : { sent: found.ts }
  } catch (error) {
    if (error instanceof webApi.WebAPIPlatformError) return { code: error.data.error }
    return { doubtful: 'no answer' }
  }
}
