import type { webApi } from '@slack/bolt'
import type { LookAtChannel } from '../../core/ports/chats/channels.ts'
import { notForChannel, unchecked } from '../channel-check.ts'
import { refusalOf, type SlackClients } from './clients.ts'

const membersAPage = 200
const maxMembers = 1_000

/** `own`: the channel is the school's, not archived, not shared with others, without guests. Else what speaks against it. */
export const standingOf = (client: webApi.WebClient, channel: string): Promise<'own' | (string & {})> =>
  isSchoolsOwn(client, channel).then(
    (isOwn) => (isOwn ? 'own' : notForChannel),
    (error: unknown) => refusalOf(error) ?? unchecked,
  )

/** Looks at a channel before it is bound. */
export function createSlackLook(clients: Pick<SlackClients, 'of'>): LookAtChannel {
  return async ({ tenant, channel_id }) => {
    const client = await clients.of(tenant).catch(() => null)
    if (client === null) return 'unknown'
    const standing = await standingOf(client, channel_id)
    return standing === 'own' ? 'own' : standing === unchecked ? 'unknown' : 'not_own'
  }
}

async function isSchoolsOwn(client: webApi.WebClient, channel: string): Promise<boolean> {
  const { channel: found } = await client.conversations.info({ channel })
  const isShared = found?.is_ext_shared === true || found?.is_pending_ext_shared === true
  if (found === undefined || found.is_archived === true || isShared) return false
  const members: string[] = []
  for (let cursor = ''; ; ) {
    const page = await client.conversations.members({
      channel,
      limit: membersAPage,
      ...(cursor === '' ? {} : { cursor }),
    })
    members.push(...(page.members ?? []))
    cursor = page.response_metadata?.next_cursor ?? ''
    if (cursor === '') break
    if (members.length > maxMembers) return false
  }
  for (const user of members) {
    const { user: one } = await client.users.info({ user })
    if (one === undefined || one.is_restricted === true || one.is_ultra_restricted === true) return false
    if (Object(one).is_stranger === true) return false
  }
  return true
}
