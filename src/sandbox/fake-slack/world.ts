import { randomBytes } from 'node:crypto'

/** What is in the stand-in's workspaces. Nothing of it knows HTTP. */
export interface World {
  now(): number
  newId(prefix: string): string
  /** A moment as Slack writes it, never the same twice. */
  newTs(): string
  teams: Map<string, Team>
  users: Map<string, User>
  channels: Map<string, Channel>
  /** Whether pictures in messages can be fetched; a message with one that cannot is refused. */
  fetchesImages: boolean
  /** Oldest first, those for one person's eyes among them. */
  messages: Message[]
  views: Map<string, OpenView>
  triggers: Map<string, { made_ms: number; used: boolean; user: string }>
  responses: Map<string, ResponseUrl>
  /** By token. */
  tokens: Map<string, Token>
  /** For connections that the app was told it may open, each good once. */
  tickets: Set<string>
  /** By code, of the page on which an app is approved. */
  grants: Map<string, Grant>
}

export interface Team {
  id: string
  name: string
  enterprise_id: string | null
  bot_user_id: string
}

export interface User {
  id: string
  team_id: string
  name: string
  email: string
  locale: string
  tz: string
  is_bot: boolean
  /** A guest. */
  is_restricted: boolean
}

export interface Channel {
  id: string
  team_id: string
  name: string
  /** The one person of a conversation with the app; null for a channel. */
  im_user: string | null
  members: Set<string>
  is_private: boolean
  is_archived: boolean
  is_ext_shared: boolean
  is_pending_ext_shared: boolean
}

export interface Message {
  ts: string
  channel: string
  user: string
  text: string
  blocks: unknown[]
  metadata: unknown
  /** The one person who sees it. */
  only_for: string | null
  edits: number
  reactions: Map<string, Set<string>>
}

export interface OpenView {
  id: string
  hash: string
  user: string
  view: Record<string, unknown>
}

export interface ResponseUrl {
  id: string
  team_id: string
  channel: string
  user: string
  uses: number
  made_ms: number
  /** The message whose button was pressed. */
  message_ts: string | null
}

export interface Token {
  token: string
  refresh: string
  tenant: string
  is_enterprise: boolean
  scopes: readonly string[]
  expires_ms: number
  state: 'good' | 'revoked' | 'refreshed'
}

export interface Grant {
  team_id: string
  is_enterprise: boolean
  scopes: readonly string[]
  used: boolean
}

export const triggerLifeMs = 3_000
export const responseLifeMs = 30 * 60_000
export const responseUses = 5
export const tokenLifeSeconds = 43_200

export function createWorld(now: () => number): World {
  let [made, lastMicro] = [0, 0]
  // Ids of two stand-ins are never the same.
  const run = randomBytes(4).toString('hex').toUpperCase()
  return {
    now,
    newId: (prefix) => `${prefix}${run}${(++made).toString(36).toUpperCase().padStart(4, '0')}`,
    newTs() {
      lastMicro = Math.max(now() * 1000, lastMicro + 1)
      return (lastMicro / 1e6).toFixed(6)
    },
    ...{ teams: new Map(), users: new Map(), channels: new Map(), messages: [], views: new Map() },
    ...{ triggers: new Map(), responses: new Map(), tokens: new Map(), grants: new Map() },
    ...{ tickets: new Set(), fetchesImages: true },
  }
}

/** The refusal of a Web API method, as `error` names it. */
export class SlackRefusal extends Error {
  readonly code: string
  readonly more: Record<string, unknown>
  constructor(code: string, more: Record<string, unknown> = {}) {
    super(code)
    this.code = code
    this.more = more
  }
}

/** The conversation of the app with one person. */
export function imWith(world: World, user: User): Channel {
  const found = [...world.channels.values()].find(({ im_user }) => im_user === user.id)
  if (found !== undefined) return found
  const channel: Channel = {
    ...{ id: world.newId('D'), team_id: user.team_id, name: '', im_user: user.id },
    ...{ is_private: true, is_archived: false, is_ext_shared: false, is_pending_ext_shared: false },
    members: new Set([user.id, world.teams.get(user.team_id)?.bot_user_id ?? '']),
  }
  world.channels.set(channel.id, channel)
  return channel
}

export function openTrigger(world: World, user: User): string {
  const id = world.newId('T')
  world.triggers.set(id, { made_ms: world.now(), used: false, user: user.id })
  return id
}
