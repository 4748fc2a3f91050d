import { z } from 'zod'

const text = z.string().min(1)
const Id = z.looseObject({ id: text })
const Whose = { api_app_id: text, is_enterprise_install: z.union([z.boolean(), z.stringbool()]).optional() }

const EventBody = z.looseObject({
  ...{ type: z.literal('event_callback'), ...Whose, team_id: text.nullish(), event_id: text },
  event: z.looseObject({ type: text, user: z.unknown().optional() }),
  authorizations: z
    .array(
      z.looseObject({
        ...{ team_id: text.nullish(), enterprise_id: text.nullish() },
        is_enterprise_install: z.boolean().optional(),
      }),
    )
    .optional(),
})
const Interaction = z.looseObject({
  ...Whose,
  type: text,
  team: Id.nullish(),
  enterprise: Id.nullish(),
  user: Id,
})
const Command = z.looseObject({
  ...{ ...Whose, command: text, team_id: text, enterprise_id: text.optional() },
  ...{ user_id: text, trigger_id: text },
})
const Actions = z.looseObject({
  actions: z.array(z.looseObject({ action_id: text, action_ts: text.optional() })).min(1),
  container: z.looseObject({ message_ts: text.optional(), view_id: text.optional() }).optional(),
})

/** What Slack may send us, as far as it is told apart here. */
export type Kind = 'event' | 'action' | 'submission' | 'command' | 'shortcut' | 'options'

export interface Incoming {
  kind: Kind
  /** Its event type, callback or command: what it is known by. */
  name: string
  appId: string
  /** The workspace; null where only an organisation is told. */
  team: string | null
  /** Set for an app that a whole organisation installed. */
  enterprise: string | null
  user: string | null
  /** What makes it the same when it is sent again. */
  dedupe: string[]
  body: Record<string, unknown>
}

/** Slack asks whether the address is ours. */
export interface Challenge {
  challenge: string
}

/** Throws a SyntaxError for what is no JSON. Null for what is well formed and nothing that we know. */
export function readBody(raw: string, contentType: string): Incoming | Challenge | null {
  if (contentType.includes('json')) return readEvent(JSON.parse(raw))
  const fields = Object.fromEntries(new URLSearchParams(raw))
  return fields.payload === undefined ? readCommand(fields) : readInteraction(JSON.parse(fields.payload))
}

/** The same as it comes over a connection of ours: https://docs.slack.dev/apis/events-api/using-socket-mode */
export function readEnvelope(type: string, payload: unknown): Incoming | null {
  if (type === 'interactive') return readInteraction(payload)
  if (type === 'slash_commands') return readCommand(payload)
  const read = type === 'events_api' ? readEvent(payload) : null
  return read === null || 'challenge' in read ? null : read
}

function readEvent(json: unknown): Incoming | Challenge | null {
  const asked = z.looseObject({ type: z.literal('url_verification'), challenge: text }).safeParse(json)
  if (asked.success) return { challenge: asked.data.challenge }
  const read = EventBody.safeParse(json)
  if (!read.success) return null
  const { event, event_id, api_app_id, team_id, authorizations } = read.data
  const [first] = authorizations ?? []
  const isOrg = first?.is_enterprise_install === true
  return {
    ...{ kind: 'event', name: event.type, appId: api_app_id, team: first?.team_id ?? team_id ?? null },
    enterprise: isOrg ? (first?.enterprise_id ?? null) : null,
    user: typeof event.user === 'string' ? event.user : null,
    ...{ dedupe: [event_id], body: read.data },
  }
}

function readCommand(fields: unknown): Incoming | null {
  const read = Command.safeParse(fields)
  if (!read.success) return null
  const { command, api_app_id, team_id, enterprise_id, user_id, trigger_id, is_enterprise_install } =
    read.data
  return {
    ...{
      kind: 'command',
      name: command,
      appId: api_app_id,
      team: team_id,
      user: user_id,
      dedupe: [trigger_id],
    },
    enterprise: is_enterprise_install === true ? (enterprise_id ?? null) : null,
    body: read.data,
  }
}

const kinds: Readonly<Record<string, Kind>> = {
  ...{
    block_actions: 'action',
    view_submission: 'submission',
    message_action: 'shortcut',
    shortcut: 'shortcut',
  },
  block_suggestion: 'options',
}

function readInteraction(json: unknown): Incoming | null {
  const read = Interaction.safeParse(json)
  const kind = read.success && Object.hasOwn(kinds, read.data.type) ? kinds[read.data.type] : undefined
  if (!read.success || kind === undefined) return null
  const { api_app_id, team, enterprise, user, is_enterprise_install } = read.data
  const known = { appId: api_app_id, team: team?.id ?? null, user: user.id, body: read.data }
  const marks = marksOf(kind, read.data, [team?.id ?? '', user.id])
  if (marks === null) return null
  return {
    ...known,
    kind,
    ...marks,
    enterprise: is_enterprise_install === true ? (enterprise?.id ?? null) : null,
  }
}

const View = z.looseObject({ view: z.looseObject({ id: text, hash: z.string(), callback_id: z.string() }) })
const Shortcut = z.looseObject({ callback_id: text, trigger_id: text })

function marksOf(kind: Kind, body: unknown, whose: string[]): Pick<Incoming, 'name' | 'dedupe'> | null {
  if (kind === 'options') return { name: 'options', dedupe: [] }
  if (kind === 'submission') {
    const { data } = View.safeParse(body)
    return data === undefined ? null : { name: data.view.callback_id, dedupe: [data.view.id, data.view.hash] }
  }
  if (kind === 'shortcut') {
    const { data } = Shortcut.safeParse(body)
    return data === undefined ? null : { name: data.callback_id, dedupe: [data.trigger_id] }
  }
  const { data } = Actions.safeParse(body)
  const action = data?.actions[0]
  if (data === undefined || action === undefined) return null
  const at = data.container?.message_ts ?? data.container?.view_id ?? ''
  return { name: action.action_id, dedupe: [...whose, action.action_id, at, action.action_ts ?? ''] }
}
