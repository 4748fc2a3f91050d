import type { StoredKey } from '../../core/ports/work/runs.ts'
import { endpoint } from '../endpoint.ts'
import { id, label, listOf, role } from '../schemas.ts'
import { z } from '../zod.ts'

const tag = 'Keys'
const params = z.strictObject({ key_id: id('The key.') })

const Key = z
  .object({
    key_id: z.string(),
    role,
    reader_id: z.string().nullable(),
    label: z.string(),
    created_at: z.string(),
    expires_at: z.string().nullable(),
    revoked_at: z.string().nullable(),
  })
  .openapi('Key')

const IssuedKey = z
  .object({
    key_id: z.string(),
    key: z.string().openapi({ description: 'The secret. It is shown this once and stored nowhere.' }),
  })
  .openapi('IssuedKey')

const keyView = (key: StoredKey): z.input<typeof Key> => ({
  key_id: key.key_id,
  role: key.role,
  reader_id: key.reader_id,
  label: key.label,
  created_at: key.created_at,
  expires_at: key.expires_at,
  revoked_at: key.revoked_at,
})

const listKeys = endpoint({
  method: 'get',
  path: '/keys',
  operationId: 'listKeys',
  tag,
  summary: "The school's keys, without their secrets",
  answer: { status: 200, description: 'All keys.', schema: listOf(Key) },
  handle: async ({ flows }, { caller }) => ({ items: (await flows.keys.list(caller)).map(keyView) }),
})

const issueKey = endpoint({
  method: 'post',
  path: '/keys',
  operationId: 'issueKey',
  tag,
  summary: 'A new key',
  body: {
    kind: 'json',
    schema: z.strictObject({
      role,
      reader_id: id('For a student or reader key: whose.').nullable().optional(),
      label,
    }),
    limitBytes: 256_000,
  },
  once: 'secret',
  answer: { status: 201, description: 'The key.', schema: IssuedKey },
  handle: ({ flows }, { caller, body }) =>
    flows.keys.issue(caller, { ...body, reader_id: body.reader_id ?? null }),
})

const rotateKey = endpoint({
  method: 'post',
  path: '/keys/{key_id}/rotation',
  operationId: 'rotateKey',
  tag,
  summary: 'A new secret for the same role; the old one works a day longer',
  params,
  once: 'secret',
  answer: { status: 201, description: 'The key that takes its place.', schema: IssuedKey },
  handle: ({ flows }, { caller, params }) => flows.keys.rotate(caller, params.key_id),
})

const revokeKey = endpoint({
  method: 'delete',
  path: '/keys/{key_id}',
  operationId: 'revokeKey',
  tag,
  summary: 'Revokes a key at once',
  params,
  answer: { status: 204, description: 'It works no longer.' },
  handle: ({ flows }, { caller, params }) => flows.keys.revoke(caller, params.key_id),
})

export const keys = [listKeys, issueKey, rotateKey, revokeKey]
