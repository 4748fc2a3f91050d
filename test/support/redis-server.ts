import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Redis } from 'ioredis'
import { vi } from 'vitest'
import { connectRedis, type RedisConnection } from '../../src/core/adapters/redis/connection.ts'

/** The server that `npm run test:services` brought up. */
export function redisAddress(): string {
  const { REDIS_URL } = process.env
  if (REDIS_URL === undefined) throw new Error('REDIS_URL is not set: run `npm run test:services`')
  return REDIS_URL
}

export interface Told {
  text: string
  about: object
}

let prefixes = 0

/** A connection with keys of its own, that can be used already; what it logs goes into `told`. */
export async function redisUp(
  url: string,
  own: { prefix?: string; told?: Told[] } = {},
): Promise<RedisConnection> {
  const connection = redisMaybe(url, own)
  await isUp(connection)
  return connection
}

/** The same, to a server that need not be there. */
export function redisMaybe(url: string, { prefix, told = [] }: { prefix?: string; told?: Told[] } = {}) {
  const note = (about: object, text: string): void => void told.push({ about, text })
  return connectRedis({ url, prefix: prefix ?? newPrefix(), log: { info: note, warn: note } })
}

export const newPrefix = (): string => `test-${process.pid}-${prefixes++}`

export const isUp = (connection: RedisConnection): Promise<void> =>
  vi.waitFor(
    () => {
      if (!connection.isUp()) throw new Error('Redis is not up')
    },
    { timeout: 10_000, interval: 5 },
  )

/** A Redis of the test's own, which may be killed, held up and started again with what it had saved. */
export interface OwnRedis {
  url: string
  port: number
  start(): Promise<void>
  kill(): Promise<void>
  /** Stops answering, keeps its connections. */
  hold(): void
  goOn(): void
  /** Ends it and removes its folder. */
  remove(): Promise<void>
}

export async function ownRedis(...settings: string[]): Promise<OwnRedis> {
  const { executable, libraries } = await programOf(redisAddress())
  const folder = await mkdtemp(join(tmpdir(), 'shelftalk-redis-'))
  const port = await freePort()
  let server: ChildProcess | null = null

  const kill = async (): Promise<void> => {
    if (server === null) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
    server = null
  }
  const start = async (): Promise<void> => {
    const fixed = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '']
    server = spawn(executable, [...fixed, ...settings], {
      env: { ...process.env, LD_LIBRARY_PATH: libraries },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const line of createInterface({ input: server.stdout! })) {
      if (line.includes('Ready to accept connections')) break
    }
    server.stdout!.resume()
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    start,
    kill,
    hold: () => void server?.kill('SIGSTOP'),
    goOn: () => void server?.kill('SIGCONT'),
    async remove() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The program that a server on this machine runs, which need not be installed, and the libraries beside it. */
async function programOf(url: string): Promise<{ executable: string; libraries: string }> {
  const redis = new Redis(url)
  const executable = /^executable:(.+?)\r$/m.exec(await redis.info('server'))?.[1]
  redis.disconnect()
  if (executable === undefined) throw new Error('the server does not tell which program it is')
  const beside = join(dirname(executable), '..', 'lib')
  const folders = await readdir(beside).catch(() => [])
  return {
    executable,
    libraries: folders
      .filter((name) => name.endsWith('-linux-gnu'))
      .map((name) => join(beside, name))
      .join(':'),
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A way to a server that can be cut and mended while the server goes on. */
export interface Wire {
  url: string
  cut(): void
  mend(): void
  /** What is open lets nothing through any more; whoever connects anew gets through. */
  hold(): void
  close(): Promise<void>
}

/** `hidden`: words that the server says and that do not come through. */
export async function wireTo(port: number, hidden: readonly string[] = []): Promise<Wire> {
  const open = new Set<Socket>()
  let isCut = false
  const server: Server = createServer((near) => {
    if (isCut) return near.destroy()
    const far = createConnection(port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
      if (one === near) one.pipe(other)
      else one.on('data', (bytes) => void other.write(without(bytes, hidden)))
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    isCut = true
    for (const socket of open) socket.destroy()
  }
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend() {
      isCut = false
    },
    hold() {
      for (const socket of open) socket.pause()
    },
    async close() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** As long as before, since a reply tells its own length. */
function without(bytes: Buffer, words: readonly string[]): Buffer {
  if (words.length === 0) return bytes
  const text = words.reduce(
    (left, word) => left.replaceAll(word, 'x'.repeat(word.length)),
    bytes.toString('latin1'),
  )
  return Buffer.from(text, 'latin1')
}
