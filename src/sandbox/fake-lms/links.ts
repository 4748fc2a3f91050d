import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { bodyOf } from '../body.ts'

const lti = 'https://purl.imsglobal.org/spec/lti/claim/'
const dl = 'https://purl.imsglobal.org/spec/lti-dl/claim/'

const maxBytes = 256 * 1024

/** A link of the tool's that stands in the course. */
export interface CourseLink {
  id: string
  title: string
  custom: Readonly<Record<string, string>>
}

/** What teachers let the tool put into the course. */
export interface Links {
  all: CourseLink[]
  /** The settings of a launch for deep linking: one link, in a frame. */
  settings(): Record<string, unknown>
  /** Takes what the tool sends back; false when the request is none of this. */
  answer(req: IncomingMessage, res: ServerResponse): Promise<boolean>
}

/** Believes an answer of the tool's only when everything about it holds, and each once. */
export function createLinks({
  url,
  clientId,
  toolKeys,
}: Readonly<Record<'url' | 'clientId', string>> & { toolKeys: string | null }): Links {
  const wanted = new Set<string>()
  const nonces = new Set<unknown>()
  const read = async (jwt: string): Promise<CourseLink[]> => {
    const { payload } = await jwtVerify(jwt, createRemoteJWKSet(new URL(toolKeys ?? 'none:')), {
      ...{ issuer: clientId, audience: url, algorithms: ['RS256'], maxTokenAge: '5 minutes' },
      requiredClaims: ['exp', 'nonce'],
    })
    const holds =
      payload[`${lti}message_type`] === 'LtiDeepLinkingResponse' &&
      payload[`${lti}version`] === '1.3.0' &&
      payload[`${lti}deployment_id`] === '1' &&
      !nonces.has(payload.nonce) &&
      wanted.delete(String(payload[`${dl}data`]))
    if (!holds) throw new Error('the answer is not as it should be')
    nonces.add(payload.nonce)
    const items = payload[`${dl}content_items`] as (Omit<CourseLink, 'id'> & { type: string })[]
    if (items.length > 1 || items.some(({ type }) => type !== 'ltiResourceLink'))
      throw new Error('one link was asked for')
    return items.map(({ title, custom }) => ({ id: `link-${randomUUID()}`, title, custom }))
  }
  const links: Links = {
    all: [],
    settings() {
      const data = randomUUID()
      wanted.add(data)
      return {
        ...{ deep_link_return_url: `${url}/links`, accept_types: ['ltiResourceLink'], data },
        ...{ accept_presentation_document_targets: ['iframe'], accept_multiple: false },
      }
    },
    async answer(req, res) {
      if (req.method !== 'POST' || req.url !== '/links') return false
      const jwt = new URLSearchParams(await bodyOf(req, maxBytes)).get('JWT') ?? ''
      const added = await read(jwt).catch((error: unknown) => String(error))
      const isTaken = typeof added !== 'string'
      if (isTaken) links.all.push(...added)
      const said = isTaken ? `Links added: ${added.length}` : added
      res
        .writeHead(isTaken ? 200 : 400, { 'Content-Type': 'text/html; charset=utf-8' })
        .end(
          `<!doctype html><html lang="en"><title>Course</title><p>${said}</p><a href="/" target="_top">Course</a>`,
        )
      return true
    },
  }
  return links
}
