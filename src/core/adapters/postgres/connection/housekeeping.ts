import type { PGlite } from '@electric-sql/pglite'
import type { Lanes } from './lanes.ts'

const transactionsBetween = 200

/**
 * Tables, with the columns that the planner is to know of. Long values (vectors, arrays, JSON) are left out of the
 * statistics: nothing is searched by them, and reading them takes seconds.
 */
export const statisticTargets = (where: string): string => `
  select format('%I (%s)', c.relname, string_agg(format('%I', a.attname), ', ')) as target
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid and not (t.typlen = -1 and t.typcategory in ('A', 'U'))
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and ${where}
  group by c.oid, c.relname`

/** Those that outgrew what the planner knows of them by half. */
const dueStatement = statisticTargets('pg_relation_size(c.oid) > 8192 * (8 + 1.5 * greatest(c.relpages, 0))')

/**
 * What autovacuum does on a server, which the embedded database lacks: without it the planner believes that tables
 * are small and reads them whole, and the room of deleted rows is never used again. One table at a time, in the
 * background lane. Answers a function to be called after each transaction.
 */
export function createHousekeeping(db: PGlite, lanes: Lanes): () => void {
  let transactions = 0
  let working = false

  const tidy = async (): Promise<void> => {
    const due = await lanes.run(true, () => db.query<{ target: string }>(dueStatement))
    for (const { target } of due.rows) await lanes.run(true, () => db.exec(`vacuum (analyze) ${target}`))
  }

  return () => {
    transactions++
    if (working || transactions < transactionsBetween) return
    transactions = 0
    working = true
    // It changes no row: when it fails, as it does while the database closes, the next time comes.
    void tidy()
      .catch(() => {})
      .finally(() => {
        working = false
      })
  }
}
