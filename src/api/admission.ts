import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { ShelftalkError } from '../core/domain/errors.ts'
import type { Caller } from '../core/domain/permissions.ts'
import type { ApiFlows } from './flows.ts'
import type { Allowance, RateLimits } from './rate-limits.ts'

/** Keys that were good before are always looked up, even when their address is guessing: a whole school may share it. */
const maxProven = 10_000
const maxKeyLength = 200
const maxAddressLength = 64

/** A request, with the client's address as the trusted proxies tell it (Express writes `ip`; else the socket's counts). */
export type Asked = IncomingMessage & { ip?: string | undefined }

/** Tells who asks, or refuses. Each answer's allowance is handed to `note` before anything is refused. */
export interface Admission {
  withKey(req: Asked, note: Note): Promise<Caller>
  withoutKey(req: Asked, note: Note): Promise<void>
  /** The caller if a good key was sent, else null; nothing is refused. */
  perhaps(req: Asked): Promise<Caller | null>
}
type Note = (allowance: Allowance) => void

export function createAdmission(flows: Pick<ApiFlows, 'authenticate'>, limits: RateLimits): Admission {
  const proven = new Set<string>()

  const authenticate = async (req: Asked, note: Note): Promise<Caller> => {
    const secret = bearerOf(req)
    const address = addressOf(req)
    if (secret === null) {
      refuseUnless(await limits.ofAddress(address), note)
      throw new ShelftalkError(
        'unauthenticated',
        'Send "Authorization: Bearer" with a key that the school gave you.',
      )
    }
    const print = hash('sha256', secret)
    const tried = proven.has(print) ? null : await limits.hasTriedTooMany(address)
    // A good key that was not seen yet must pass a guesser behind the same address, as long as look-ups are left.
    if (tried !== null && !(await limits.mayLookUpAllTheSame())) refuseUnless(tried, note)
    try {
      const caller = await flows.authenticate(secret)
      if (proven.size >= maxProven) proven.clear()
      proven.add(print)
      return caller
    } catch (error) {
      if (error instanceof ShelftalkError && error.code === 'unauthenticated') {
        proven.delete(print)
        await limits.countRefusedKey(address)
        if (tried !== null) refuseUnless(tried, note)
      }
      throw error
    }
  }

  return {
    async withKey(req, note) {
      const caller = await authenticate(req, note)
      refuseUnless(await limits.ofCaller(caller), note)
      return caller
    },
    async withoutKey(req, note) {
      refuseUnless(await limits.ofAddress(addressOf(req)), note)
    },
    async perhaps(req) {
      if (req.headers.authorization === undefined) return null
      return authenticate(req, () => {}).catch(() => null)
    },
  }
}

function refuseUnless(allowance: Allowance, note: Note): void {
  note(allowance)
  if (allowance.allowed) return
  throw new ShelftalkError(
    'rate_limited',
    `Too many requests: wait ${allowance.resetSeconds} s, then go on.`,
    {
      retryAfterSeconds: allowance.resetSeconds,
    },
  )
}

/** The key that was sent, or null. */
export function bearerOf(req: IncomingMessage): string | null {
  const secret = /^bearer +([\x21-\x7e]+) *$/i.exec(req.headers.authorization ?? '')?.[1]
  return secret === undefined || secret.length > maxKeyLength ? null : secret
}

/** The address as rate limits count it: an IPv6 network of 64 bits is one household. */
function addressOf(req: Asked): string {
  const address = (req.ip ?? req.socket.remoteAddress ?? '').slice(0, maxAddressLength)
  // Some proxies write the client's port behind it.
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(address)?.[1]
  if (v4 !== undefined) return v4
  if (!address.includes(':')) return address
  const network = address.split('::', 1)[0] ?? ''
  return `${network.split(':').slice(0, 4).join(':')}::`
}

/** Whether a request comes from this very machine, and not through a proxy on it, trusted or not. */
export function isLocal(req: IncomingMessage): boolean {
  const proxied = Object.keys(req.headers).some((name) => forwarding.test(name))
  return !proxied && /^(::1|(::ffff:)?127\.[\d.]+)$/.test(req.socket.remoteAddress ?? '')
}

const forwarding = /^(forwarded|via|x-forwarded-.*|x-real-ip)$/
