import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'
import pg from 'pg'
import { ShelftalkError } from '../../../domain/errors.ts'
import { type Lastly, statementsOf } from '../../../ports/lastly.ts'
import { type Driver, type Scope, type Sql, scopeStatement } from '../sql.ts'
import { asUnavailable } from './failures.ts'
import { noticesTheDead } from './keep-alive.ts'

const statementTimeoutMs = 60_000
const connectTimeoutMs = 5_000
/** A server that vanished answers nothing, not even that: then the connection is given up here. */
const queryTimeoutMs = 65_000
/** Of what an owner does: an index over many vectors takes its time. */
const scriptTimeoutMs = 24 * 60 * 60_000
/** A transaction that stops in the middle frees its locks after this long. */
const idleInTransactionTimeoutMs = 60_000

export interface PoolOptions {
  /** Connections for what people wait for; half as many more are for background work. */
  maxConnections: number
}

/**
 * PostgreSQL over two pools: background work never takes the connections that people wait for. Refuses a login role
 * that row-level security would not hold.
 */
export async function openPool(
  databaseUrl: string,
  options: PoolOptions = { maxConnections: 10 },
): Promise<Driver> {
  const pools = {
    front: openOne(databaseUrl, options.maxConnections, 'shelftalk'),
    back: openOne(databaseUrl, Math.max(2, Math.ceil(options.maxConnections / 2)), 'shelftalk background'),
  }
  const driver = driverOf(pools)
  try {
    await refuseUnsafeLogin(driver)
  } catch (error) {
    await driver.close()
    throw error
  }
  return driver
}

function openOne(databaseUrl: string, max: number, name: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: name,
    query_timeout: queryTimeoutMs,
    ...noticesTheDead,
    // What is asked for together travels together: see `inTransaction`.
    pipeline: true,
    types: { getTypeParser: typeParser } as pg.CustomTypesConfig,
  })
  pool.on('error', () => {}) // a lost idle connection: the next transaction opens another or says unavailable
  // One that is lost in the middle of a transaction, between two statements: the next of them says so.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

const asText = new Set<number>([pg.types.builtins.DATE])
const asNumber = new Set<number>([pg.types.builtins.INT8, pg.types.builtins.NUMERIC])

function typeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (asText.has(oid)) return (text: string) => text
  if (asNumber.has(oid)) return Number
  return pg.types.getTypeParser(oid, format as 'text')
}

/** Our statements are a few hundred texts: each is parsed and planned once a connection, under the digest of its words. */
const names = new Map<string, string>()
const maxNames = 2000

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= maxNames) return known
  const name = createHash('sha256').update(text).digest('hex').slice(0, 24)
  names.set(text, name)
  return name
}

function driverOf(pools: { front: pg.Pool; back: pg.Pool }): Driver {
  return {
    transaction: (scope, work) =>
      onConnection(scope.background ? pools.back : pools.front, (client) =>
        inTransaction(client, scope, work),
      ),
    asOwner: (work) =>
      onConnection(pools.front, (client) =>
        work({
          ...statementsOn(client),
          script: async (text) => void (await client.query(unhurried(text))),
        }),
      ),
    rewrite: async () => false,
    close: async () => void (await Promise.all([pools.front.end(), pools.back.end()])),
  }
}

const unhurried = (text: string): pg.QueryConfig =>
  ({ text, query_timeout: scriptTimeoutMs }) as pg.QueryConfig

/**
 * The server gets `begin` and the first statements at once, and answers them in turn: one trip less. Should the beginning
 * fail, it refuses them all. In the same way `commit` travels with the last ones: after a failure it keeps nothing.
 */
async function inTransaction<T>(
  client: pg.PoolClient,
  scope: Scope,
  work: (sql: Sql) => Promise<T | Lastly<T>>,
): Promise<T> {
  gatherWrites(client)
  const begun = client.query(`begin; ${scopeStatement(scope)}`)
  begun.catch(() => {}) // it is waited for below
  const sql = statementsOn(client)
  try {
    const answered = await work(sql)
    sql.end()
    gatherWrites(client)
    const [result] = await Promise.all([statementsOf(answered), begun, client.query('commit')])
    return result
  } catch (error) {
    throw isEcho(error) ? (sql.firstFailure() ?? error) : error
  } finally {
    sql.end()
  }
}

/** What statements that were on their way already are told after one failed (25P02): it says nothing of why. */
const isEcho = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '25P02'

/** Statements on one connection until `end`: what comes later would run after the commit, or for the next who has it. */
function statementsOn(client: pg.PoolClient): Sql & { firstFailure(): unknown; end(): void } {
  let isOpen = true
  let first: unknown
  return {
    firstFailure: () => first,
    async rows<T>(text: string, params: readonly unknown[] = []) {
      if (!isOpen) throw new Error('the transaction has ended')
      const name = nameOf(text)
      const query = { text, values: [...params], ...(name === undefined ? {} : { name }) }
      gatherWrites(client)
      try {
        return (await client.query(query)).rows as T[]
      } catch (error) {
        first ??= error
        throw error
      }
    },
    end() {
      isOpen = false
    },
  }
}

/** What is asked for in one go is handed to the system in one piece: each write of its own costs as much as a small answer. */
function gatherWrites(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
  if (stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}

async function onConnection<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw away(error)
  })
  let isSpent = false
  try {
    return await work(client)
  } catch (error) {
    const isLost = await client.query('rollback').then(
      () => false,
      () => true,
    )
    const thrown = isLost ? away(error) : asUnavailable(error)
    // After a fail-over, or once the server may write again, a new connection finds what this one does not.
    isSpent = isLost || (thrown instanceof ShelftalkError && thrown.code === 'unavailable')
    throw thrown
  } finally {
    client.release(isSpent)
  }
}

const away = (cause: unknown): ShelftalkError =>
  cause instanceof ShelftalkError
    ? cause
    : new ShelftalkError('unavailable', 'The database does not answer. Try again shortly.', {
        retryAfterSeconds: 5,
        cause,
      })

async function refuseUnsafeLogin(driver: Driver): Promise<void> {
  const [login] = await driver.asOwner((sql) =>
    sql.rows<{ rolname: string; unsafe: boolean }>(
      'select rolname, rolsuper or rolbypassrls as unsafe from pg_roles where rolname = current_user',
    ),
  )
  if (login?.unsafe !== false) {
    throw new ShelftalkError(
      'forbidden',
      `The database role ${login?.rolname ?? ''} is a superuser or bypasses row-level security, so schools would not be kept apart. Use DATABASE_URL with a role that has neither SUPERUSER nor BYPASSRLS.`,
    )
  }
}
