// A learning platform as Canvas or Moodle is one, as far as launching a tool goes: somebody else's server, for tests and for
// playing. It is strict towards the tool, and signs whatever a test wants signed.
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { createFakeServices, type FakeServices } from './advantage.ts'
import { createLinks, type Links } from './links.ts'
import { createRegistrations, type Registrations } from './registration.ts'
import { forgerPage, type PlatformStorage, storageField, storageOf } from './storage.ts'

const lti = 'https://purl.imsglobal.org/spec/lti/claim/'

/** Somebody who sits before the platform. */
export interface Person {
  /** Null: a visitor whom the platform does not know. */
  sub: string | null
  roles: readonly string[]
}

/** The tool as it is registered there. */
export interface Tool {
  login: string
  redirectUri: string
  target: string
  /** Where launches for deep linking go; without it there are none. */
  deepLink?: string
}

export interface Launching {
  person: Person
  deploymentId: string
  contextId?: string
  linkId?: string
  custom?: Readonly<Record<string, unknown>>
  locale?: string
  /** Whether it tells of its roster and gradebook. */
  services?: boolean
  /** What it wants a link for; then the launch is for deep linking. */
  deepLinking?: Readonly<Record<string, unknown>>
}

export interface FakeLms {
  url: string
  clientId: string
  jwksUrl: string
  authUrl: string
  /** Keys that it publishes, by id; a test may take one away or add one. */
  keys: Map<string, JWK>
  /** What it answers for its keys instead, as an outage would. */
  jwksAnswer: { status: number; type: string; text: string } | null
  jwksAsked: number
  /** Whether its page keeps things for tools, and how well. */
  storage: PlatformStorage
  services: FakeServices
  links: Links
  /** What begins a launch at the tool. */
  loginFields(tool: Tool, launching: Launching): Record<string, string>
  /** The claims of a launch, for what the tool asked at the authorization address. */
  claims(asked: URLSearchParams, tool: Tool, launching: Launching): Record<string, unknown>
  /** Signs with its own key unless another, or another header, is wanted. */
  sign(
    claims: Record<string, unknown>,
    wanted?: { kid?: string; key?: CryptoKey; header?: object },
  ): Promise<string>
  /** How tools register themselves here. */
  registrations: Registrations
  rotate(): Promise<string>
  close(): Promise<void>
}

const instructor = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor'
const learner = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Learner'
export const aStudent = (sub: string): Person => ({ sub, roles: [learner] })
export const persons = {
  ada: { sub: '2', roles: [learner] },
  teacher: { sub: '3', roles: [instructor] },
  visitor: { sub: null, roles: [] },
} as const satisfies Record<string, Person>

/** Listens on a port of this machine. Its page offers launches of the tool, `tool` or one that registered, to be tried by hand. */
export async function startFakeLms({
  tool,
  port = 0,
  toolKeys = null,
  seenAt = async (at) => `http://127.0.0.1:${at}`,
}: {
  tool?: Tool
  port?: number
  /** Where the tool publishes its keys: without, it gives no access tokens. */
  toolKeys?: string | null
  /** The address at which others see what listens on the port: another, where a proxy stands before it. */
  seenAt?: (port: number) => Promise<string>
} = {}): Promise<FakeLms> {
  const ring = new Map<string, CryptoKey>()
  const keys = new Map<string, JWK>()
  const waiting = new Map<string, { tool: Tool; launching: Launching }>()
  let current = ''
  let launches = 0
  const server = createServer((req, res) => void answer(req, res).catch(() => res.writeHead(500).end()))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const url = await seenAt((server.address() as AddressInfo).port)
  // Ports come back: another platform that listened here was another client.
  const clientId = `shelftalk-${randomUUID()}`
  const addresses = { url, clientId, jwksUrl: `${url}/jwks`, authUrl: `${url}/auth` }
  const lms: FakeLms = {
    ...addresses,
    registrations: createRegistrations(addresses),
    services: createFakeServices({ url, clientId, toolKeys }),
    links: createLinks({ url, clientId, toolKeys }),
    ...{ keys, jwksAnswer: null, jwksAsked: 0, storage: 'none' },
    loginFields(to, launching) {
      const hint = `hint-${++launches}`
      waiting.set(hint, { tool: to, launching })
      return {
        ...{ iss: url, login_hint: hint, target_link_uri: to.target, client_id: lms.clientId },
        ...{ lti_deployment_id: launching.deploymentId, lti_message_hint: `message-${hint}` },
        ...storageField(lms.storage),
      }
    },
    claims(
      asked,
      to,
      {
        person,
        deploymentId,
        contextId = 'course-1',
        linkId = 'link-1',
        custom = {},
        locale = 'en',
        services,
        deepLinking,
      },
    ) {
      const now = Math.floor(Date.now() / 1000)
      return {
        ...{ iss: url, aud: lms.clientId, iat: now, exp: now + 60, nonce: asked.get('nonce') },
        ...(person.sub === null ? {} : { sub: person.sub }),
        [`${lti}version`]: '1.3.0',
        [`${lti}message_type`]: 'LtiResourceLinkRequest',
        [`${lti}deployment_id`]: deploymentId,
        [`${lti}target_link_uri`]: to.target,
        [`${lti}resource_link`]: { id: linkId },
        [`${lti}context`]: { id: contextId, title: 'Books' },
        [`${lti}roles`]: person.roles,
        [`${lti}custom`]: custom,
        [`${lti}launch_presentation`]: { locale },
        ...(services === true ? lms.services.claims(contextId) : {}),
        ...(deepLinking === undefined
          ? {}
          : {
              [`${lti}message_type`]: 'LtiDeepLinkingRequest',
              'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings': deepLinking,
            }),
      }
    },
    sign(claims, { kid = current, key, header = {} } = {}) {
      const by = key ?? ring.get(current)
      if (by === undefined) throw new Error('there is no key')
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, ...header }).sign(by)
    },
    async rotate() {
      const { publicKey, privateKey } = await generateKeyPair('RS256', {
        modulusLength: 2048,
        extractable: true,
      })
      current = `key-${ring.size + 1}`
      ring.set(current, privateKey)
      keys.set(current, { ...(await exportJWK(publicKey)), kid: current, alg: 'RS256', use: 'sig' })
      return current
    },
    close: () => closed(server),
  }
  await lms.rotate()

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const asked = new URL(req.url ?? '/', url)
    if (asked.pathname === '/jwks') {
      lms.jwksAsked++
      const { status, type, text } = lms.jwksAnswer ?? {
        ...{ status: 200, type: 'application/json' },
        text: JSON.stringify({ keys: [...keys.values()] }),
      }
      res.writeHead(status, { 'Content-Type': type }).end(text)
    } else if (asked.pathname === '/auth') await authorize(asked.searchParams, res)
    else if (asked.pathname === '/forger') res.writeHead(200, html).end(forgerPage)
    else if (asked.pathname === '/') {
      const known = lms.registrations.tool ?? tool
      if (known === undefined) res.writeHead(303, { Location: '/admin' }).end()
      else res.writeHead(200, html).end(coursePage(known, asked.searchParams.get('student')))
    } else {
      const rooms = [lms.services, lms.links, lms.registrations]
      for (const room of rooms) if (await room.answer(req, res)) return
      res.writeHead(404).end()
    }
  }

  async function authorize(asked: URLSearchParams, res: ServerResponse): Promise<void> {
    const launch = waiting.get(asked.get('login_hint') ?? '')
    const wrong =
      launch === undefined ||
      asked.get('client_id') !== lms.clientId ||
      asked.get('redirect_uri') !== launch.tool.redirectUri ||
      asked.get('scope') !== 'openid' ||
      asked.get('response_mode') !== 'form_post'
    if (wrong) {
      res.writeHead(400).end('The request of the tool is not as it should be.')
      return
    }
    waiting.delete(asked.get('login_hint') ?? '')
    const token = await lms.sign(lms.claims(asked, launch.tool, launch.launching))
    res
      .writeHead(200, html)
      .end(
        `<!doctype html><form method="post" action="${launch.tool.redirectUri}">${inputs({ state: asked.get('state') ?? '', id_token: token, ...storageField(lms.storage) })}<button>Open</button></form><script>document.forms[0].submit()</script>`,
      )
  }

  /** `student`: the number of another student who may open the tool there. */
  function coursePage(to: Tool, student: string | null): string {
    const button = (name: string, more: Omit<Launching, 'deploymentId'>, target = to.target): string => {
      const fields = lms.loginFields({ ...to, target }, { ...more, deploymentId: '1', services: true })
      return `<form method="post" action="${to.login}" target="tool">${inputs(fields)}<button>${name}</button></form>`
    }
    const people: [string, Person][] = Object.entries(persons)
    if (student !== null && /^\w{1,20}$/.test(student)) people.push([`student ${student}`, aStudent(student)])
    const buttons = people.map(([name, person]) => button(name, { person }))
    const linking = { person: persons.teacher, deepLinking: lms.links.settings() }
    if (to.deepLink !== undefined) buttons.push(button('teacher adds a link', linking, to.deepLink))
    for (const { id, title, custom } of lms.links.all)
      for (const [name, person] of people)
        buttons.push(
          button(`${name} opens ${title.replace(/[^\p{L}\p{N} ]/gu, '')}`, { person, custom, linkId: id }),
        )
    return `<!doctype html><html lang="en"><title>Invented course</title><style>body{font:1rem system-ui,sans-serif}form{display:inline-block;margin:.2rem}iframe{display:block;max-width:100%}</style><h1>Invented course</h1>${buttons.join('')}<form action="/"><label>Another student, by number <input name="student" size="6"></label> <button>Show</button></form><iframe name="tool" title="Tool" width="900" height="700"></iframe>${storageOf(lms.storage)}</html>`
  }
  return lms
}

const inputs = (fields: Record<string, string>): string =>
  Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
    .join('')

const html = { 'Content-Type': 'text/html; charset=utf-8' }
const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
