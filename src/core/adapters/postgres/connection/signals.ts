import pg from 'pg'
import { ShelftalkError } from '../../../domain/errors.ts'
import type { Signals } from '../../../ports/runtime.ts'
import { noticesTheDead } from './keep-alive.ts'

const channel = 'shelftalk_outbox'
/** Calls within this time become one message: a notification in every transaction would make commits wait in line. */
const gatherMs = 5
const reconnectMs = { first: 200, most: 5_000 }
const connectTimeoutMs = 5_000
/** Locks and notifications are quick; a server that does not answer is gone. */
const queryTimeoutMs = 5_000
/** Held together by processes that share the cache and the bus, alone by one that has its own. */
const presence = 'shelftalk process'

/**
 * Signals over one connection of their own to PostgreSQL: LISTEN and NOTIFY, and advisory locks, which the server frees
 * when the connection ends. A lost connection is made again; until then wake-ups are missed and leases cannot be taken.
 * `alone`: this process has a cache or a bus of its own, so that no other may serve from the database. Throws `conflict`
 * when processes are there that it cannot run beside.
 */
export async function openSignals(databaseUrl: string, { alone }: { alone: boolean }): Promise<Signals> {
  let line: Line | null = null
  let closed = false
  let heard = (): void => {}
  let gathering: NodeJS.Timeout | undefined
  let retry: NodeJS.Timeout | undefined

  const connect = async (): Promise<void> => {
    const fresh = await openLine(databaseUrl, alone, {
      heard: () => heard(),
      lost: () => {
        line = null
        if (!closed) again(reconnectMs.first)
      },
    })
    if (closed) return fresh.end()
    line = fresh
    heard()
  }
  const again = (pauseMs: number): void => {
    retry = setTimeout(() => {
      connect().catch(() => again(Math.min(pauseMs * 2, reconnectMs.most)))
    }, pauseMs)
    retry.unref()
  }
  await connect()

  return {
    wakeOthers() {
      gathering ??= setTimeout(() => {
        gathering = undefined
        line?.notify()
      }, gatherMs)
    },
    onWake(listener) {
      heard = listener
    },
    hold: async (name) => (await line?.hold(name)) ?? null,
    isHeld: (name) => line?.isHeld(name) ?? false,
    async close() {
      closed = true
      clearTimeout(retry)
      clearTimeout(gathering)
      await line?.end()
    },
  }
}

/** One connection as long as it lasts; what it holds ends with it. */
interface Line {
  notify(): void
  hold(name: string): Promise<(() => Promise<void>) | null>
  isHeld(name: string): boolean
  end(): Promise<void>
}

async function openLine(
  databaseUrl: string,
  alone: boolean,
  { heard, lost }: { heard(): void; lost(): void },
): Promise<Line> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    ...noticesTheDead,
    application_name: 'shelftalk signals',
  })
  let isOpen = false
  client.on('error', () => {}) // it ends next
  client.on('end', () => {
    if (isOpen) lost()
    isOpen = false
  })
  client.on('notification', heard)
  let last: Promise<unknown> = Promise.resolve()
  /** One after the other: the driver no longer wants to be asked before it has answered. */
  const ask = <T extends pg.QueryResultRow>(text: string, params: readonly unknown[] = []) => {
    const answer = last.then(() => client.query<T>(text, [...params]))
    last = answer.catch(() => {})
    return answer
  }
  const lock = async (how: 'pg_try_advisory_lock' | 'pg_try_advisory_lock_shared', name: string) => {
    const { rows } = await ask<{ taken: boolean }>(`select ${how}(hashtextextended($1, 0)) as taken`, [name])
    return rows[0]?.taken === true
  }
  const held = new Set<string>()
  try {
    await client.connect()
    await ask(`listen ${channel}`)
    if (!(await lock(alone ? 'pg_try_advisory_lock' : 'pg_try_advisory_lock_shared', presence)))
      throw notBeside(alone)
    isOpen = true
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
  return {
    notify: () => void ask(`notify ${channel}`).catch(() => {}),
    async hold(name) {
      // The server lets one connection take a lock again and again: that it is ours already, only we can tell.
      if (held.has(name)) return null
      held.add(name)
      if (!(await lock('pg_try_advisory_lock', name).catch(() => false))) {
        held.delete(name)
        return null
      }
      return async () => {
        if (!held.delete(name)) return
        await ask('select pg_advisory_unlock(hashtextextended($1, 0))', [name]).catch(() => {})
      }
    },
    isHeld: (name) => isOpen && held.has(name),
    async end() {
      isOpen = false
      await client.end().catch(() => {})
    },
  }
}

const notBeside = (alone: boolean): ShelftalkError =>
  new ShelftalkError(
    'conflict',
    alone
      ? 'Another Shelftalk serves from this database. Several processes need a shared cache and bus: set REDIS_URL and KAFKA_BROKERS for all of them, or stop the other one first.'
      : 'A Shelftalk without REDIS_URL or KAFKA_BROKERS serves from this database. Stop it first: it would not hear of what this one changes.',
  )
