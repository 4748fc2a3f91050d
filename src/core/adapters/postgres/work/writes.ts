import type { Writes } from '../../../ports/schools.ts'
import { only, type Sql } from '../sql.ts'

/** More than what is free in pages and log segments that exist already, so that a disk without room shows. */
const probeBytes = 262_144

export function writes(sql: Sql): Writes {
  return {
    areAllowed: async () =>
      only(
        await sql.rows<{ allowed: boolean }>(
          "select not pg_is_in_recovery() and current_setting('transaction_read_only') = 'off' as allowed",
        ),
      ).allowed,
    async probe() {
      await sql.rows(
        `insert into write_probe (probe_id, filling) values (pg_backend_pid(), repeat('x', $1::int))
         on conflict (probe_id) do update set filling = excluded.filling`,
        [probeBytes],
      )
      await sql.rows('delete from write_probe where probe_id = pg_backend_pid()')
    },
  }
}
