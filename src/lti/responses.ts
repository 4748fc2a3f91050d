import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'

const always = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

export function send(res: ServerResponse, status: number, type: string, text: string): void {
  res.writeHead(status, { ...always, 'Content-Type': `${type}; charset=utf-8` }).end(text)
}

/** A page that may be framed by these origins; null: by anybody, for what holds no data and no control. */
export function page(
  res: ServerResponse,
  status: number,
  text: string,
  framedBy: readonly string[] | null,
): void {
  res.setHeader('Content-Security-Policy', policy(framedBy, "form-action 'self'"))
  send(res, status, 'text/html', text)
}

/** A page with one script, which is told its nonce; `formsTo` is the one place that its forms may go to. */
export function pageWithScript(
  res: ServerResponse,
  text: (nonce: string) => string,
  { framedBy, formsTo = "'self'" }: { framedBy: readonly string[]; formsTo?: string },
): void {
  const nonce = randomBytes(16).toString('base64')
  res.setHeader(
    'Content-Security-Policy',
    policy(framedBy, `form-action ${formsTo}; script-src 'nonce-${nonce}'`),
  )
  send(res, 200, 'text/html', text(nonce))
}

/** What is the same for everybody, and may be kept for some minutes. */
export function sendPublic(res: ServerResponse, json: unknown): void {
  const headers = {
    ...always,
    'Cache-Control': 'public, max-age=300',
    'Content-Type': 'application/json; charset=utf-8',
  }
  res.writeHead(200, headers).end(JSON.stringify(json))
}

function policy(framedBy: readonly string[] | null, more: string): string {
  const ancestors = framedBy === null ? '*' : framedBy.length === 0 ? "'self'" : framedBy.join(' ')
  return `default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors ${ancestors}; ${more}`
}

export function redirect(res: ServerResponse, to: string): void {
  res.writeHead(303, { ...always, Location: to }).end()
}

/** Seconds that each cookie is kept. */
const kept = { proof: 43_200, session: 28_800, gone: 600 }

/** A cookie of ours: what for, of which launch, and the origin that it is for. */
export interface OurCookie {
  origin: string
  what: keyof typeof kept
  launch: string
}

/** Over https no neighbour under the same domain can set it (RFC 6265bis, __Host-). */
export const cookieName = ({ origin, what, launch }: OurCookie): string =>
  `${origin.startsWith('https:') ? '__Host-' : ''}st_${what}_${launch}`

/** Kept apart for each launch, so that tabs do not meet, and for each site that frames us (Partitioned). An empty one ends. */
export const cookieFor = (cookie: OurCookie, value: string): string =>
  `${cookieName(cookie)}=${value}; Path=/; HttpOnly; Secure; SameSite=None; Partitioned; Max-Age=${value === '' ? 0 : kept[cookie.what]}`
