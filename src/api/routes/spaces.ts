import type { BoundChannel, BoundSpace } from '../../core/ports/people/links.ts'
import { endpoint } from '../endpoint.ts'
import { id, listOf } from '../schemas.ts'
import { z } from '../zod.ts'
import { platform } from './links.ts'

const tag = 'Connections'
const limitBytes = 4_000
const moment = z.string().openapi({ format: 'date-time' })
const tenant = id('The workspace, guild or LTI registration.')
const space = z.strictObject({ platform, tenant })
const channel = z.strictObject({ platform, tenant, channel_id: id('The channel, as the platform names it.') })
const path = '/spaces/{platform}/{tenant}'

const Space = z
  .object({ platform, tenant: z.string(), shown_name: z.string(), bound_at: moment })
  .openapi('Space')
const spaceView = ({ platform, tenant, shown_name, bound_at }: BoundSpace): z.input<typeof Space> => ({
  ...{ platform, tenant, shown_name, bound_at },
})

const listSpaces = endpoint({
  method: 'get',
  path: '/spaces',
  operationId: 'listSpaces',
  tag,
  summary: "The school's workspaces, guilds and LTI registrations",
  answer: { status: 200, description: 'By platform.', schema: listOf(Space) },
  handle: async ({ flows }, { caller }) => ({
    items: (await flows.spaces.listSpaces(caller)).map(spaceView),
  }),
})

const listUnbound = endpoint({
  method: 'get',
  path: '/spaces/unbound',
  operationId: 'listUnboundSpaces',
  tag,
  summary: 'Workspaces of an organisation of the school’s that have the app and belong to no school',
  answer: {
    status: 200,
    description: 'By id: the app is told no name of theirs.',
    schema: listOf(z.object({ platform, tenant: z.string() })),
  },
  handle: async ({ flows }, { caller }) => ({ items: await flows.spaces.listUnbound(caller) }),
})

const bindSpace = endpoint({
  method: 'put',
  path,
  operationId: 'bindSpace',
  tag,
  summary: 'Names one anew, or binds a workspace of an organisation that is the school’s',
  params: space,
  body: {
    kind: 'json',
    schema: z.strictObject({ shown_name: z.string().trim().max(200).default('') }),
    limitBytes,
  },
  answer: { status: 204, description: 'It belongs to the school, and to no other.' },
  handle: ({ flows }, { caller, params, body }) => flows.spaces.bindSpace(caller, { ...params, ...body }),
})

const newSpaceCode = endpoint({
  method: 'post',
  path: '/spaces/codes',
  operationId: 'newSpaceCode',
  tag,
  summary: 'A code that binds a Discord server to the school, typed there by whoever manages it',
  body: {
    kind: 'json',
    schema: z.strictObject({
      platform: z.literal('discord'),
      shown_name: z.string().trim().max(200).default('').openapi({ description: 'What you call it.' }),
    }),
    limitBytes,
  },
  once: 'never',
  answer: {
    status: 201,
    description: 'It works once, and is told this once.',
    schema: z.object({ code: z.string(), expires_at: moment }).openapi('SpaceCode'),
  },
  handle: ({ flows }, { caller, body }) => flows.spaces.newSpaceCode(caller, body.shown_name),
})

const unbindSpace = endpoint({
  method: 'delete',
  path,
  operationId: 'unbindSpace',
  tag,
  summary: 'Ends it at once, with every link and channel in it',
  params: space,
  answer: { status: 204, description: 'It belongs to no school.' },
  handle: ({ flows }, { caller, params }) => flows.spaces.unbindSpace(caller, params),
})

const Channel = z
  .object({ platform, tenant: z.string(), channel_id: z.string(), class_id: z.string() })
  .openapi('Channel')
const channelView = ({ platform, tenant, channel_id, class_id }: BoundChannel) => ({
  ...{ platform, tenant, channel_id, class_id },
})

const listChannels = endpoint({
  method: 'get',
  path: '/channels',
  operationId: 'listChannels',
  tag,
  summary: 'Channels of classes: of all, or of those that you teach',
  answer: { status: 200, description: 'By platform.', schema: listOf(Channel) },
  handle: async ({ flows }, { caller }) => ({
    items: (await flows.spaces.listChannels(caller)).map(channelView),
  }),
})

const bindChannel = endpoint({
  method: 'put',
  path: `${path}/channels/{channel_id}`,
  operationId: 'bindChannel',
  tag,
  summary: 'Binds a channel to a class',
  params: channel,
  body: { kind: 'json', schema: z.strictObject({ class_id: id('One that you teach.') }), limitBytes },
  answer: { status: 204, description: 'It is the channel of this class, and of no other.' },
  handle: ({ flows }, { caller, params, body }) => flows.spaces.bindChannel(caller, { ...params, ...body }),
})

const unbindChannel = endpoint({
  method: 'delete',
  path: `${path}/channels/{channel_id}`,
  operationId: 'unbindChannel',
  tag,
  summary: "Ends a channel's binding",
  params: channel,
  answer: { status: 204, description: 'It is no class’s channel.' },
  handle: ({ flows }, { caller, params }) => flows.spaces.unbindChannel(caller, params),
})

const Connection = z
  .object({
    platform,
    tenant: z.string().nullable().openapi({ description: 'Null when nothing of this platform is bound.' }),
    shown_name: z.string(),
    state: z.enum(['not_connected', 'waiting', 'working', 'failed']),
    since: moment.nullable(),
    last_failure: z
      .object({ code: z.string(), at: moment })
      .nullable()
      .openapi({ description: 'Also when it works again.' }),
  })
  .openapi('Connection')

const listConnections = endpoint({
  method: 'get',
  path: '/connections',
  operationId: 'listConnections',
  tag,
  summary: 'How each of them is connected',
  answer: { status: 200, description: 'By platform; each is there.', schema: listOf(Connection) },
  handle: async ({ flows }, { caller }) => ({ items: await flows.connections.listConnections(caller) }),
})

export const spaces = [
  ...[listSpaces, listUnbound, newSpaceCode, bindSpace, unbindSpace],
  ...[listChannels, bindChannel, unbindChannel, listConnections],
]
