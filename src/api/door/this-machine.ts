import type { IncomingMessage } from 'node:http'
import { isLoopbackName } from '../../core/domain/loopback.ts'

const forwarding = /^(forwarded|via|x-forwarded-.*|x-real-ip)$/

/** Whether a request comes from this very machine, and not through a proxy on it, trusted or not. */
export function isLocal(req: IncomingMessage): boolean {
  const proxied = Object.keys(req.headers).some((name) => forwarding.test(name))
  return !proxied && /^(::1|(::ffff:)?127\.[\d.]+)$/.test(req.socket.remoteAddress ?? '')
}

/**
 * From a program or page of this machine. What Host says matters as well: a strange page whose own name was made
 * to point to 127.0.0.1 (DNS rebinding) also comes from here, but under that name; and what came through a tunnel
 * or another program's port names that port.
 */
export function isFromThisMachine(req: IncomingMessage): boolean {
  const site = req.headers['sec-fetch-site']
  const sameSite = site === undefined || site === 'same-origin' || site === 'none'
  return isLocal(req) && isUnderOwnName(req) && sameSite
}

/** Whether Host is a name of this machine, with the port that we listen on. */
export function isUnderOwnName(req: IncomingMessage): boolean {
  const [, name = '', port = '80'] = /^(.*?)(?::(\d{1,5}))?$/.exec(req.headers.host ?? '') ?? []
  return isLoopbackName(name) && Number(port) === req.socket.localPort
}
