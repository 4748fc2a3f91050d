import { z } from 'zod'
import { asJson, asPage, refusedHost, type WindowReply } from '../window-reply.ts'
import { approvalPage, approve } from './approval.ts'
import type { Delivered } from './deliveries.ts'
import { Fault, type Faults } from './faults.ts'
import type { Hands } from './hands.ts'
import type { Message, OpenView, User, World } from './world.ts'

/** What the window needs of the stand-in. */
interface Behind extends Hands {
  world: World
  faults: Faults
  requests(): readonly { method: string; ok: boolean; error: string | null }[]
}

const user = z.string()
const action = { action_id: z.string(), value: z.string() }
const where = { user, channel: z.string() }
const Act = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('command'), ...where, command: z.string(), text: z.string() }),
  z.strictObject({ do: z.literal('shortcut'), ...where, callback_id: z.string(), text: z.string() }),
  z.strictObject({ do: z.literal('press'), user, message: z.string(), ...action }),
  z.strictObject({ do: z.literal('pressHome'), user, ...action }),
  z.strictObject({ do: z.enum(['react', 'unreact']), user, message: z.string(), emoji: z.string() }),
  z.strictObject({ do: z.literal('home'), user }),
  z.strictObject({ do: z.literal('type'), user, view: z.string(), action_id: z.string(), value: z.string() }),
  z.strictObject({
    do: z.literal('submit'),
    user,
    view: z.string(),
    values: z.record(z.string(), z.record(z.string(), z.unknown())),
  }),
  z.strictObject({ do: z.literal('close'), user, view: z.string() }),
  z.strictObject({ do: z.literal('fail'), fault: Fault }),
  z.strictObject({ do: z.literal('heal') }),
])
type Act = z.infer<typeof Act>
const shownRequests = 40

interface Asked {
  method: string
  url: URL
  host: string
  body: unknown
}

/**
 * A page that looks a little like Slack's client, for people on this machine: `GET /`, `/window/state`, `/window/act`,
 * and the page on which an app is approved.
 */
export function createWindow(behind: Behind): {
  /** Null for what is none of the window's. */
  answer(asked: Asked): Promise<WindowReply | null>
} {
  return {
    async answer({ method, url, host, body }) {
      const { pathname, searchParams } = url
      const isOurs = pathname === '/' || pathname.startsWith('/window/') || pathname === '/oauth/v2/authorize'
      if (!isOurs) return null
      const refused = refusedHost(host)
      if (refused !== null) return refused
      if (method === 'GET' && pathname === '/') return asPage(new URL('./window.html', import.meta.url))
      if (pathname === '/oauth/v2/authorize') return approvalPage(behind.world, url)
      if (pathname === '/window/approve') {
        const [address, team_id] = [searchParams.get('address') ?? '', searchParams.get('team') ?? '']
        return { ...asJson(303, {}), location: approve(behind.world, address, { team_id }) }
      }
      if (method === 'GET' && pathname === '/window/state') return asJson(200, state(behind, searchParams))
      const act = Act.safeParse(body)
      if (method !== 'POST' || pathname !== '/window/act' || !act.success) return asJson(400, {})
      return asJson(200, (await perform(behind, act.data)) ?? {})
    },
  }
}

/** All that one person's client shows, and what went over the wire. */
function state(behind: Behind, query: URLSearchParams) {
  const { world, faults, requests, seenBy, im } = behind
  const people = [...world.users.values()].filter(({ is_bot }) => !is_bot)
  const one = people.find(({ id }) => id === query.get('user')) ?? people[0]
  if (one !== undefined) im(one)
  const channels = [...world.channels.values()].filter(({ members }) => members.has(one?.id ?? ''))
  const channel = channels.find(({ id }) => id === query.get('channel')) ?? channels[0]
  const messages = one === undefined || channel === undefined ? [] : seenBy(one, channel)
  return {
    ...{ user: one?.id, channel: channel?.id, faults: faults.count() },
    people: people.map(({ id, name, team_id }) => ({ id, name, team: world.teams.get(team_id)?.name })),
    channels: channels.map(({ id, name, im_user }) => ({ id, name, isApp: im_user !== null })),
    messages: messages.map((message) => shown(world, message, one)),
    home: world.views.get(`home ${one?.id}`)?.view ?? null,
    modal: modalOf(world, one),
    wire: requests()
      .slice(-shownRequests)
      .map(({ method, ok, error }) => ({ method, ok, error })),
  }
}

function modalOf(world: World, one: User | undefined): { id: string; view: OpenView['view'] } | null {
  const open = [...world.views.values()].findLast(
    ({ user, view }) => user === one?.id && view.type === 'modal',
  )
  return open === undefined ? null : { id: open.id, view: open.view }
}

const shown = (world: World, message: Message, one: User | undefined) => ({
  ...{ id: message.ts, by: world.users.get(message.user)?.name ?? '', text: message.text },
  ...{ blocks: message.blocks, private: message.only_for !== null },
  reactions: [...message.reactions].map(([emoji, users]) => ({
    ...{ emoji, count: users.size, mine: users.has(one?.id ?? '') },
  })),
})

/** What somebody who is not there (any more) does is nothing. Answers what the app said to it, as far as the client shows it. */
async function perform(behind: Behind, act: Act): Promise<unknown> {
  if (act.do === 'fail') return behind.faults.add(act.fault)
  if (act.do === 'heal') return behind.faults.clear()
  const one = behind.world.users.get(act.user)
  if (one === undefined) return {}
  if ('view' in act) return inView(behind, one, act)
  if (act.do === 'home') return done(await behind.openHome(one))
  if (act.do === 'pressHome') return done(await behind.pressIn(one, `home ${one.id}`, actionOf(act)))
  return 'channel' in act ? inChannel(behind, one, act) : onMessage(behind, one, act)
}

const done = ({ status }: Delivered) => ({ status })
const actionOf = ({ action_id, value }: { action_id: string; value: string }) => ({ action_id, value })

async function inChannel(
  { world, command, shortcut }: Behind,
  user: User,
  act: Extract<Act, { channel: string }>,
): Promise<unknown> {
  const channel = world.channels.get(act.channel)
  if (channel === undefined) return {}
  const where = { user, channel }
  return done(
    act.do === 'command'
      ? await command(where, act.command, act.text)
      : await shortcut(where, act.callback_id, act.text),
  )
}

async function onMessage(
  behind: Behind,
  user: User,
  act: Extract<Act, { message: string }>,
): Promise<unknown> {
  const message = behind.world.messages.find(({ ts }) => ts === act.message)
  if (message === undefined) return {}
  if (act.do === 'press') return done(await behind.press(user, message, actionOf(act)))
  return done(await behind[act.do](user, message, act.emoji))
}

/** docs.slack.dev/surfaces/modals#updating_response: the answer to a submission may change or close the view. */
async function inView(
  { world, type, submit }: Behind,
  user: User,
  act: Extract<Act, { view: string }>,
): Promise<unknown> {
  const open = world.views.get(act.view)
  if (open === undefined) return {}
  if (act.do === 'type') return (await type(user, act.view, act.action_id, act.value)).body
  if (act.do === 'close') return void world.views.delete(act.view)
  const { status, body } = await submit(user, act.view, act.values)
  const { response_action, view } = Object(body) as { response_action?: string; view?: OpenView['view'] }
  if (status !== 200) return { status }
  // The app may have put another view there before its answer came.
  const now = world.views.get(act.view)
  if (response_action === 'update' && view !== undefined && now === open)
    world.views.set(open.id, { ...open, view, hash: world.newTs() })
  else if (response_action === undefined || response_action === 'clear') world.views.delete(act.view)
  return { status }
}
