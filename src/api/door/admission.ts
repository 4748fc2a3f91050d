import { hash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ShelftalkError } from '../../core/domain/errors.ts'
import type { Caller } from '../../core/domain/people/permissions.ts'
import type { SignedIn } from '../../core/flows/people/sessions.ts'
import type { ApiFlows } from '../flows.ts'
import type { Browser } from './browser.ts'
import type { Allowance, RateLimits } from './rate-limits.ts'

/** Keys that were good before are always looked up, even when their address is guessing: a whole school may share it. */
const maxProven = 10_000
const maxKeyLength = 200
const maxAddressLength = 64

/** A request, with the client's address as the trusted proxies tell it (Express writes `ip`; else the socket's counts). */
export type Asked = IncomingMessage & { ip?: string | undefined }

/** Who asks, and with what right: a key, or a session with the token that its writes must bring. */
export interface Admitted {
  caller: Caller
  csrfToken: string | null
}

/** Tells who asks, or refuses. Each answer's allowance is handed to `note` before anything is refused. */
export interface Admission {
  /** Whoever sends a good key or the cookie of a session; a session's new secret is put into `res`. */
  known(req: Asked, res: ServerResponse, note: Note): Promise<Admitted>
  stranger(req: Asked, note: Note): Promise<void>
  /** The caller if a good key was sent, else null; nothing is refused. */
  perhaps(req: Asked): Promise<Caller | null>
  /** Whether the key or session of a request that was admitted holds still. */
  isStillGood(req: Asked): Promise<boolean>
}
type Note = (allowance: Allowance) => void

interface Needs {
  flows: Pick<ApiFlows, 'authenticate' | 'sessions'>
  browser: Browser
  limits: RateLimits
}

export function createAdmission({ flows, browser, limits }: Needs): Admission {
  const proven = new Set<string>()

  /** Looks a secret up, as long as its address does not guess. */
  const lookUp = async <T>(proof: Proof<T>, req: Asked, note: Note): Promise<T> => {
    const print = hash('sha256', proof.secret)
    const tried = proven.has(print) ? null : await limits.hasTriedTooMany(addressOf(req))
    // A good key that was not seen yet must pass a guesser behind the same address, as long as look-ups are left.
    if (tried !== null && !(await limits.mayLookUpAllTheSame())) refuseUnless(tried, note)
    try {
      const found = await proof.find(proof.secret)
      if (proven.size >= maxProven) proven.clear()
      proven.add(print)
      return found
    } catch (error) {
      if (isUnauthenticated(error)) {
        proven.delete(print)
        await limits.countRefusedKey(addressOf(req))
        if (tried !== null) refuseUnless(tried, note)
      }
      throw error
    }
  }
  const withKey = async (req: Asked, secret: string, note: Note): Promise<Caller> =>
    lookUp({ secret, find: flows.authenticate }, req, note)
  const withSession = async (req: Asked, secret: string, note: Note): Promise<SignedIn> =>
    lookUp({ secret, find: flows.sessions.find }, req, note)

  return {
    async known(req, res, note) {
      const key = bearerOf(req)
      const cookie = req.headers.authorization === undefined ? browser.session.read(req) : null
      if (key !== null) {
        const caller = await withKey(req, key, note)
        refuseUnless(await limits.ofCaller(caller), note)
        return { caller, csrfToken: null }
      }
      if (cookie === null) {
        refuseUnless(await limits.ofAddress(addressOf(req)), note)
        throw nobodyKnown()
      }
      const session = await withSession(req, cookie, note)
      refuseUnless(await limits.ofCaller(session.caller), note)
      if (!readMethods.has(req.method ?? '')) browser.requireOwnPage(req, session.csrf_token)
      const renewed = session.is_due ? await flows.sessions.keep(session, cookie) : null
      if (renewed !== null) browser.session.set(res, renewed)
      return { caller: session.caller, csrfToken: session.csrf_token }
    },
    async stranger(req, note) {
      refuseUnless(await limits.ofAddress(addressOf(req)), note)
    },
    async perhaps(req) {
      const key = bearerOf(req)
      return key === null ? null : withKey(req, key, () => {}).catch(() => null)
    },
    async isStillGood(req) {
      const key = bearerOf(req)
      const find =
        key === null ? flows.sessions.find(browser.session.read(req) ?? '') : flows.authenticate(key)
      return find.then(
        () => true,
        (error: unknown) => !isUnauthenticated(error),
      )
    },
  }
}

interface Proof<T> {
  secret: string
  find(secret: string): Promise<T>
}

const readMethods = new Set(['GET', 'HEAD'])

const isUnauthenticated = (error: unknown): boolean =>
  error instanceof ShelftalkError && error.code === 'unauthenticated'

const nobodyKnown = (): ShelftalkError =>
  new ShelftalkError(
    'unauthenticated',
    'Send "Authorization: Bearer" with a key that the school gave you, or sign in.',
  )

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
function bearerOf(req: IncomingMessage): string | null {
  const secret = /^bearer +([\x21-\x7e]+) *$/i.exec(req.headers.authorization ?? '')?.[1]
  return secret === undefined || secret.length > maxKeyLength ? null : secret
}

/** The address as rate limits count it: an IPv6 network of 64 bits is one household. */
export function addressOf(req: Asked): string {
  const address = (req.ip ?? req.socket.remoteAddress ?? '').slice(0, maxAddressLength)
  // Some proxies write the client's port behind it.
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(address)?.[1]
  if (v4 !== undefined) return v4
  if (!address.includes(':')) return address
  const network = address.split('::', 1)[0] ?? ''
  return `${network.split(':').slice(0, 4).join(':')}::`
}
