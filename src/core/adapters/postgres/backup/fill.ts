import { ShelftalkError } from '../../../domain/errors.ts'
import type { Driver, Sql } from '../sql.ts'
import { appliedMigrations, type BackupTable, backupTables, quoted } from './tables.ts'

/** An empty database that is being filled. */
export interface Filling {
  /** The migrations that it has, oldest first. */
  migrations: string[]
  tables: BackupTable[]
  /** Puts rows into a table, each a JSON array of its columns as text. */
  put(table: BackupTable, lines: readonly string[]): Promise<void>
}

/**
 * Fills an empty database in one transaction: when `work` throws, nothing of it is there. Meanwhile nobody else can read
 * the tables, whose owner sees all rows until the end.
 *
 * @throws ShelftalkError `conflict` when it holds anything yet.
 */
export async function fillDatabase(
  driver: Driver,
  work: (filling: Filling) => Promise<{ lastNumbers: Readonly<Record<string, string>> }>,
): Promise<void> {
  await driver.asOwner(async (sql) => {
    await sql.script('begin')
    try {
      await sql.script("set local statement_timeout = 0; set local datestyle = 'ISO'")
      const tables = await backupTables(sql)
      const guarded = tables.filter(({ seenBy }) => seenBy !== 'owner')
      const guard = (how: string): Promise<void> =>
        sql.script(guarded.map(({ name }) => `alter table ${quoted(name)} ${how};`).join('\n'))
      await guard('no force row level security')
      for (const { name } of tables) await refuseRows(sql, name)
      const { lastNumbers } = await work({
        migrations: await appliedMigrations(sql),
        tables,
        put: (table, lines) => put(sql, table, lines),
      })
      for (const { name, numbered } of tables) {
        const last = lastNumbers[name]
        if (numbered === null || last === undefined) continue
        await sql.rows('select setval(pg_get_serial_sequence(quote_ident($1), $2)::regclass, $3::bigint)', [
          ...[name, numbered, last],
        ])
      }
      await guard('force row level security')
      await sql.script('commit')
    } catch (error) {
      await sql.script('rollback')
      throw error
    }
  })
}

async function refuseRows(sql: Sql, table: string): Promise<void> {
  const [found] = await sql.rows(`select 1 from ${quoted(table)} limit 1`)
  if (found !== undefined)
    throw new ShelftalkError(
      'conflict',
      `The database is not empty: there are rows in ${table}. Restore into a new database or data folder.`,
    )
}

async function put(sql: Sql, { name, columns }: BackupTable, lines: readonly string[]): Promise<void> {
  const names = columns.map((column) => quoted(column.name)).join(', ')
  const values = columns.map(({ type }, at) => `(line ->> ${at})::${type}`).join(', ')
  await sql.rows(
    `insert into ${quoted(name)} (${names}) overriding system value
     select ${values} from json_array_elements($1::json) as line`,
    [`[${lines.join(',')}]`],
  )
}
