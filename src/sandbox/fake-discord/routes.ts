import { z } from 'zod'
import type { Asked } from './asked.ts'
import { commandListProblems } from './bodies.ts'
import { answerInteraction, deleteAnswer, editAnswer, followUp, readAnswer } from './interactions.ts'
import { createMessage, deleteMessage, editMessage, listMessages, readMessage } from './messages.ts'
import { channelPayload, guildPayload, memberPayload, userPayload } from './payloads.ts'
import { listReactions } from './reactions.ts'
import { type Reply, refusals } from './refusals.ts'
import { channelOf, type Guild, type World } from './world.ts'

interface Route {
  method: string
  pattern: RegExp
  /** Whether the token in the address is all that is asked for. */
  isOpen: boolean
  answer(asked: Asked): Reply
}

const route = (line: string, answer: Route['answer'], isOpen = false): Route => {
  const [method = '', path = ''] = line.split(' ')
  const pattern = path.replace(/:(\w+)/g, '(?<$1>[^/]+)')
  return { method, pattern: new RegExp(`^${pattern}$`), isOpen, answer }
}

/** All that the API offers here, without `/api/v10`. */
const routes: readonly Route[] = [
  route('GET /gateway/bot', ({ gateway }) => ({
    status: 200,
    body: {
      url: gateway.url(),
      shards: 1,
      session_start_limit: { total: 1000, remaining: 1000, reset_after: 14_400_000, max_concurrency: 1 },
    },
  })),
  route('GET /users/@me', ({ world }) => ({ status: 200, body: userPayload(world.bot) })),
  route('GET /applications/@me', ({ world }) => ({
    status: 200,
    body: {
      id: world.bot.id,
      name: world.bot.username,
      description: '',
      flags: world.application_flags,
      interactions_endpoint_url: world.interactions_endpoint_url,
      bot: userPayload(world.bot),
    },
  })),
  route('POST /users/@me/channels', openConversation),
  route('GET /guilds/:guild', ({ world, params }) => ({
    status: 200,
    body: guildPayload(world, guildOf(world, params.guild)),
  })),
  route('GET /guilds/:guild/members/:user', readMember),
  route('GET /channels/:channel', ({ world, params }) => ({
    status: 200,
    body: channelPayload(world, channelOf(world, params.channel)),
  })),
  route('GET /channels/:channel/messages', listMessages),
  route('POST /channels/:channel/messages', createMessage),
  route('GET /channels/:channel/messages/:message', readMessage),
  route('PATCH /channels/:channel/messages/:message', editMessage),
  route('DELETE /channels/:channel/messages/:message', deleteMessage),
  route('GET /channels/:channel/messages/:message/reactions/:emoji', listReactions),
  route('GET /applications/:application/commands', ({ world }) => ({ status: 200, body: world.commands })),
  route('PUT /applications/:application/commands', putCommands),
  route('POST /interactions/:interaction/:token/callback', answerInteraction, true),
  route('GET /webhooks/:application/:token/messages/@original', readAnswer, true),
  route('PATCH /webhooks/:application/:token/messages/@original', editAnswer, true),
  route('DELETE /webhooks/:application/:token/messages/@original', deleteAnswer, true),
  route('POST /webhooks/:application/:token', followUp, true),
]

const noParams = {
  application: '',
  channel: '',
  emoji: '',
  guild: '',
  interaction: '',
  message: '',
  token: '',
  user: '',
}

/** The route of a request with its parameters; undefined when there is none. */
export function routeOf(method: string, path: string): { route: Route; params: Asked['params'] } | undefined {
  for (const one of routes) {
    const match = one.method === method ? one.pattern.exec(path) : null
    if (match !== null) return { route: one, params: { ...noParams, ...match.groups } }
  }
  return undefined
}

function guildOf(world: World, guildId: string): Guild {
  const guild = world.guilds.get(guildId)
  if (guild === undefined || !guild.members.has(world.bot.id)) throw refusals.unknownGuild()
  return guild
}

function readMember({ world, params }: Asked): Reply {
  const guild = guildOf(world, params.guild)
  const user = world.users.get(params.user)
  if (user === undefined) throw refusals.unknownUser()
  if (!guild.members.has(user.id)) throw refusals.unknownMember()
  return { status: 200, body: memberPayload(user) }
}

/** The conversation with one person, the same each time. */
function openConversation({ world, body }: Asked): Reply {
  const read = z.looseObject({ recipient_id: z.string() }).safeParse(body)
  const user = read.success ? world.users.get(read.data.recipient_id) : undefined
  if (user === undefined) throw refusals.unknownUser()
  const known = [...world.channels.values()].find(({ recipient_id }) => recipient_id === user.id)
  const channel = known ?? {
    id: world.newId(),
    name: '',
    guild_id: null,
    recipient_id: user.id,
    closed_to_bot: null,
  }
  world.channels.set(channel.id, channel)
  return { status: 200, body: channelPayload(world, channel) }
}

/** Replaces all commands of the application, or none of them. */
function putCommands({ world, params, body }: Asked): Reply {
  if (params.application !== world.bot.id) throw refusals.missingAccess()
  const problems = commandListProblems(body)
  if (problems.length > 0) throw refusals.invalidBody(problems)
  world.commands = z
    .array(z.looseObject({}))
    .parse(body)
    .map((command) => ({
      ...command,
      id: world.newId(),
      application_id: world.bot.id,
      version: world.newId(),
    }))
  return { status: 200, body: world.commands }
}
