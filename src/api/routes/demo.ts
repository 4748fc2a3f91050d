import type { IncomingMessage } from 'node:http'
import { ShelftalkError } from '../../core/domain/errors.ts'
import { isFromThisMachine } from '../door/this-machine.ts'
import { endpoint } from '../endpoint.ts'
import { id, listOf, role } from '../schemas.ts'
import { z } from '../zod.ts'

const tag = 'Demo'

const readDemoKey = endpoint({
  method: 'get',
  path: '/demo/key',
  operationId: 'readDemoKey',
  tag,
  summary: 'The key of the invented school, for a page on this very machine',
  access: 'open',
  answer: {
    status: 200,
    description: 'The key.',
    schema: z.object({ key: z.string(), school_name: z.string(), invented: z.boolean() }),
  },
  handle: async ({ flows }, { req }) => open(req, flows.demoKey()),
})

const listDemoPeople = endpoint({
  method: 'get',
  path: '/demo/people',
  operationId: 'listDemoPeople',
  tag,
  summary: 'Whom one may be in the invented school, from this very machine',
  access: 'open',
  answer: {
    status: 200,
    description: 'Invented people.',
    schema: listOf(z.object({ person_id: z.string(), role, name: z.string().nullable() })),
  },
  async handle({ flows }, { req }) {
    const people = await open(req, flows.demoPeople()).list()
    return { items: people.map(({ person_id, role, name }) => ({ person_id, role, name })) }
  },
})

const signInAsDemoPerson = endpoint({
  method: 'post',
  path: '/demo/sign-in',
  operationId: 'signInAsDemoPerson',
  tag,
  summary: 'Signs in as one of them',
  access: 'open',
  once: 'never',
  body: {
    kind: 'json',
    schema: z.strictObject({ person_id: id('One of `GET /demo/people`.') }),
    limitBytes: 1_000,
  },
  answer: { status: 204, description: 'Signed in, with a cookie.' },
  problems: ['forbidden'],
  async handle({ flows, browser }, { body, req, res }) {
    browser.session.set(res, await open(req, flows.demoPeople()).signIn(body.person_id))
  },
})

/** What is there for this machine alone. Throws `not_found` for anybody else, and where there is no demo. */
function open<T>(req: IncomingMessage, demo: T | null): T {
  if (demo !== null && isFromThisMachine(req)) return demo
  throw new ShelftalkError('not_found', 'There is no demo school here.')
}

export const demo = [readDemoKey, listDemoPeople, signInAsDemoPerson]
