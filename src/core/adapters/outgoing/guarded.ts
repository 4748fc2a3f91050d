import { lookup as resolve } from 'node:dns'
import { type IncomingMessage, request as overHttp } from 'node:http'
import { request as overHttps, type RequestOptions } from 'node:https'
import type { LookupFunction } from 'node:net'
import { ShelftalkError } from '../../domain/errors.ts'
import type { Outgoing, OutgoingAnswer, OutgoingRequest } from '../../ports/outgoing.ts'
import { isLoopback, isPublic } from './public-address.ts'

export interface OutgoingOptions {
  /** Lets addresses of this machine through, over http too: for the sandbox, never for a school. */
  opensLoopback?: boolean
  /** How names are resolved; the system's way when left out. */
  resolver?: typeof resolve
  timeoutMs?: number
  /** Certificates that are trusted beside the usual ones. */
  ca?: string
}

const usualTimeoutMs = 5_000
const maxBytes = 256 * 1024
/** Some platforms refuse requests that do not say who asks. */
const userAgent = 'Shelftalk'

/** The one client for addresses that come from outside. A name is judged by what it resolves to, and that is connected to. */
export function createOutgoing(options: OutgoingOptions = {}): Outgoing {
  const { opensLoopback = false, resolver = resolve, timeoutMs = usualTimeoutMs, ca } = options
  const isOpen = (address: string): boolean => isPublic(address) || (opensLoopback && isLoopback(address))
  const lookup: LookupFunction = (hostname, wanted, answer) =>
    resolver(hostname, { ...wanted, all: true }, (error, found) => {
      const closed = error === null && !found.every(({ address }) => isOpen(address))
      const failure = error ?? (closed ? refused('it leads to an address that is not public') : null)
      const [first] = found ?? []
      if (failure !== null || first === undefined) answer(failure ?? refused('it has no address'), [])
      else if (wanted.all === true) answer(null, found)
      else answer(null, first.address, first.family)
    })
  return {
    async request(asked) {
      const url = checkedUrl(asked.url, { isOpen, opensLoopback })
      const message = await send(url, asked, { lookup, timeoutMs, ca })
      return answerOf(message, asked.url, timeoutMs)
    },
  }
}

function checkedUrl(
  text: string,
  { isOpen, opensLoopback }: { isOpen(address: string): boolean; opensLoopback: boolean },
): URL {
  if (!URL.canParse(text)) throw refused('it is no address')
  const url = new URL(text)
  const isPlain = url.protocol === 'http:' && opensLoopback
  if (url.protocol !== 'https:' && !isPlain) throw refused('it is not https')
  if (url.username !== '' || url.password !== '') throw refused('it holds a name or a password')
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  // A literal address is connected to without being looked up.
  if (/^[\d.]+$|:/.test(literal) && !isOpen(literal)) throw refused('it is an address that is not public')
  return url
}

interface Way {
  lookup: LookupFunction
  timeoutMs: number
  ca: string | undefined
}

function send(url: URL, asked: OutgoingRequest, { lookup, timeoutMs, ca }: Way): Promise<IncomingMessage> {
  const { method, headers = {}, body } = asked
  const options: RequestOptions = {
    method,
    lookup,
    headers: {
      'User-Agent': userAgent,
      ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
      ...headers,
    },
    signal: AbortSignal.timeout(timeoutMs),
    ...(ca === undefined ? {} : { ca }),
  }
  return new Promise((answered, failed) => {
    const request = (url.protocol === 'http:' ? overHttp : overHttps)(url, options, answered)
    request.on('error', (error) => failed(error instanceof ShelftalkError ? error : away(url.href, error)))
    request.end(body)
  })
}

async function answerOf(message: IncomingMessage, url: string, timeoutMs: number): Promise<OutgoingAnswer> {
  const { statusCode: status = 0, headers } = message
  if (status >= 300 && status < 400) {
    message.destroy()
    throw refused('it sends on to another address')
  }
  const parts: Buffer[] = []
  let bytes = 0
  const late = setTimeout(() => message.destroy(new Error('too slow')), timeoutMs)
  try {
    for await (const part of message as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > maxBytes) throw refused(`it answers more than ${maxBytes} bytes`)
      parts.push(part)
    }
  } catch (error) {
    throw error instanceof ShelftalkError ? error : away(url, error)
  } finally {
    clearTimeout(late)
    message.destroy()
  }
  return {
    status,
    type: (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    maxAgeSeconds: secondsIn(headers['cache-control']),
    date: momentIn(headers.date),
    next: nextIn(headers.link),
    text: Buffer.concat(parts).toString('utf8'),
  }
}

const secondsIn = (header: string | undefined): number | null => {
  const seconds = /\bmax-age=(\d{1,9})\b/i.exec(header ?? '')?.[1]
  return seconds === undefined ? null : Number(seconds)
}

const momentIn = (header: string | undefined): Date | null => {
  const moment = new Date(header ?? Number.NaN)
  return Number.isNaN(moment.getTime()) ? null : moment
}

/** RFC 8288, as far as paging needs it. */
const nextIn = (header: string | string[] | undefined): string | null =>
  /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec([header ?? []].flat().join(', '))?.[1] ?? null

const refused = (why: string): ShelftalkError =>
  new ShelftalkError('unavailable', `That address is not asked: ${why}.`)

const away = (url: string, cause: unknown): ShelftalkError =>
  new ShelftalkError('unavailable', `${new URL(url).host} does not answer as it should. Try again shortly.`, {
    retryAfterSeconds: 10,
    cause,
  })
