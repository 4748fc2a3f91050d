import type { PGlite } from '@electric-sql/pglite'
import { personRows } from '../people/person-rows.ts'
import { statisticTargets } from './housekeeping.ts'
import type { Lanes } from './lanes.ts'

/** Rows of these end in other ways; those that ended may have held what a platform calls the person. */
const passing = ['chat_request', 'erasure', 'lti_transaction', 'lti_item']
const tables = [...new Set([...personRows.map(({ table }) => table), ...passing])]
/** What the planner knows of the tables' values, and of those that an index over an expression holds. */
const forgetStatement = `delete from pg_statistic s using pg_class t left join pg_index i on i.indrelid = t.oid
  where t.relname = any($1) and s.starelid in (t.oid, i.indexrelid)`

/** Enough for whatever log files an older version kept to be used again. */
const maxSwitches = 100

/**
 * Writes all tables that may have held a person anew, from the rows that are there: without the room of deleted rows, with
 * fresh indexes. What the planner knew of their values is learnt anew. Then the log goes on in a new file, and the files
 * before are deleted. A table at a time: requests come in between.
 */
export async function rewriteFiles(db: PGlite, lanes: Lanes): Promise<void> {
  await lanes.run(true, () => db.query(forgetStatement, [tables]))
  const found = await lanes.run(true, () =>
    db.query<{ target: string }>(statisticTargets('c.relname = any($1)'), [tables]),
  )
  for (const { target } of found.rows)
    await lanes.run(true, async () => void (await db.exec(`vacuum (full, analyze) ${target}`)))
  await lanes.run(true, async () => void (await db.exec('vacuum full pg_statistic')))
  await lanes.run(true, () => leaveLogBehind(db))
}

/** Log files that lie ready are written over one by one: only one that did not exist before holds nothing old. */
async function leaveLogBehind(db: PGlite): Promise<void> {
  const names = async (): Promise<string[]> =>
    (await db.query<{ name: string }>('select name from pg_ls_waldir() order by name')).rows.map(
      ({ name }) => name,
    )
  const last = (await names()).at(-1) ?? ''
  for (let switches = 0; switches < maxSwitches; switches++) {
    // Without a record in it the log would not be switched.
    await db.exec(
      "select pg_logical_emit_message(false, 'shelftalk', ''); select pg_switch_wal(); checkpoint",
    )
    const [first = ''] = await names()
    if (first > last) return
  }
}
