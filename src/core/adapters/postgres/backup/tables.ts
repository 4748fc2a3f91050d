import type { Sql } from '../sql.ts'

/** A table of the product, as a backup sees it. */
export interface BackupTable {
  name: string
  /** Without those that PostgreSQL works out itself; `type` as it is written in a cast. */
  columns: { name: string; type: string }[]
  /** In which role all its rows can be read: the owner's, the system's, or the app's, school by school. */
  seenBy: 'owner' | 'shelftalk_system' | 'shelftalk_app'
  /** The column that numbers its rows, if it has one. */
  numbered: string | null
}

/** What the schedule, locks and probes leave behind means nothing elsewhere, and migrations are named in the head. */
const leftOut = ['schema_migration', 'schedule_job', 'gateway_lease', 'write_probe']

/** All tables with rows worth keeping, whatever migration made them, each after those that its rows refer to. */
export async function backupTables(sql: Sql): Promise<BackupTable[]> {
  const found = await sql.rows<BackupTable & { needs: string[] }>(
    `select c.relname as name,
       case when not c.relrowsecurity then 'owner'
         when has_table_privilege('shelftalk_system', c.oid, 'select')
           and exists (select from pg_policies p where p.schemaname = current_schema() and p.tablename = c.relname
             and p.roles = '{shelftalk_system}' and p.cmd in ('ALL', 'SELECT') and p.qual = 'true')
           then 'shelftalk_system'
         else 'shelftalk_app' end as "seenBy",
       (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attidentity <> '' limit 1) as numbered,
       (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
         from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       (select coalesce(json_agg(t.relname), '[]') from pg_constraint f join pg_class t on t.oid = f.confrelid
         where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> f.conrelid) as needs
     from pg_class c
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
       and c.relname <> all(select jsonb_array_elements_text($1::jsonb))
     order by c.relname`,
    [JSON.stringify(leftOut)],
  )
  const ordered: BackupTable[] = []
  const waiting = new Map(found.map(({ needs, ...table }) => [table, needs]))
  while (waiting.size > 0) {
    const known = new Set(ordered.map(({ name }) => name))
    const ready = [...waiting].filter(([, needs]) => needs.every((name) => known.has(name)))
    if (ready.length === 0) throw new Error('tables refer to each other in a circle')
    for (const [table] of ready) {
      ordered.push(table)
      waiting.delete(table)
    }
  }
  return ordered
}

/** For a transaction that takes as long as its file: every value has one text, which reads back to the same value. */
export const textsExactly =
  "set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0; set local datestyle = 'ISO'; set local extra_float_digits = 1"

/** Few enough that their vectors fit into some megabytes. */
export const rowsAtOnce = 200
