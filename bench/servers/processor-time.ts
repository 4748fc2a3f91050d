// How much of the machine its processes used, as Linux counts it.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { cpus } from 'node:os'

/** Linux counts processor time in hundredths of a second for programs, whatever it does inside. */
const ticksASecond = 100

/** Processes that do one thing, by its name. */
export type Parties = Readonly<Record<string, readonly number[]>>

export interface Share {
  party: string
  /** Processors that it kept busy, on average. */
  processors: number
}

/** Counts from now on; `stop` tells what each party used meanwhile, and `others` what all else on the machine did. */
export function countProcessors(parties: Parties): { stop(): Share[] } {
  const startedAt = performance.now()
  const before = Object.entries(parties).map(([party, pids]) => ({
    party,
    pids,
    used: sum(pids.map(secondsOf)),
  }))
  const busyBefore = busySeconds()
  return {
    stop() {
      const seconds = (performance.now() - startedAt) / 1000
      const shares = before.map(({ party, pids, used }) => ({
        party,
        processors: (sum(pids.map(secondsOf)) - used) / seconds,
      }))
      const all = (busySeconds() - busyBefore) / seconds
      const known = sum(shares.map((share) => share.processors))
      return [...shares, { party: 'others on this machine', processors: Math.max(0, all - known) }]
    },
  }
}

export const processorCount = (): number => cpus().length

/** The process that listens on a port of this machine, and its children if it has some; none if it cannot be seen. */
export function processesAt(port: number): number[] {
  const sockets = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeningSockets(file, port))
  const pid = pidsOfAll().find((one) => openFiles(one).some((file) => sockets.includes(file)))
  return pid === undefined ? [] : [pid]
}

/** Of a process, of its children now, and of those that ended before. */
function secondsOf(pid: number): number {
  const own = ticks(pid, 4)
  return (own + sum(childrenOf(pid).map((child) => ticks(child, 2)))) / ticksASecond
}

/** The first two fields are its own time, the next two that of its children that have ended. */
function ticks(pid: number, fields: 2 | 4): number {
  // The name stands in brackets and may hold spaces; the times are fields 14 to 17, counted from 1.
  const stat = read(`/proc/${pid}/stat`)
  const times = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return sum(times.slice(11, 11 + fields).map(Number))
}

const childrenOf = (pid: number): number[] =>
  read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)

function busySeconds(): number {
  const [, user, nice, system, , , irq, softirq] = read('/proc/stat').split(/\s+/, 9).map(Number)
  return sum([user, nice, system, irq, softirq].map((one) => one ?? 0)) / ticksASecond
}

function listeningSockets(file: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return read(file)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === '0A')
    .map((fields) => `socket:[${fields[9]}]`)
}

const pidsOfAll = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)

function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
  } catch {
    return [] // it ended, or belongs to somebody else
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
