import pg from 'pg'
import { appliedMigrations } from '../connection/migrate.ts'
import type { Driver, Sql } from '../sql.ts'
import { type BackupTable, backupTables, rowsAtOnce, textsExactly } from './tables.ts'

/** Everything in a database at one moment. */
export interface Snapshot {
  /** The migrations that it has, oldest first. */
  migrations: string[]
  tables: BackupTable[]
  /** Of tables that number their rows, the last number given: no row that comes later may take it again. */
  lastNumbers: Record<string, string>
  /** All rows of a table, each a JSON array of its columns as text, some at a time. */
  rowsOf(table: BackupTable): AsyncGenerator<string[]>
}

/**
 * Reads the database while others go on writing, in one transaction that writes nothing. Rows are read in the roles that
 * the service reads them in: not even here is there one that sees all schools at once.
 */
export async function withSnapshot<T>(driver: Driver, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  return driver.asOwner(async (sql) => {
    await sql.script('begin isolation level repeatable read, read only')
    try {
      await sql.script(textsExactly)
      const tables = await backupTables(sql)
      return await work({
        migrations: await appliedMigrations(sql),
        tables,
        lastNumbers: await lastNumbers(sql, tables),
        rowsOf: (table) => rowsOf(sql, table),
      })
    } finally {
      await sql.script('rollback')
    }
  })
}

async function lastNumbers(sql: Sql, tables: readonly BackupTable[]): Promise<Record<string, string>> {
  const last: Record<string, string> = {}
  for (const { name, numbered } of tables) {
    if (numbered === null) continue
    const [sequence] = await sql.rows<{ number: string | null }>(
      'select pg_sequence_last_value(pg_get_serial_sequence(quote_ident($1), $2)::regclass)::text as number',
      [name, numbered],
    )
    if (sequence?.number != null) last[name] = sequence.number
  }
  return last
}

async function* rowsOf(sql: Sql, table: BackupTable): AsyncGenerator<string[]> {
  if (table.seenBy !== 'shelftalk_app') return yield* rowsSeen(sql, table, null)
  await sql.rows('set local role shelftalk_system')
  const schools = await sql.rows<{ school_id: string }>('select school_id from school order by school_id')
  for (const { school_id } of schools) yield* rowsSeen(sql, table, school_id)
}

async function* rowsSeen(sql: Sql, { name, columns, seenBy }: BackupTable, schoolId: string | null) {
  await sql.rows(`set local role ${seenBy === 'owner' ? 'none' : seenBy}`)
  await sql.rows("select set_config('shelftalk.school', $1, true)", [schoolId ?? ''])
  const texts = columns.map((column) => `${pg.escapeIdentifier(column.name)}::text`).join(', ')
  await sql.rows(
    `declare backup no scroll cursor for select json_build_array(${texts})::text as line from ${pg.escapeIdentifier(name)}`,
  )
  for (;;) {
    const rows = await sql.rows<{ line: string }>(`fetch ${rowsAtOnce} from backup`)
    if (rows.length === 0) break
    yield rows.map(({ line }) => line)
  }
  await sql.rows('close backup')
}
