// Dynamic registration as a platform offers it to tools: strict about what a tool sends, with the manners of one product.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { bodyOf, parsed } from '../body.ts'

const toolConfiguration = 'https://purl.imsglobal.org/spec/lti-tool-configuration'
const platformConfiguration = 'https://purl.imsglobal.org/spec/lti-platform-configuration'

const maxBytes = 64 * 1024

/** Canvas wants its token for the configuration too; Moodle tells a deployment at once, and has the tool wait. */
export type Manners = 'canvas' | 'moodle'

/** A tool that registered. */
interface RegisteredTool {
  login: string
  redirectUri: string
  target: string
  state: 'pending' | 'active'
  deploymentId: string | null
  /** What it sent. */
  sent: Readonly<Record<string, unknown>>
}

export interface Registrations {
  manners: Manners
  /** What it says of itself instead: another issuer, addresses elsewhere, a name. */
  says: Record<string, unknown>
  /** What it adds to its answer to a tool. */
  answers: Record<string, unknown>
  tool: RegisteredTool | null
  /** Whether tools are given a token. */
  givesToken: boolean
  /** How often its configuration was asked for, and a tool sent. */
  asked: { configuration: number; registration: number }
  configurationUrl: string
  /** Where the browser of an admin goes with the address of a tool. */
  startUrl(address: string): string
  activate(): void
  /** Answers what belongs to registering; false for anything else. */
  answer(req: IncomingMessage, res: ServerResponse): Promise<boolean>
}

interface Platform {
  url: string
  clientId: string
  authUrl: string
  jwksUrl: string
}

/** What a platform has to register tools, which it does one at a time. */
export function createRegistrations(platform: Platform): Registrations {
  /** Tokens that were given and not used up. */
  const tokens = new Set<string>()
  const paths = { configuration: '/registration/openid-configuration', register: '/registration/tools' }
  const made: Registrations = {
    ...{ manners: 'moodle', says: {}, answers: {}, tool: null, givesToken: true },
    asked: { configuration: 0, registration: 0 },
    configurationUrl: `${platform.url}${paths.configuration}`,
    startUrl(address) {
      const url = new URL(address)
      url.searchParams.set('openid_configuration', made.configurationUrl)
      const token = randomUUID()
      tokens.add(token)
      if (made.givesToken) url.searchParams.set('registration_token', token)
      return url.href
    },
    activate() {
      if (made.tool !== null) made.tool.state = 'active'
    },
    async answer(req, res) {
      const url = new URL(req.url ?? '/', platform.url)
      if (url.pathname === paths.configuration) configuration(req, res)
      else if (url.pathname === paths.register && req.method === 'POST') await register(req, res)
      else if (url.pathname === '/admin') adminPage(url, res)
      else if (url.pathname === '/admin/activate' && req.method === 'POST') {
        made.activate()
        res.writeHead(303, { Location: '/admin' }).end()
      } else return false
      return true
    },
  }
  const hasToken = (req: IncomingMessage): boolean =>
    !made.givesToken || tokens.has(/^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '')

  function configuration(req: IncomingMessage, res: ServerResponse): void {
    made.asked.configuration++
    if (made.manners === 'canvas' && !hasToken(req)) json(res, 401, { error: 'Access token missing' })
    else
      json(res, 200, {
        ...{ issuer: platform.url, authorization_endpoint: platform.authUrl, jwks_uri: platform.jwksUrl },
        ...{
          token_endpoint: `${platform.url}/token`,
          registration_endpoint: `${platform.url}${paths.register}`,
        },
        ...{ response_types_supported: ['id_token'], id_token_signing_alg_values_supported: ['RS256'] },
        [platformConfiguration]: {
          product_family_code: made.manners,
          ...(made.manners === 'canvas'
            ? { 'https://canvas.instructure.com/lti/account_name': 'Harbour School' }
            : {}),
        },
        ...made.says,
      })
  }

  async function register(req: IncomingMessage, res: ServerResponse): Promise<void> {
    made.asked.registration++
    const [, token = ''] = /^Bearer (.+)$/.exec(req.headers.authorization ?? '') ?? []
    if (!hasToken(req)) return json(res, 401, { error: 'token_already_used' })
    const sent = (parsed(await bodyOf(req, maxBytes)) ?? {}) as Record<string, unknown>
    const wrong = whatIsWrong(sent)
    if (wrong !== null) return json(res, 400, { error: wrong })
    tokens.delete(token)
    const isMoodle = made.manners === 'moodle'
    made.tool = {
      ...{ login: String(sent.initiate_login_uri), redirectUri: (sent.redirect_uris as string[])[0] ?? '' },
      target: String((sent[toolConfiguration] as Record<string, unknown>).target_link_uri),
      ...{ state: isMoodle ? 'pending' : 'active', deploymentId: isMoodle ? '1' : null, sent },
    }
    json(res, 200, {
      ...sent,
      client_id: platform.clientId,
      [toolConfiguration]: {
        ...(sent[toolConfiguration] as object),
        ...(isMoodle ? { deployment_id: '1' } : {}),
      },
      ...made.answers,
    })
  }

  /** Where an admin pastes the address of a tool, and sees what became of it. */
  function adminPage(url: URL, res: ServerResponse): void {
    const address = url.searchParams.get('address')
    const isAddress = address !== null && URL.canParse(address)
    const frame = isAddress
      ? `<iframe name="tool" title="Tool" width="700" height="500" src="${escaped(made.startUrl(address))}"></iframe>
<script>addEventListener('message', (event) => { if (event.data?.subject === 'org.imsglobal.lti.close') location.href = '/admin' })</script>`
      : ''
    const { tool } = made
    const state =
      tool === null
        ? '<p>No tool is registered.</p>'
        : `<p>The tool is ${tool.state}. Its login is at <code>${escaped(tool.login)}</code>.</p>`
    const activate =
      tool?.state === 'pending'
        ? '<form method="post" action="/admin/activate"><button>Activate</button></form>'
        : ''
    res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(
      `<!doctype html><html lang="en"><title>Invented platform</title><h1>Tools of an invented platform</h1>${state}${activate}
<form action="/admin"><label>Address of the tool <input name="address" size="60"></label> <button>Register</button></form>${frame}</html>`,
    )
  }
  return made
}

/** As text in markup. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const isList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')

/** What a platform would send a tool away for; null when all is as it should be (lti-dr v1p0, section 3.5). */
function whatIsWrong(sent: Readonly<Record<string, unknown>>): string | null {
  const tool = sent[toolConfiguration] as Readonly<Record<string, unknown>> | undefined
  if (sent.application_type !== 'web') return 'application_type'
  if (!isList(sent.response_types) || !sent.response_types.includes('id_token')) return 'response_types'
  const grants = isList(sent.grant_types) ? sent.grant_types : []
  if (!['implicit', 'client_credentials'].every((one) => grants.includes(one))) return 'grant_types'
  if (!isList(sent.redirect_uris)) return 'redirect_uris'
  if (sent.token_endpoint_auth_method !== 'private_key_jwt') return 'token_endpoint_auth_method'
  if (typeof sent.scope !== 'string') return 'scope'
  const addresses = [sent.initiate_login_uri, sent.jwks_uri, ...sent.redirect_uris, tool?.target_link_uri]
  if (!addresses.every((one) => typeof one === 'string' && URL.canParse(one))) return 'addresses'
  if (addresses.some((one) => new URL(String(one)).host !== tool?.domain)) return 'domain'
  if (typeof sent.client_name !== 'string' || sent.client_name === '') return 'client_name'
  if (!isList(tool?.claims)) return 'claims'
  const messages = Array.isArray(tool?.messages) ? (tool.messages as Record<string, unknown>[]) : []
  return messages.every(({ type }) => type === 'LtiResourceLinkRequest' || type === 'LtiDeepLinkingRequest')
    ? null
    : 'messages'
}

const json = (res: ServerResponse, status: number, value: unknown): void =>
  void res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
