// The real program in a process of its own, as benchmarks and chaos tests run it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const built = join(root, 'dist/main.js')
export const isBuilt = existsSync(built)
/** The program that was built, else its sources. */
const program: readonly string[] = isBuilt ? [built] : ['--import', 'tsx', join(root, 'src/main.ts')]
export const serviceKey = 'a-key-for-measuring'
const startTimeoutMs = 120_000

export interface ServiceOptions {
  /** What the process does; `all` when left out. */
  role?: 'all' | 'api' | 'worker' | 'migrate' | 'doctor' | 'replay'
  /** Of the embedded database; unused with DATABASE_URL. */
  dataFolder: string
  demo: boolean
  /** Further settings, or others than the usual ones. */
  env?: Readonly<Record<string, string>>
  /** Arguments for Node itself, such as a profiler's. */
  nodeArgs?: readonly string[]
}

export interface Ended {
  code: number | null
  signal: string | null
  /** What it said on standard error. */
  errors: string
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  json: unknown
}

/** A running process, whether or not it serves already. */
export interface Service {
  url: string
  pid: number
  /** From the start of the process to the line that says where it is. */
  startedInMs: number
  ended: Promise<Ended>
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ended>
  residentMegabytes(): number
}

/** Starts the program and waits for its address; throws with its words when it ends before. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const startedAt = performance.now()
  const { child, ended } = spawnService(options)
  const url = await addressOf(child, ended)
  const pid = child.pid ?? 0
  return {
    url,
    pid,
    startedInMs: performance.now() - startedAt,
    ended,
    kill(signal) {
      child.kill(signal)
      return ended
    },
    residentMegabytes: () => residentMegabytes(pid),
  }
}

/** The process alone, for starts that are expected to be refused. */
export function spawnService(options: ServiceOptions): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), ...program, options.role ?? 'all'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: '0',
      SHELFTALK_DATA: options.dataFolder,
      SHELFTALK_DEMO: options.demo ? '1' : '0',
      SHELFTALK_DEMO_KEY: serviceKey,
      SHELFTALK_RATE_LIMIT: '1000000',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-20_000)
  })
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, errors }))
  })
  return { child, ended }
}

function addressOf(child: ChildProcess, ended: Promise<Ended>): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`no address after ${startTimeoutMs} ms`))
    }, startTimeoutMs)
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const found = /^Shelftalk is at (\S+)$/m.exec(said)
      if (found?.[1] === undefined) return
      clearTimeout(timer)
      resolve(found[1])
    })
    void ended.then(({ code, signal, errors }) => {
      clearTimeout(timer)
      reject(new Error(`the service ended (${signal ?? `code ${code}`}): ${errors.trim()}`))
    })
  })
}

function residentMegabytes(pid: number): number {
  const status = `/proc/${pid}/status`
  const kilobytes = existsSync(status)
    ? /VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  return Number(kilobytes) / 1024
}

/** `once` is the Idempotency-Key. */
export type Body = ({ json: unknown } | { csvFile: string } | { csv: string }) & { once?: string }

/** One request with the service's key. A file is streamed. Rejects when the connection breaks. */
export function ask(
  url: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: Body,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const isCsv = body !== undefined && !('json' in body)
    const type = body === undefined ? {} : { 'content-type': isCsv ? 'text/csv' : 'application/json' }
    const once = body?.once === undefined ? {} : { 'idempotency-key': body.once }
    const headers = { authorization: `Bearer ${serviceKey}`, ...type, ...once }
    const sent = request(new URL(path, url), { method, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => {
        text += part
      })
      answer.once('error', reject)
      answer.once('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, json: parsed(text) }),
      )
    })
    sent.once('error', reject)
    if (body === undefined) sent.end()
    else if ('csvFile' in body) createReadStream(body.csvFile).once('error', reject).pipe(sent)
    else sent.end('csv' in body ? body.csv : JSON.stringify(body.json))
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Waits until everything that was acknowledged is applied; answers how long that took. */
export async function drained(url: string, timeoutMs: number): Promise<number> {
  const startedAt = performance.now()
  for (;;) {
    const { json } = await ask(url, 'GET', '/health/ready')
    if ((json as { pending_events?: number }).pending_events === 0) return performance.now() - startedAt
    if (performance.now() - startedAt > timeoutMs)
      throw new Error(`events are still pending after ${timeoutMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
