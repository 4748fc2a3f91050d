import { createHash } from 'node:crypto'
import pg from 'pg'
import { ShelftalkError } from '../../domain/errors.ts'
import { asUnavailable } from './failures.ts'
import { type Driver, type Sql, scopeStatement } from './sql.ts'

const statementTimeoutMs = 60_000
const connectTimeoutMs = 5_000
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
    keepAlive: true,
    // Our statements are short: compiling them takes longer than running them.
    options: '-c jit=off',
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
  const bind = (client: pg.PoolClient): Sql => ({
    rows: async <T>(text: string, params: readonly unknown[] = []) => {
      const name = nameOf(text)
      const query = { text, values: [...params], ...(name === undefined ? {} : { name }) }
      return (await client.query(query)).rows as T[]
    },
  })
  return {
    transaction: (scope, work) =>
      onConnection(scope.background ? pools.back : pools.front, async (client) => {
        await client.query(`begin; ${scopeStatement(scope)}`)
        const result = await work(bind(client))
        await client.query('commit')
        return result
      }),
    asOwner: (work) =>
      onConnection(pools.front, (client) =>
        work({ ...bind(client), script: async (text) => void (await client.query(text)) }),
      ),
    close: async () => void (await Promise.all([pools.front.end(), pools.back.end()])),
  }
}

async function onConnection<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw away(error)
  })
  let broken = false
  try {
    return await work(client)
  } catch (error) {
    broken = await client.query('rollback').then(
      () => false,
      () => true,
    )
    throw broken ? away(error) : asUnavailable(error)
  } finally {
    client.release(broken)
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
