import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>

/** What must not reach a log, whoever passes it: secrets, and names of people. Ids are fine. */
const redacted = [
  ...['authorization', 'cookie', 'key', 'secret', 'first_name', 'email', 'name', 'title', 'body'],
  ...['req.headers.authorization', 'req.headers.cookie', 'headers.authorization', 'headers.cookie'],
]

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
  const { code } = error as Error & { code?: unknown }
  const known = typeof code === 'string' && /^\w{1,40}$/.test(code) ? { code } : {}
  if (isOfDatabase(error)) return { type: error.constructor.name, ...known }
  return {
    type: error.name,
    ...known,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth >= deepestCause
      ? {}
      : { cause: errorShown(error.cause, depth + 1) }),
  }
}

/** The very message of such an error (and with it the stack) may quote a value: `invalid input syntax: "Ada"`. */
function isOfDatabase(error: Error): boolean {
  const { cause } = error
  if (cause instanceof Error && isOfDatabase(cause) && error.message.includes(cause.message)) return true
  const sqlState = 'code' in error && /^(?=.*\d)[0-9A-Z]{5}$/.test(String(error.code))
  return sqlState || ['query', 'params', 'detail'].some((name) => Object.hasOwn(error, name))
}
