import { cpus, loadavg } from 'node:os'

/** One measured number; without a limit it is only told. */
export interface Result {
  what: string
  value: number
  unit: string
  limit?: { atMost: number } | { atLeast: number }
}

const isMissed = ({ value, limit }: Result, slack = 1): boolean =>
  limit !== undefined && !('atMost' in limit ? value <= limit.atMost * slack : value >= limit.atLeast / slack)

/**
 * Prints the table; answers whether everything held. On a machine that others use as well `slack` says how far beyond
 * its limit a number must be to count against the program; what is missed is told all the same.
 */
export function report(results: readonly Result[], slack: number): boolean {
  console.log(`\n${machine()}\n`)
  console.log(row(['measured', '', 'limit', '']))
  for (const result of results) {
    const { what, value, unit, limit } = result
    const bound = limit === undefined ? '' : 'atMost' in limit ? `<= ${limit.atMost}` : `>= ${limit.atLeast}`
    const verdict = limit === undefined ? '' : isMissed(result) ? 'MISSED' : 'ok'
    console.log(row([what, `${rounded(value)} ${unit}`, bound, verdict]))
  }
  if (slack > 1) console.log(`\nOnly numbers beyond ${slack} times their limit fail this short run.`)
  return !results.some((result) => isMissed(result, slack))
}

/** What the numbers were measured on; the load at the end tells how much others were at work. */
const machine = (): string =>
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim()}, load ${loadavg()[0]?.toFixed(1)}`

const row = ([what = '', value = '', bound = '', verdict = '']: string[]): string =>
  `${what.padEnd(58)} ${value.padStart(14)}  ${bound.padEnd(9)} ${verdict}`.trimEnd()

const rounded = (value: number): string => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)
