import { platforms } from '../../core/domain/people/account.ts'
import type { StoredLink } from '../../core/ports/people/links.ts'
import { endpoint } from '../endpoint.ts'
import { id, listOf } from '../schemas.ts'
import { z } from '../zod.ts'

const tag = 'Links'
const limitBytes = 4_000
export const platform = z.enum(platforms).openapi({ description: 'Where the account is.' })
const moment = z.string().openapi({ format: 'date-time' })

/** In bodies, never in an address: what a person is called on a platform is the person's own business. */
const account = z.strictObject({
  platform,
  tenant: id('The workspace, guild or LTI registration.'),
  account_id: id('The account there, as `GET /links` tells it.'),
})

const Link = z
  .object({
    platform,
    tenant: z.string(),
    account_id: z.string(),
    state: z.enum(['pending', 'confirmed']),
    shown_name: z.string().openapi({ description: 'What the platform calls the account.' }),
    space_name: z.string(),
    asked_at: moment,
    confirmed_at: moment.nullable(),
  })
  .openapi('Link')

const linkView = (link: StoredLink): z.input<typeof Link> => ({
  platform: link.platform,
  tenant: link.tenant,
  account_id: link.account_id,
  state: link.state,
  shown_name: link.shown_name,
  space_name: link.space_name,
  asked_at: link.asked_at,
  confirmed_at: link.confirmed_at,
})

const listLinks = endpoint({
  method: 'get',
  path: '/links',
  operationId: 'listLinks',
  tag,
  summary: 'Accounts on platforms that are yours, or ask to be',
  answer: { status: 200, description: 'By platform.', schema: listOf(Link) },
  handle: async ({ flows }, { caller }) => ({ items: (await flows.links.listLinks(caller)).map(linkView) }),
})

const newLinkCode = endpoint({
  method: 'post',
  path: '/links/codes',
  operationId: 'newLinkCode',
  tag,
  summary: 'A code to type where the account is',
  body: { kind: 'json', schema: z.strictObject({ platform }), limitBytes },
  once: 'never',
  answer: {
    status: 201,
    description: 'Good once, for ten minutes, in place of any before it.',
    schema: z.object({
      code: z
        .string()
        .openapi({ description: 'It is shown this once; only a keyed digest of it is stored.' }),
      expires_at: moment,
    }),
  },
  handle: ({ flows }, { caller, body }) => flows.links.newCode(caller, body.platform),
})

const confirmLink = endpoint({
  method: 'post',
  path: '/links/confirmations',
  operationId: 'confirmLink',
  tag,
  summary: 'Says that an account which asked is yours',
  body: { kind: 'json', schema: account, limitBytes },
  answer: { status: 204, description: 'It is linked.' },
  handle: ({ flows }, { caller, body }) => flows.links.confirmLink(caller, body),
})

const unlink = endpoint({
  method: 'post',
  path: '/links/removals',
  operationId: 'unlink',
  tag,
  summary: 'Ends a link, or says that an account which asked is not yours',
  body: { kind: 'json', schema: account, limitBytes },
  answer: { status: 204, description: 'It is not linked any more.' },
  handle: ({ flows }, { caller, body }) => flows.links.unlink(caller, body),
})

export const links = [listLinks, newLinkCode, confirmLink, unlink]
