import type { Driver, Scope } from '../../src/core/adapters/postgres/sql.ts'

/** Every table, with whether its rows are a school's. */
export const allTables = (driver: Driver): Promise<{ name: string; ofSchool: boolean }[]> =>
  driver.asOwner((sql) =>
    sql.rows(
      `select c.relname as name, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'school_id')
         as "ofSchool" from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
       order by 1`,
    ),
  )

/** As whom a table's rows are seen: of one school, or those that are nobody's. */
export const scopeOf = ({ ofSchool }: { ofSchool: boolean }, schoolId: string): Scope =>
  ofSchool
    ? { role: 'shelftalk_app', schoolId, background: false }
    : { role: 'shelftalk_system', schoolId: null, background: false }

/** Which tables have a row whose text holds one of the words: of a school's rows, and of those that are nobody's. */
export async function tablesWith(
  driver: Driver,
  schoolId: string,
  words: readonly string[],
): Promise<string[]> {
  const found: string[] = []
  for (const table of await allTables(driver)) {
    if (table.name === 'schema_migration') continue
    const rows = await driver.transaction(scopeOf(table, schoolId), (sql) =>
      sql.rows(
        `select from ${table.name} t where exists (select from unnest($1::text[]) w where position(w in to_jsonb(t)::text) > 0)`,
        [words],
      ),
    )
    if (rows.length > 0) found.push(table.name)
  }
  return found
}
