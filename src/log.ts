import { type Logger, pino } from 'pino'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>

/** What must not reach a log, whoever passes it: secrets, and names of people. Ids are fine. */
const redacted = [
  ...['authorization', 'cookie', 'key', 'secret', 'first_name', 'email', 'name', 'title', 'body'],
  ...['req.headers.authorization', 'req.headers.cookie', 'headers.authorization', 'headers.cookie'],
]

/** Structured logs in JSON, to standard error, so that standard output stays for what commands answer. */
export function createLog(level: string): Log {
  return pino({ level, redact: { paths: redacted, censor: '[redacted]' }, base: null }, pino.destination(2))
}
