import { createLog, type Log } from '../../src/log.ts'

/** The log at its most talkative, into `lines`. */
export const logInto = (lines: string[]): Log =>
  createLog('debug', { write: (line: string) => void lines.push(line) })

/** All that `write` logs. */
export function logged(write: (log: Log) => void): string {
  const lines: string[] = []
  write(logInto(lines))
  return lines.join('')
}
