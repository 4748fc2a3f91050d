import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>

/** What must not reach a log, whoever passes it: secrets, and names of people. Ids are fine. */
const fields = [
  ...['authorization', 'cookie', 'key', 'secret', 'token', 'password', 'id_token', 'access_token'],
  ...['refresh_token', 'first_name', 'shown_name', 'email', 'name', 'title', 'body', 'comment'],
]
const redacted = [...fields, ...fields.map((field) => `*.${field}`), ...fields.map((field) => `*.*.${field}`)]

/** Structured logs in JSON, to standard error, so that standard output stays for what commands answer. */
export function createLog(level: string, destination: DestinationStream = pino.destination(2)): Log {
  const redact = { paths: redacted, censor: '[redacted]' }
  return pino(
    { level, redact, serializers: { err: (error: unknown) => errorShown(error) }, base: null },
    destination,
  )
}

interface ErrorShown {
  type: string
  code?: string
  stack?: string
  cause?: ErrorShown
}
const deepestCause = 3

/** What of an error goes into a log: never its further properties, since a driver's error carries rows in them. */
function errorShown(error: unknown, depth = 0): ErrorShown {
  if (!(error instanceof Error)) return { type: `${typeof error}, not an error` }
  const code = codeOf(error)
  const known = code === null ? {} : { code }
  if (isOfDatabase(error)) return { type: error.constructor.name, ...known }
  const stack = stackShown(error)
  return {
    type: error.name,
    ...known,
    ...(stack === undefined ? {} : { stack }),
    ...(error.cause === undefined || depth >= deepestCause
      ? {}
      : { cause: errorShown(error.cause, depth + 1) }),
  }
}

/** Its own code; of what Redis refuses, the word that its message begins with. */
function codeOf(error: Error): string | null {
  const { code } = error as Error & { code?: unknown }
  if (typeof code === 'string' && /^\w{1,40}$/.test(code)) return code
  return error.name === 'ReplyError' ? (/^[A-Z]{2,20}(?= )/.exec(error.message)?.[0] ?? null) : null
}

/** The very message of such an error (and with it the stack) may quote a value: `invalid input syntax: "Ada"`. */
function isOfDatabase(error: Error): boolean {
  const { cause } = error
  if (cause instanceof Error && isOfDatabase(cause) && error.message.includes(cause.message)) return true
  const sqlState = 'code' in error && /^(?=.*\d)[0-9A-Z]{5}$/.test(String(error.code))
  return sqlState || ['query', 'params', 'detail'].some((name) => Object.hasOwn(error, name))
}

/** The language and these libraries quote what they were given: `Unexpected token 'A', "Ada" is not valid JSON`. */
const quoting = new Set(['SyntaxError', 'TypeError', 'RangeError', 'URIError', 'ZodError', 'ReplyError'])
/** What the language says that holds a name of ours at most. */
const harmless =
  /^(fetch failed|Invalid URL|[\w$.]{1,80} is not a function|Cannot read properties of (undefined|null)\b.*)$/
/** Of an address: who asks, and all that comes after the path. */
const inAddress = [
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"']*@/gi,
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s?#"')]*)[?#][^\s"')]*/gi,
]

/** Where it happened, and its words as far as they are ours or say nothing of what came in. */
function stackShown(error: Error): string | undefined {
  const { name, message, stack } = error
  if (stack === undefined) return undefined
  const after = stack.indexOf(message) + message.length
  const frames = stack
    .slice(after)
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
  const mayQuote = quoting.has(name) || quoting.has(error.constructor.name)
  const words = mayQuote && !harmless.test(message) ? name : `${name}: ${message}`
  return [inAddress.reduce((text, part) => text.replace(part, '[redacted]'), words), ...frames].join('\n')
}
