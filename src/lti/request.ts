import type { IncomingMessage } from 'node:http'
import type { Fields } from './launch/guard.ts'
import { Refusal } from './refusal.ts'
import { cookieName, type OurCookie } from './responses.ts'

const maxBodyBytes = 128 * 1024
/** For a whole form: whoever sends one more slowly is cut off. */
const maxBodyMs = 10_000

const read = new WeakMap<IncomingMessage, Promise<Fields>>()

/** The fields of a query or a form, which is read once; each may be said once. Throws `Refusal`. */
export function fieldsOf(req: IncomingMessage): Promise<Fields> {
  const fields = read.get(req) ?? readFields(req)
  read.set(req, fields)
  return fields
}

async function readFields(req: IncomingMessage): Promise<Fields> {
  const url = new URL(req.url ?? '/', 'http://here')
  const text = req.method === 'POST' ? await bodyOf(req) : url.search
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.has(name)) throw new Refusal('parameter_repeated', 'a field is there twice')
    fields.set(name, value)
  }
  return fields
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  const late = setTimeout(() => req.destroy(), maxBodyMs)
  try {
    for await (const part of req as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > maxBodyBytes) throw new Refusal('too_large', 'the form is too long')
      parts.push(part)
    }
  } finally {
    clearTimeout(late)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** The value of a cookie; null when the browser sent none, or more than one of the name. */
export function cookieOf(req: IncomingMessage, cookie: OurCookie): string | null {
  const name = cookieName(cookie)
  const values = (req.headers.cookie ?? '')
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one.startsWith(`${name}=`))
  return values.length === 1 ? (values[0]?.slice(name.length + 1) ?? null) : null
}
