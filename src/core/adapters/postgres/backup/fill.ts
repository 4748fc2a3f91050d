import pg from 'pg'
import { ShelftalkError } from '../../../domain/errors.ts'
import { appliedMigrations } from '../connection/migrate.ts'
import type { Driver, Sql } from '../sql.ts'
import { type BackupTable, backupTables, textsExactly } from './tables.ts'

/** An empty database that is being filled. */
export interface Filling {
  /** The migrations that it has, oldest first. */
  migrations: string[]
  tables: BackupTable[]
  /** Puts rows into a table, each a JSON array of its columns as text. */
  put(table: BackupTable, lines: readonly string[]): Promise<void>
}

/** What the role migrate makes in a new database: without anything beside it, it is replaced. */
const madeByMigrate = ['api_key', 'school']

/**
 * Whether the database holds nothing yet, or only the school that `migrate` makes, at whatever version it is.
 *
 * @throws ShelftalkError `conflict` when it holds more.
 */
export const refuseUnlessEmpty = (driver: Driver): Promise<void> => unguarded(driver, 'rollback', refuseRows)

/**
 * Fills an empty database in one transaction: when `work` throws, nothing of it is there. Meanwhile nobody else can read
 * the tables, whose owner sees all rows until the end. Answers what `work` answered.
 *
 * @throws ShelftalkError `conflict` when it is not empty.
 */
export const fillDatabase = <T extends { lastNumbers: Readonly<Record<string, string>> }>(
  driver: Driver,
  work: (filling: Filling) => Promise<T>,
): Promise<T> =>
  unguarded(driver, 'commit', async (sql, tables) => {
    await refuseRows(sql, tables)
    for (const name of madeByMigrate) await sql.rows(`delete from ${name}`)
    const done = await work({
      migrations: await appliedMigrations(sql),
      tables,
      put: (table, lines) => put(sql, table, lines),
    })
    for (const { name, numbered } of tables) {
      const last = done.lastNumbers[name]
      if (numbered === null || last === undefined) continue
      await sql.rows('select setval(pg_get_serial_sequence(quote_ident($1), $2)::regclass, $3::bigint)', [
        ...[name, numbered, last],
      ])
    }
    return done
  })

/** A transaction in which the owner of the tables sees all rows. */
async function unguarded<T>(
  driver: Driver,
  end: 'commit' | 'rollback',
  work: (sql: Sql, tables: BackupTable[]) => Promise<T>,
): Promise<T> {
  return driver.asOwner(async (sql) => {
    await sql.script('begin')
    try {
      await sql.script(textsExactly)
      const tables = await backupTables(sql)
      const guarded = tables.filter(({ seenBy }) => seenBy !== 'owner')
      const guard = (how: string): Promise<void> =>
        sql.script(guarded.map(({ name }) => `alter table ${pg.escapeIdentifier(name)} ${how};`).join('\n'))
      await guard('no force row level security')
      const done = await work(sql, tables)
      await guard('force row level security')
      await sql.script(end)
      return done
    } catch (error) {
      await sql.script('rollback')
      throw error
    }
  })
}

async function refuseRows(sql: Sql, tables: readonly BackupTable[]): Promise<void> {
  for (const { name } of tables) {
    if (madeByMigrate.includes(name)) continue
    const [found] = await sql.rows(`select 1 from ${pg.escapeIdentifier(name)} limit 1`)
    if (found !== undefined)
      throw new ShelftalkError(
        'conflict',
        `The database is not empty: there are rows in ${name}. Restore into a new database or data folder.`,
      )
  }
}

async function put(sql: Sql, { name, columns }: BackupTable, lines: readonly string[]): Promise<void> {
  const names = columns.map((column) => pg.escapeIdentifier(column.name)).join(', ')
  const values = columns.map(({ type }, at) => `(line ->> ${at})::${type}`).join(', ')
  await sql.rows(
    `insert into ${pg.escapeIdentifier(name)} (${names}) overriding system value
     select ${values} from json_array_elements($1::json) as line`,
    [`[${lines.join(',')}]`],
  )
}
