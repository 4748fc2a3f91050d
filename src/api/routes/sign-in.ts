import { Redirect } from '../answers/answer.ts'
import { endpoint } from '../endpoint.ts'
import { id, listOf, role } from '../schemas.ts'
import { z } from '../zod.ts'
import { platform } from './links.ts'

const tag = 'Sign-in'
const callbackPath = '/sign-in/callback'

/** A path of ours and nothing that a browser takes for another site's address. */
const ownPath = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\x21-\x7e]*$/, 'must be a path of this site')

const listProviders = endpoint({
  method: 'get',
  path: '/sign-in',
  operationId: 'listSignInProviders',
  tag,
  summary: 'Where people may sign in',
  access: 'open',
  query: z.strictObject({ school: id('Of this school only.').optional() }),
  answer: {
    status: 200,
    description: 'By label. A person follows `GET /sign-in/{provider_id}`.',
    schema: listOf(z.object({ provider_id: z.string(), label: z.string(), school_name: z.string() })),
  },
  handle: async ({ flows }, { query }) => ({ items: await flows.signIn.providers(query.school ?? null) }),
})

const complete = endpoint({
  method: 'get',
  path: callbackPath,
  operationId: 'completeSignIn',
  tag,
  summary: 'Where a provider sends the browser back to',
  access: 'open',
  forPeople: true,
  // Providers add what they like.
  query: z.looseObject({}),
  answer: {
    status: 303,
    description: 'Signed in, with a cookie, and on the way to the page that was wanted.',
  },
  problems: ['unauthenticated', 'forbidden'],
  async handle({ flows, browser }, { req, res }) {
    const state = browser.signIn.read(req)
    browser.signIn.clear(res)
    const url = `${browser.originOf(req)}${req.url}`
    const { secret, return_path } = await flows.signIn.complete({ url, state })
    browser.session.set(res, secret)
    return new Redirect(return_path)
  },
})

const begin = endpoint({
  method: 'get',
  path: '/sign-in/{provider_id}',
  operationId: 'beginSignIn',
  tag,
  summary: 'Sends the browser to the provider',
  access: 'open',
  forPeople: true,
  params: z.strictObject({ provider_id: id('The provider.') }),
  query: z.strictObject({ return_path: ownPath.default('/') }),
  answer: { status: 303, description: 'On the way to the provider.' },
  async handle({ flows, browser }, { params, query, req, res }) {
    const { url, state } = await flows.signIn.begin(params.provider_id, {
      redirect_uri: `${browser.originOf(req)}${callbackPath}`,
      return_path: query.return_path,
    })
    browser.signIn.set(res, state)
    return new Redirect(url)
  },
})

const signOut = endpoint({
  method: 'post',
  path: '/sign-out',
  operationId: 'signOut',
  tag,
  summary: 'Ends the session',
  answer: { status: 204, description: 'The session is over, here and in every copy of its cookie.' },
  async handle({ flows, browser }, { caller, res }) {
    await flows.sessions.signOut(caller)
    browser.session.clear(res)
  },
})

const Me = z
  .object({
    role,
    school_name: z.string(),
    invented: z.boolean().openapi({ description: 'Of the demo school: nobody real.' }),
    person_id: z.string().nullable(),
    name: z.string().nullable(),
    student_id: z
      .string()
      .nullable()
      .openapi({ description: 'Whose own lists these are, for a student or reader.' }),
    platforms: z
      .array(platform)
      .openapi({ description: 'Where this service is connected, so that accounts can be linked.' }),
    class_ids: z.array(z.string()).openapi({ description: "A teacher's classes, or those a student is in." }),
    csrf_token: z.string().nullable().openapi({
      description: 'To be sent as X-CSRF-Token with every write of this session; null with a key.',
    }),
  })
  .openapi('Me')

const readMe = endpoint({
  method: 'get',
  path: '/me',
  operationId: 'readMe',
  tag,
  summary: 'Who asks',
  answer: { status: 200, description: 'The person of the session, or what the key stands for.', schema: Me },
  handle: async ({ flows }, { caller, csrfToken }) => ({
    ...(await flows.sessions.me(caller)),
    platforms: [...flows.platforms()],
    csrf_token: csrfToken,
  }),
})

// The callback comes before the providers, whose ids its name might be.
export const signIn = [listProviders, complete, begin, signOut, readMe]
