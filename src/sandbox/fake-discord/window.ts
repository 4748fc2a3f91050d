import { z } from 'zod'
import { asJson, asPage, refusedHost, type WindowReply } from '../window-reply.ts'
import { type createFaults, Fault } from './faults.ts'
import type { Gateway } from './gateway.ts'
import type { Hands } from './hands.ts'
import { someone, type World } from './world.ts'

/** What the window needs of the stand-in. */
interface Behind extends Hands {
  world: World
  gateway: Gateway
  faults: ReturnType<typeof createFaults>
  requests(): readonly object[]
}

const where = { user: z.string(), channel: z.string() }
const mark = { ...where, message: z.string(), emoji: z.string().min(1).max(40) }
const Act = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('command'),
    ...where,
    name: z.string(),
    options: z.record(z.string(), z.string()),
  }),
  z.strictObject({ do: z.literal('press'), ...where, message: z.string(), custom_id: z.string() }),
  z.strictObject({ do: z.literal('react'), ...mark }),
  z.strictObject({ do: z.literal('unreact'), ...mark }),
  z.strictObject({ do: z.literal('fail'), fault: Fault }),
  z.strictObject({ do: z.enum(['heal', 'drop']) }),
])
const shownRequests = 40

/** A page that looks a little like Discord's client, for people on this machine: `GET /`, `/window/state`, `/window/act`. */
export function createWindow(behind: Behind): {
  /** Null for what is none of the window's. */
  answer(asked: { method: string; url: URL; host: string; body: unknown }): Promise<WindowReply | null>
} {
  return {
    async answer({ method, url, host, body }) {
      if (url.pathname !== '/' && !url.pathname.startsWith('/window/')) return null
      const refused = refusedHost(host)
      if (refused !== null) return refused
      if (method === 'GET' && url.pathname === '/') return asPage(new URL('./window.html', import.meta.url))
      if (method === 'GET' && url.pathname === '/window/state')
        return asJson(200, state(behind, url.searchParams))
      const act = Act.safeParse(body)
      if (method !== 'POST' || url.pathname !== '/window/act' || !act.success) return asJson(400, {})
      perform(behind, act.data)
      return asJson(200, {})
    },
  }
}

/** All that one person's client shows, and what went over the wire. */
function state({ world, gateway, faults, requests, seenBy }: Behind, query: URLSearchParams) {
  const people = [...world.users.values()].filter(({ bot }) => !bot)
  const channels = [...world.channels.values()].filter(({ guild_id }) => guild_id !== null)
  const user = people.find(({ id }) => id === query.get('user')) ?? people[0]
  const channel = channels.find(({ id }) => id === query.get('channel')) ?? channels[0]
  const messages = user === undefined || channel === undefined ? [] : seenBy(user, channel)
  return {
    ...{ user: user?.id, channel: channel?.id, counts: gateway.counts(), faults: faults.list() },
    people: people.map(({ id, username }) => ({ id, name: username })),
    channels: channels.map(({ id, name }) => ({ id, name })),
    messages: messages.map((message) => ({
      ...{ id: message.id, by: someone(world, message.author_id).username, content: message.content },
      ...{ components: message.components, flags: message.flags, private: message.only_for !== null },
      reactions: message.reactions.map(({ emoji, user_id }) => ({
        emoji: emoji.name,
        mine: user_id === user?.id,
      })),
    })),
    wire: requests().slice(-shownRequests),
  }
}

function perform(behind: Behind, act: z.infer<typeof Act>): void {
  switch (act.do) {
    case 'fail':
      behind.faults.add(act.fault)
      break
    case 'heal':
      behind.faults.clear()
      break
    case 'drop':
      behind.gateway.drop()
      break
    default:
      touch(behind, act)
  }
}

type Touch = Extract<z.infer<typeof Act>, { user: string }>

/** What somebody who is not there (any more) does is nothing. */
function touch(behind: Behind, act: Touch): void {
  const user = behind.world.users.get(act.user)
  const channel = behind.world.channels.get(act.channel)
  if (user === undefined || channel === undefined) return
  if (act.do === 'command') {
    behind.command({ user, channel }, act.name, act.options)
    return
  }
  const message = behind.world.messages.get(act.message)
  if (message === undefined) return
  if (act.do === 'press') behind.press(user, message, act.custom_id)
  else behind[act.do](user, message, act.emoji)
}
