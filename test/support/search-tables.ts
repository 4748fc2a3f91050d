import type { Driver } from '../../src/core/adapters/postgres/sql.ts'

/** Every table, with whether its rows are a school's. */
export const allTables = (driver: Driver): Promise<{ name: string; ofSchool: boolean }[]> =>
  driver.asOwner((sql) =>
    sql.rows(
      `select c.relname as name, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'school_id')
         as "ofSchool" from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
       order by 1`,
    ),
  )

/** Which tables have a row whose text holds one of the words: of a school's rows, and of those that are nobody's. */
export async function tablesWith(
  driver: Driver,
  schoolId: string,
  words: readonly string[],
): Promise<string[]> {
  const found: string[] = []
  for (const { name, ofSchool } of await allTables(driver)) {
    if (name === 'schema_migration') continue
    const scope = ofSchool
      ? { role: 'shelftalk_app' as const, schoolId, background: false }
      : { role: 'shelftalk_system' as const, schoolId: null, background: false }
    const rows = await driver.transaction(scope, (sql) =>
      sql.rows(
        `select from ${name} t where exists (select from unnest($1::text[]) w where position(w in to_jsonb(t)::text) > 0)`,
        [words],
      ),
    )
    if (rows.length > 0) found.push(name)
  }
  return found
}
