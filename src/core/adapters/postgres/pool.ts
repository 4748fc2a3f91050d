import pg from 'pg'
import { ShelftalkError } from '../../domain/errors.ts'
import { asUnavailable } from './failures.ts'
import { type Driver, type Sql, scopeStatement } from './sql.ts'

const maxConnections = 10
const statementTimeoutMs = 60_000
const connectTimeoutMs = 5_000

/** One number for the whole database: whoever holds it is the only process that serves from it. */
const aloneLock = 7_305_912

/**
 * Holds the database for this process alone, on a connection of its own, until it is released or the process ends.
 * While the cache and the bus live inside the process, a second one would serve lists that the first made stale.
 */
export async function holdAlone(databaseUrl: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: connectTimeoutMs })
  client.on('error', () => {}) // the lock is gone with its connection; requests will say that the database is away
  await client.connect().catch((error: unknown) => {
    throw away(error)
  })
  const { rows } = await client.query<{ held: boolean }>(`select pg_try_advisory_lock(${aloneLock}) as held`)
  if (rows[0]?.held === true) return () => client.end()
  await client.end()
  throw new ShelftalkError(
    'conflict',
    'Another Shelftalk serves from this database. Several at once need a shared cache and bus, which this version does not have yet: stop the other one first.',
  )
}

/** PostgreSQL over a pool of connections. Refuses a login role that row-level security would not hold. */
export async function openPool(databaseUrl: string): Promise<Driver> {
  const types = { getTypeParser: typeParser } as pg.CustomTypesConfig
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: maxConnections,
    statement_timeout: statementTimeoutMs,
    connectionTimeoutMillis: connectTimeoutMs,
    types,
  })
  pool.on('error', () => {}) // a lost idle connection: the next transaction opens another or says unavailable
  const driver = driverOf(pool)
  try {
    await refuseUnsafeLogin(driver)
  } catch (error) {
    await driver.close()
    throw error
  }
  return driver
}

const asText = new Set<number>([pg.types.builtins.DATE])
const asNumber = new Set<number>([pg.types.builtins.INT8, pg.types.builtins.NUMERIC])

function typeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (asText.has(oid)) return (text: string) => text
  if (asNumber.has(oid)) return Number
  return pg.types.getTypeParser(oid, format as 'text')
}

function driverOf(pool: pg.Pool): Driver {
  const bind = (client: pg.PoolClient): Sql => ({
    rows: async <T>(text: string, params: readonly unknown[] = []) =>
      (await client.query(text, [...params])).rows as T[],
  })
  return {
    transaction: (scope, work) =>
      onConnection(pool, async (client) => {
        await client.query(`begin; ${scopeStatement(scope)}`)
        const result = await work(bind(client))
        await client.query('commit')
        return result
      }),
    asOwner: (work) =>
      onConnection(pool, (client) =>
        work({ ...bind(client), script: async (text) => void (await client.query(text)) }),
      ),
    close: () => pool.end(),
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
