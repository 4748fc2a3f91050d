// What the stand-in offers tools beside launches: access tokens, rosters and a gradebook.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { bodyOf } from '../body.ts'
import { createFakeGrades, type FakeGrades } from './grades.ts'
import { createFakeMembers, type FakeMembers } from './members.ts'
import { createFakeTokens, type FakeTokens } from './tokens.ts'

const ags = 'https://purl.imsglobal.org/spec/lti-ags/'
const nrps = 'https://purl.imsglobal.org/spec/lti-nrps/'
const container = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json'
const scoreType = 'application/vnd.ims.lis.v1.score+json'
const maxBytes = 64 * 1024
export const agsScopes = { score: `${ags}scope/score`, results: `${ags}scope/result.readonly` }

export interface FakeServices {
  tokens: FakeTokens
  members: FakeMembers
  grades: FakeGrades
  tokenUrl: string
  /** Requests to services that bore no token that holds. */
  unauthorised: number
  /** What it answers to the next requests of services instead. */
  faults: { status: number; text: string }[]
  /** The claims by which a launch in this course tells of them. */
  claims(contextId: string, scopes?: readonly string[]): Record<string, unknown>
  /** Where the scores of a course's link are kept, with a query as Moodle has it. */
  lineItem(contextId: string): string
  /** Answers the request; false when it is for none of them. */
  answer(req: IncomingMessage, res: ServerResponse): Promise<boolean>
}

export function createFakeServices(lms: {
  url: string
  clientId: string
  toolKeys: string | null
}): FakeServices {
  const { url, clientId, toolKeys } = lms
  const tokenUrl = `${url}/token`
  const tokens = createFakeTokens({ clientId, audience: tokenUrl, toolKeys })
  const [members, grades] = [createFakeMembers(), createFakeGrades()]
  const itemPath = (contextId: string): string => `/line-items/${contextId}/lineitem`
  const may = (req: IncomingMessage, scope: string): boolean => {
    const holds = tokens.holds(req.headers.authorization, scope)
    if (!holds) made.unauthorised++
    return holds
  }
  const tellMembers: Answer = (req, asked) => {
    if (!may(req, `${nrps}scope/contextmembership.readonly`)) return { status: 401, text: '' }
    const page = members.page(asked)
    if (page === null || req.headers.accept !== container) return { status: 404, text: '' }
    const link = page.next === null ? {} : { Link: `<${page.next}>; rel="next"` }
    const text = JSON.stringify({ id: asked.href, context: { id: 'c' }, members: page.members })
    return { status: 200, headers: { 'Content-Type': container, ...link }, text }
  }
  const takeScore: Answer = async (req, asked) => {
    if (!may(req, agsScopes.score)) return { status: 401, text: '' }
    if (req.headers['content-type'] !== scoreType) return { status: 415, text: '' }
    const lineItem = asked.pathname.replace(/\/scores$/, '')
    const score = JSON.parse(await bodyOf(req, maxBytes)) as Record<string, unknown>
    return grades.enter(lineItem, { url: asked.href, score })
  }
  const tellResults: Answer = (req, asked) => {
    if (!may(req, agsScopes.results)) return { status: 401, text: '' }
    const lineItem = asked.pathname.replace(/\/results$/, '')
    const results = grades.results(lineItem, asked.searchParams.get('user_id'))
    return { status: 200, text: JSON.stringify(results) }
  }
  const wayOf = (req: IncomingMessage, { pathname }: URL): Answer | null => {
    if (req.method === 'GET' && pathname.startsWith('/members/')) return tellMembers
    if (!pathname.startsWith('/line-items/')) return null
    if (req.method === 'POST' && pathname.endsWith('/scores')) return takeScore
    return req.method === 'GET' && pathname.endsWith('/results') ? tellResults : null
  }
  const made: FakeServices = {
    ...{ tokens, members, grades, tokenUrl, unauthorised: 0, faults: [] },
    claims: (contextId, scopes = Object.values(agsScopes)) => ({
      [`${nrps}claim/namesroleservice`]: {
        context_memberships_url: `${url}/members/${contextId}`,
        service_versions: ['2.0'],
      },
      [`${ags}claim/endpoint`]: {
        ...{ scope: scopes, lineitem: made.lineItem(contextId) },
        lineitems: `${url}/line-items/${contextId}`,
      },
    }),
    lineItem(contextId) {
      grades.lineItems.add(itemPath(contextId))
      return `${url}${itemPath(contextId)}?type_id=2`
    },
    async answer(req, res) {
      const asked = new URL(req.url ?? '/', url)
      if (req.method === 'POST' && asked.pathname === '/token') {
        const { status, type, text } = await tokens.grant(new URLSearchParams(await bodyOf(req, maxBytes)))
        res.writeHead(status, { 'Content-Type': type }).end(text)
        return true
      }
      const way = wayOf(req, asked)
      if (way === null) return false
      const answered: Answered = made.faults.shift() ?? (await way(req, asked))
      const { status, text, headers = {} } = answered
      res.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(text)
      return true
    },
  }
  return made
}

type Answered = { status: number; text: string; headers?: Record<string, string> }
type Answer = (req: IncomingMessage, asked: URL) => Answered | Promise<Answered>
