import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ShelftalkError } from '../../core/domain/errors.ts'
import { isLocal, isUnderOwnName } from './this-machine.ts'

/** A cookie of ours. Its value is a secret of letters, digits, dashes and underscores. */
export interface Cookie {
  read(req: IncomingMessage): string | null
  set(res: ServerResponse, value: string): void
  clear(res: ServerResponse): void
}

/** What only a browser brings: where it believes to be, and cookies. */
export interface Browser {
  session: Cookie
  /** The state of a sign-in on its way, so that nobody finishes one that another browser began. */
  signIn: Cookie
  /** The address under which the browser sees us. Throws `not_found` where people cannot sign in. */
  originOf(req: IncomingMessage): string
  /** Throws `forbidden` unless a write comes from a page of ours, which knows the session's token. */
  requireOwnPage(req: IncomingMessage, csrfToken: string): void
}

const csrfHeader = 'x-csrf-token'
const maxCookieLength = 200

/** `publicUrl`: our origin as people see it; null when only this very machine is served. */
export function createBrowser(publicUrl: string | null): Browser {
  const isSecure = publicUrl?.startsWith('https:') ?? false
  const originOf = (req: IncomingMessage): string => {
    if (publicUrl !== null) return publicUrl
    if (isLocal(req) && isUnderOwnName(req)) return `http://${req.headers.host}`
    throw new ShelftalkError(
      'not_found',
      'People cannot sign in here: whoever runs the service must set SHELFTALK_PUBLIC_URL.',
    )
  }
  return {
    session: cookie('shelftalk_session', isSecure),
    signIn: cookie('shelftalk_sign_in', isSecure),
    originOf,
    requireOwnPage(req, csrfToken) {
      const { origin, 'sec-fetch-site': site } = req.headers
      const isOwn = origin === undefined ? site === 'same-origin' : origin === originOf(req)
      if (!isOwn || !isSame(String(req.headers[csrfHeader] ?? ''), csrfToken)) {
        throw new ShelftalkError(
          'forbidden',
          'This did not come from a page of ours. Reload the page, and send its token as X-CSRF-Token.',
        )
      }
    },
  }
}

/** `__Host-` keeps a cookie from being set by a neighbouring domain or without TLS; plain HTTP has no such thing. */
function cookie(plainName: string, isSecure: boolean): Cookie {
  const name = isSecure ? `__Host-${plainName}` : plainName
  const wanted = new RegExp(`(?:^|;) *${name}=([\\w-]{1,${maxCookieLength}}) *(?:;|$)`)
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
  return {
    read: (req) => wanted.exec(req.headers.cookie ?? '')?.[1] ?? null,
    set: (res, value) => void res.appendHeader('Set-Cookie', `${name}=${value}; ${attributes}`),
    clear: (res) => void res.appendHeader('Set-Cookie', `${name}=; ${attributes}; Max-Age=0`),
  }
}

function isSame(sent: string, right: string): boolean {
  const [a, b] = [Buffer.from(sent), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
