import { z } from 'zod'
import { voteOfEmoji } from '../../core/domain/chats/chat-emoji.ts'
import type { BookPost } from '../../core/ports/chats/chat.ts'
import type { BotFlows } from '../flows.ts'
import type { SlackClients } from './clients.ts'
import type { SlackPeople } from './people.ts'

const text = z.string()
/** https://docs.slack.dev/reference/events/reaction_added */
const Reaction = z.looseObject({
  team_id: text,
  event: z.looseObject({
    ...{ type: z.enum(['reaction_added', 'reaction_removed']), user: text, reaction: text, event_ts: text },
    item_user: text.optional(),
    item: z.looseObject({ type: text, channel: text.optional(), ts: text.optional() }),
  }),
})

interface Hands {
  flows: Pick<BotFlows, 'chat' | 'links' | 'spaces'>
  clients: SlackClients
  people: SlackPeople
  wasHinted(account: string): Promise<boolean>
}

/** Emoji under a book's own post become votes; all others are nothing to us. */
export function createReactions({ flows, clients, people, wasHinted }: Hands) {
  return {
    async reaction({ body }: { body: unknown }): Promise<void> {
      const { team_id, event } = Reaction.parse(body)
      const { item, user, reaction: emoji } = event
      if (item.type !== 'message' || item.channel === undefined || item.ts === undefined) return
      if (voteOfEmoji(emoji) === null) return
      const { botUserId } = await clients.botOf(team_id)
      if (event.item_user === undefined || event.item_user !== botUserId || user === botUserId) return
      const space = { platform: 'slack', tenant: team_id } as const
      const school = await flows.spaces.spaceOf(space)
      if (school === null) return
      const post = await flows.chat.posts.bookPost(school, { ...space, channel_id: item.channel }, item.ts)
      if (post === null) return
      const account = { ...space, account_id: user }
      const caller = await flows.links.callerOf(account)
      if (caller !== null) {
        const present = event.type === 'reaction_added'
        await flows.chat.votes.emoji(caller, post, { emoji, present, order_at: Number(event.event_ts) })
        return
      }
      if (event.type === 'reaction_removed' || (await wasHinted(`${team_id} ${user}`))) return
      const client = await clients.of(team_id)
      await client.chat.postEphemeral({ channel: item.channel, user, text: await people.howToLink(account) })
    },
  }
}

/** Looks up what stands under our posts of a workspace, since nobody heard of changes from `coveredUntil` to `heardSince`. */
export async function reconcileTeam(
  flows: Hands['flows'],
  clients: SlackClients,
  { tenant, ...gap }: { tenant: string; coveredUntil: Date; heardSince: Date },
): Promise<number> {
  const space = { platform: 'slack', tenant } as const
  const school = await flows.spaces.spaceOf(space)
  if (school === null) return 0
  const client = await clients.of(tenant)
  let differing = 0
  for (const post of await flows.chat.posts.reconcilable(school, space)) {
    const standing = await standingUnder(flows, client, { tenant, post })
    if (standing !== null) differing += await flows.chat.votes.reconcile(school, [post], { standing, ...gap })
  }
  return differing
}

type Client = Awaited<ReturnType<SlackClients['of']>>

async function standingUnder(
  flows: Hands['flows'],
  client: Client,
  { tenant, post }: { tenant: string; post: BookPost },
) {
  const answer = await client.reactions
    .get({ channel: post.channel_id, timestamp: post.message_id, full: true })
    .catch(() => null)
  if (answer === null) return null
  const found = await Promise.all(
    (answer.message?.reactions ?? []).flatMap(({ name = '', users = [] }) =>
      voteOfEmoji(name) === null
        ? []
        : users.map(async (account_id) => {
            const caller = await flows.links.callerOf({ platform: 'slack', tenant, account_id })
            const person_id = caller?.person_id
            return caller === null || person_id == null
              ? []
              : [{ post_id: post.post_id, person_id, emoji: name, caller }]
          }),
    ),
  )
  return found.flat()
}
