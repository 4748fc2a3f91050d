import type { ImportRun, Imports, Refusal } from '../../../ports/work/runs.ts'
import { json, type Sql } from '../sql.ts'

export function imports(sql: Sql): Imports {
  return {
    async start(importId, kind, at) {
      await sql.rows(
        `insert into import_run (school_id, import_id, kind, state, started_at)
         values (current_setting('shelftalk.school'), $1, $2, 'running', $3)`,
        [importId, kind, at.toISOString()],
      )
    },
    async progress(importId, change) {
      await sql.rows(
        'update import_run set accepted = accepted + $2, refused = refused + $3 where import_id = $1',
        [importId, change.accepted, change.refused],
      )
      if (change.refusals.length === 0) return
      await sql.rows(
        `insert into import_refusal (school_id, import_id, line, field, code, bound, reason)
         select current_setting('shelftalk.school'), $1, x.line, x.field, x.code, x.bound, x.reason
         from jsonb_to_recordset($2::jsonb)
           as x(line int, field text, code text, bound double precision, reason text) on conflict do nothing`,
        [importId, json(change.refusals)],
      )
    },
    async finish(importId, end) {
      await sql.rows(
        'update import_run set state = $2, error = $3, unknown_columns = $4, finished_at = $5 where import_id = $1',
        [importId, end.state, end.error, end.unknown_columns, end.at.toISOString()],
      )
    },
    get: async (importId) =>
      (
        await sql.rows<ImportRun>(
          'select import_id, kind, state, accepted, refused, unknown_columns, error from import_run where import_id = $1',
          [importId],
        )
      )[0] ?? null,
    newest: async (kind) =>
      (
        await sql.rows<{ import_id: string }>(
          `select import_id from import_run where kind = $1 and state <> 'failed' order by import_id desc limit 1`,
          [kind],
        )
      )[0]?.import_id ?? null,
    refusals: (importId, { limit, after }) =>
      sql.rows<Refusal>(
        `select line, field, code, bound, reason from import_refusal where import_id = $1 and line > $2 order by line, field limit $3`,
        [importId, after, limit],
      ),
  }
}
