import { MessageBlocks, View } from './blocks.ts'
import type { Call } from './call.ts'
import { access, revoke } from './oauth.ts'
import {
  type Channel,
  imWith,
  type Message,
  type OpenView,
  SlackRefusal,
  type Token,
  triggerLifeMs,
  type User,
  type World,
} from './world.ts'

interface Method {
  /** Any of these; none when empty. */
  scopes: (call: Call) => readonly string[]
  isOpen?: boolean
  answer(call: Call): Record<string, unknown>
}

const text = (args: Record<string, unknown>, name: string): string => {
  const value = args[name]
  return typeof value === 'string' ? value : ''
}
const none = (): readonly string[] => []
const only = (scope: string) => () => [scope]

const readingOf =
  (kind: 'read' | 'history') =>
  ({ world, args }: Call): readonly string[] => {
    const channel = world.channels.get(text(args, 'channel'))
    if (channel?.im_user != null) return [`im:${kind}`]
    return [channel?.is_private === true ? `groups:${kind}` : `channels:${kind}`]
  }

/** The part of the Web API that a bot of commands, buttons and emoji needs; docs.slack.dev/reference/methods. */
export const methods: Readonly<Record<string, Method>> = {
  'api.test': { scopes: none, isOpen: true, answer: () => ({}) },
  'auth.test': {
    scopes: none,
    answer: ({ world, token }) => {
      const team = world.teams.get(token?.tenant ?? '')
      return { team_id: team?.id, user_id: team?.bot_user_id, bot_id: 'B1', team: team?.name }
    },
  },
  'auth.revoke': { scopes: none, answer: (call) => revoke(call) },
  'oauth.v2.access': { scopes: none, isOpen: true, answer: (call) => access(call) },
  'apps.connections.open': {
    scopes: only('connections:write'),
    answer: ({ world, token, host }) => {
      if (token?.token.startsWith('xapp-') !== true) throw new SlackRefusal('not_allowed_token_type')
      const ticket = world.newId('ticket-')
      world.tickets.add(ticket)
      return { url: `ws://${host}/link/?ticket=${ticket}` }
    },
  },
  'chat.postMessage': {
    scopes: only('chat:write'),
    answer: (call) => {
      const channel = postable(call)
      const message = put(call, channel, null)
      return { channel: channel.id, ts: message.ts, message: shown(message) }
    },
  },
  'chat.postEphemeral': {
    scopes: only('chat:write'),
    answer: (call) => ({ message_ts: put(call, postable(call), text(call.args, 'user')).ts }),
  },
  'chat.update': {
    scopes: only('chat:write'),
    answer: (call) => {
      const message = ownMessage(call)
      Object.assign(message, contentOf(call), { edits: message.edits + 1 })
      return { channel: message.channel, ts: message.ts, text: message.text }
    },
  },
  'chat.delete': {
    scopes: only('chat:write'),
    answer: (call) => {
      const message = ownMessage(call)
      call.world.messages.splice(call.world.messages.indexOf(message), 1)
      return { channel: message.channel, ts: message.ts }
    },
  },
  'chat.getPermalink': {
    scopes: none,
    answer: (call) => ({ permalink: `https://stand-in.slack.example/archives/${messageOf(call).channel}` }),
  },
  'conversations.info': {
    scopes: readingOf('read'),
    answer: (call) => ({ channel: shownChannel(channelOf(call), call.world) }),
  },
  'conversations.members': {
    scopes: readingOf('read'),
    answer: (call) => ({ members: [...channelOf(call).members], response_metadata: { next_cursor: '' } }),
  },
  'conversations.open': {
    scopes: only('im:write'),
    answer: ({ world, args }) => ({ channel: { id: imWith(world, userOf(world, text(args, 'users'))).id } }),
  },
  'conversations.history': {
    scopes: readingOf('history'),
    answer: (call) => {
      const { id } = channelOf(call)
      const found = call.world.messages.filter(({ channel, only_for }) => channel === id && only_for === null)
      const limit = Number(call.args.limit ?? 100)
      return { messages: found.reverse().slice(0, limit).map(shown), has_more: false }
    },
  },
  'users.info': {
    scopes: only('users:read'),
    answer: (call) => ({ user: shownUser(call, userOf(call.world, text(call.args, 'user'))) }),
  },
  'users.lookupByEmail': {
    scopes: only('users:read.email'),
    answer: (call) => {
      const found = [...call.world.users.values()].find(({ email }) => email === text(call.args, 'email'))
      if (found === undefined) throw new SlackRefusal('users_not_found')
      return { user: shownUser(call, found) }
    },
  },
  'reactions.get': {
    scopes: only('reactions:read'),
    answer: (call) => ({
      type: 'message',
      channel: call.args.channel,
      message: shown(messageOf(call, 'timestamp')),
    }),
  },
  'reactions.add': {
    scopes: only('reactions:write'),
    answer: (call) => {
      const { users, name } = ownReaction(call)
      if (users.has(botOf(call))) throw new SlackRefusal('already_reacted')
      messageOf(call, 'timestamp').reactions.set(name, users.add(botOf(call)))
      return {}
    },
  },
  'reactions.remove': {
    scopes: only('reactions:write'),
    answer: (call) => {
      if (!ownReaction(call).users.delete(botOf(call))) throw new SlackRefusal('no_reaction')
      return {}
    },
  },
  'views.open': { scopes: none, answer: (call) => openView(call) },
  'views.push': { scopes: none, answer: (call) => openView(call) },
  'views.update': { scopes: none, answer: (call) => updateView(call) },
  'views.publish': {
    scopes: none,
    answer: (call) => {
      const id = `home ${text(call.args, 'user_id')}`
      return { view: keepView(call, { id, user: text(call.args, 'user_id') }) }
    },
  },
}

function channelOf({ world, args, token }: Call): Channel {
  const channel = world.channels.get(text(args, 'channel'))
  if (channel === undefined || !isReachable(world, channel, token))
    throw new SlackRefusal('channel_not_found')
  return channel
}

const isReachable = (world: World, channel: Channel, token: Token | null): boolean =>
  token?.is_enterprise === true
    ? world.teams.get(channel.team_id)?.enterprise_id === token.tenant
    : channel.team_id === token?.tenant

function postable(call: Call): Channel {
  const user = call.world.users.get(text(call.args, 'channel'))
  if (user !== undefined) return imWith(call.world, user)
  const channel = channelOf(call)
  const bot = call.world.teams.get(channel.team_id)?.bot_user_id ?? ''
  if (channel.is_archived) throw new SlackRefusal('is_archived')
  if (!channel.members.has(bot)) throw new SlackRefusal('not_in_channel')
  return channel
}

const userOf = (world: World, id: string): User => {
  const user = world.users.get(id)
  if (user === undefined) throw new SlackRefusal('user_not_found')
  return user
}

function messageOf(call: Call, name = 'ts'): Message {
  const channel = channelOf(call)
  const ts = text(call.args, name) || text(call.args, 'message_ts')
  const found = call.world.messages.find(
    (one) => one.channel === channel.id && one.ts === ts && one.only_for === null,
  )
  if (found === undefined) throw new SlackRefusal('message_not_found')
  return found
}

const botOf = ({ world, token }: Call): string => world.teams.get(token?.tenant ?? '')?.bot_user_id ?? ''

/** Who put the emoji there that the call names. */
function ownReaction(call: Call): { name: string; users: Set<string> } {
  const name = text(call.args, 'name')
  if (name === '') throw new SlackRefusal('invalid_name')
  return { name, users: messageOf(call, 'timestamp').reactions.get(name) ?? new Set() }
}

function ownMessage(call: Call): Message {
  const message = messageOf(call)
  const bots = [...call.world.teams.values()].map(({ bot_user_id }) => bot_user_id)
  if (!bots.includes(message.user)) throw new SlackRefusal('cant_update_message')
  return message
}

/** What a message says. Throws `invalid_blocks`, or `no_text` for one that says nothing. */
export function contentOf({ args, world }: Pick<Call, 'args' | 'world'>): Pick<Message, 'text' | 'blocks'> {
  const read = MessageBlocks.safeParse(args.blocks ?? [])
  if (!read.success) {
    const messages = read.error.issues.map(
      (issue) => `[ERROR] ${issue.message} [json-pointer:/${issue.path.join('/')}]`,
    )
    throw new SlackRefusal('invalid_blocks', { response_metadata: { messages } })
  }
  const cover = read.data.findIndex((block) => 'accessory' in block)
  if (!world.fetchesImages && cover >= 0) {
    const messages = [`[ERROR] downloading image failed [json-pointer:/blocks/${cover}/accessory/image_url]`]
    throw new SlackRefusal('invalid_blocks', { response_metadata: { messages } })
  }
  if (text(args, 'text') === '' && read.data.length === 0) throw new SlackRefusal('no_text')
  return { text: text(args, 'text'), blocks: read.data }
}

function put(call: Call, channel: Channel, only_for: string | null): Message {
  const message: Message = {
    ...{ ts: call.world.newTs(), channel: channel.id, ...contentOf(call), only_for, edits: 0 },
    user: call.world.teams.get(channel.team_id)?.bot_user_id ?? '',
    metadata: call.args.metadata ?? null,
    reactions: new Map(),
  }
  call.world.messages.push(message)
  return message
}

const shown = ({ ts, user, text: said, blocks, metadata, reactions }: Message) => ({
  ...{ type: 'message', ts, user, text: said, blocks, bot_id: 'B1' },
  ...(metadata === null ? {} : { metadata }),
  reactions: [...reactions]
    .filter(([, users]) => users.size > 0)
    .map(([name, users]) => ({ name, count: users.size, users: [...users] })),
})

const shownChannel = ({ members, team_id, im_user, ...channel }: Channel, world: World) => ({
  ...channel,
  ...(im_user === null ? {} : { is_im: true, user: im_user }),
  is_shared: channel.is_ext_shared,
  is_member: members.has(world.teams.get(team_id)?.bot_user_id ?? ''),
  num_members: members.size,
})

const shownUser = (
  { token }: Call,
  { id, team_id, name, email, tz, locale, is_bot, is_restricted }: User,
) => ({
  ...{ id, team_id, name, real_name: name, tz, locale, is_bot, is_restricted, is_ultra_restricted: false },
  is_stranger: false,
  profile: { real_name: name, ...(token?.scopes.includes('users:read.email') === true ? { email } : {}) },
})

function openView(call: Call): Record<string, unknown> {
  const trigger = call.world.triggers.get(text(call.args, 'trigger_id'))
  if (trigger === undefined) throw new SlackRefusal('invalid_trigger_id')
  if (trigger.used) throw new SlackRefusal('exchanged_trigger_id')
  if (call.world.now() - trigger.made_ms > triggerLifeMs) throw new SlackRefusal('expired_trigger_id')
  trigger.used = true
  return { view: keepView(call, { id: call.world.newId('V'), user: trigger.user }) }
}

function updateView(call: Call): Record<string, unknown> {
  const before = call.world.views.get(text(call.args, 'view_id'))
  if (before === undefined) throw new SlackRefusal('not_found')
  const hash = text(call.args, 'hash')
  if (hash !== '' && hash !== before.hash) throw new SlackRefusal('hash_conflict')
  return { view: keepView(call, before) }
}

function keepView(
  { world, args }: Call,
  { id, user }: Pick<OpenView, 'id' | 'user'>,
): Record<string, unknown> {
  const read = View.safeParse(args.view)
  if (!read.success)
    throw new SlackRefusal('invalid_arguments', { detail: JSON.stringify(read.error.issues) })
  const view: OpenView = { id, user, hash: world.newTs(), view: read.data }
  world.views.set(id, view)
  return { id, hash: view.hash, ...read.data }
}
