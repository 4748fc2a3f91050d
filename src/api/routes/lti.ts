import { isWebAddress } from '../../core/domain/web-address.ts'
import type { LtiServiceState } from '../../core/flows/courses/lti-advantage.ts'
import type { ListedRegistration } from '../../core/flows/courses/lti-registrations.ts'
import { endpoint } from '../endpoint.ts'
import { id, listOf } from '../schemas.ts'
import { z } from '../zod.ts'

const tag = 'Connections'
const limitBytes = 8_000
const moment = z.string().openapi({ format: 'date-time' })
const registration = z.strictObject({ registration_id: id('The registration.') })

const Services = z.strictObject({
  roster: z.boolean().openapi({ description: 'Whether it may be asked who is in a course.' }),
  scores: z.boolean().openapi({ description: 'Whether it is told that work is done.' }),
})

const LtiRegistration = z
  .object({
    registration_id: z.string(),
    shown_name: z.string().openapi({ description: 'What the platform calls itself or its school.' }),
    issuer: z.string(),
    client_id: z.string(),
    family: z.enum(['canvas', 'moodle', 'other']),
    state: z.enum(['waiting', 'active', 'off']),
    frame_origins: z.array(z.string()).openapi({ description: 'Who may frame the pages of the tool.' }),
    deployments: z
      .array(z.object({ deployment_id: z.string(), state: z.enum(['waiting', 'approved']) }))
      .openapi({
        description: 'Places of the platform that launch the tool; the waiting first, 300 at most.',
      }),
    withheld: z.array(z.string()).openapi({ description: 'Services that the platform did not grant.' }),
    last_launch_at: moment.nullable(),
    last_failure: z.object({ code: z.string(), at: moment }).nullable(),
    services: z.object({
      ...{ roster: z.boolean(), scores: z.boolean() },
      rosters: z.object({
        courses: z.number().int(),
        read_at: moment.nullable(),
        failures: z.record(z.string(), z.number().int()),
      }),
      delivered: z.object({
        states: z.record(z.string(), z.number().int()),
        failures: z.record(z.string(), z.number().int()),
      }),
    }),
    clock_apart_seconds: z
      .number()
      .int()
      .openapi({ description: 'How far its clock and ours were apart when it was last looked.' }),
  })
  .openapi('LtiRegistration')

const view = (one: ListedRegistration, services: LtiServiceState): z.input<typeof LtiRegistration> => ({
  ...{ registration_id: one.registration_id, shown_name: one.shown_name, issuer: one.issuer },
  ...{ client_id: one.client_id, family: one.family, state: one.state, frame_origins: one.frame_origins },
  ...{ deployments: one.deployments, withheld: one.withheld, last_launch_at: one.last_launch_at },
  ...{ last_failure: one.last_failure, clock_apart_seconds: one.clock_apart_seconds },
  services: {
    ...{ roster: services.roster, scores: services.scores },
    ...{ rosters: services.rosters, delivered: services.delivered },
  },
})

const listLtiRegistrations = endpoint({
  method: 'get',
  path: '/connections/lti',
  operationId: 'listLtiRegistrations',
  tag,
  summary: 'Learning platforms of the school, and how each is doing',
  answer: {
    status: 200,
    description: 'In the order in which they came; 100 at most.',
    schema: listOf(LtiRegistration),
  },
  async handle({ flows }, { caller }) {
    const all = await flows.ltiRegistrations.list(caller)
    const ids = all.map((one) => one.registration_id)
    const services = await flows.ltiServices.states(caller, ids)
    return { items: all.flatMap((one, at) => (services[at] === undefined ? [] : [view(one, services[at])])) }
  },
})

const newLtiInvite = endpoint({
  method: 'post',
  path: '/connections/lti/invites',
  operationId: 'newLtiInvite',
  tag,
  summary:
    'An address to paste into a learning platform, which registers the tool there and the platform here',
  once: 'never',
  body: { kind: 'json', schema: Services, limitBytes },
  answer: {
    status: 201,
    description: 'It works once and for an hour, and is told this once.',
    schema: z.object({ url: z.string(), expires_at: moment }).openapi('LtiInvite'),
  },
  async handle({ flows, browser }, { caller, req, body }) {
    const origin = browser.originOf(req)
    const { code, expires_at } = await flows.ltiRegistrations.newInvite(caller, body)
    return { url: `${origin}/lti/register/${code}`, expires_at }
  },
})

const Address = z.url().max(300).refine(isWebAddress, 'must begin with https://')

const decideLtiRegistration = endpoint({
  method: 'put',
  path: '/connections/lti/{registration_id}',
  operationId: 'decideLtiRegistration',
  tag,
  summary: 'Lets a learning platform launch the tool, or no more',
  description: 'With the first approval the deployments are approved that came with the registration.',
  params: registration,
  body: {
    kind: 'json',
    schema: z.strictObject({
      state: z.enum(['active', 'off']),
      frame_origins: z.array(Address).max(20).optional().openapi({
        description: 'Addresses on which the platform shows its courses; they stay without this.',
      }),
    }),
    limitBytes,
  },
  answer: { status: 204, description: 'From now on; sessions that were open end when it is off.' },
  handle: ({ flows }, { caller, params, body: { state, frame_origins } }) =>
    flows.ltiRegistrations.setState(caller, params.registration_id, {
      state,
      frame_origins: frame_origins?.map((url) => new URL(url).origin),
    }),
})

const approveLtiDeployment = endpoint({
  method: 'put',
  path: '/connections/lti/{registration_id}/deployments/{deployment_id}',
  operationId: 'approveLtiDeployment',
  tag,
  summary: 'Lets launches from one place of a learning platform in',
  params: registration.extend({ deployment_id: id('The deployment, as the platform names it.') }),
  answer: { status: 204, description: 'It is approved.' },
  handle: ({ flows }, { caller, params }) =>
    flows.ltiRegistrations.approve(caller, params.registration_id, params.deployment_id),
})

const checkLtiRegistration = endpoint({
  method: 'post',
  path: '/connections/lti/{registration_id}/checks',
  operationId: 'checkLtiRegistration',
  tag,
  summary: 'Asks a learning platform for its keys and the time, as a launch would',
  once: 'never',
  params: registration,
  answer: {
    status: 200,
    description: 'What was found; no failure means that launches can work.',
    schema: z
      .object({
        failure: z.enum(['platform_keys_away', 'clock_apart']).nullable(),
        clock_apart_seconds: z.number().int().nullable(),
      })
      .openapi('LtiCheck'),
  },
  handle: ({ flows }, { caller, params }) => flows.ltiRegistrations.check(caller, params.registration_id),
})

const chooseLtiServices = endpoint({
  method: 'put',
  path: '/connections/lti/{registration_id}/services',
  operationId: 'chooseLtiServices',
  tag,
  summary: 'Says what a learning platform is asked for, beside launches',
  description: 'What was kept for a service that is off from now on is forgotten.',
  params: registration,
  body: { kind: 'json', schema: Services, limitBytes },
  answer: { status: 204, description: 'From now on.' },
  handle: ({ flows }, { caller, params, body }) =>
    flows.ltiServices.choose(caller, params.registration_id, body),
})

export const lti = [
  listLtiRegistrations,
  newLtiInvite,
  decideLtiRegistration,
  approveLtiDeployment,
  chooseLtiServices,
  checkLtiRegistration,
]
