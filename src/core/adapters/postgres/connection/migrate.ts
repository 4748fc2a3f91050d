import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ShelftalkError } from '../../../domain/errors.ts'
import type { Driver, Sql } from '../sql.ts'

/** One number for the whole database, so that processes that start together migrate one after the other. */
export const migrationLock = 7_305_911

/**
 * Applies the migrations of `folder` that are not applied yet, each in a transaction of its own, in the order of
 * their numbers; with `upTo`, none that comes after the one of that name. Answers the names applied now.
 *
 * @throws ShelftalkError `conflict` when there is no migration of that name.
 */
export async function migrate(driver: Driver, folder: string, upTo?: string): Promise<string[]> {
  const all = await migrationsIn(folder)
  if (upTo !== undefined && !all.includes(upTo))
    throw new ShelftalkError(
      'conflict',
      `This version has no migration ${upTo}: a later one made it. Use that.`,
    )
  const names = upTo === undefined ? all : all.slice(0, all.indexOf(upTo) + 1)
  return driver.asOwner(async (sql) => {
    // Waiting for another process, and building an index, take as long as they take.
    await sql.script(`set statement_timeout = 0; select pg_advisory_lock(${migrationLock})`)
    try {
      await sql.script(
        'create extension if not exists vector; create table if not exists schema_migration (name text primary key, applied_at timestamptz not null default now())',
      )
      const done = await appliedMigrations(sql)
      const due = names.filter((name) => !done.includes(name))
      for (const name of due) {
        const text = await readFile(join(folder, name), 'utf8')
        await sql.script(`begin;\n${text}\n;insert into schema_migration (name) values ('${name}');\ncommit;`)
      }
      return due
    } finally {
      await sql
        .script(`rollback; select pg_advisory_unlock(${migrationLock}); reset statement_timeout`)
        .catch(() => {})
    }
  })
}

/** The names of the migrations of `folder` that this database lacks; changes nothing. */
export async function missing(driver: Driver, folder: string): Promise<string[]> {
  const names = await migrationsIn(folder)
  return driver.asOwner(async (sql) => {
    const [table] = await sql.rows<{ name: string | null }>("select to_regclass('schema_migration') as name")
    if (table?.name == null) return names
    const done = await appliedMigrations(sql)
    return names.filter((name) => !done.includes(name))
  })
}

/** The names of the migrations that a database has, oldest first. */
export async function appliedMigrations(sql: Sql): Promise<string[]> {
  const rows = await sql.rows<{ name: string }>('select name from schema_migration order by name')
  return rows.map(({ name }) => name)
}

const migrationsIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort()
