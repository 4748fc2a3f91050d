import type { ImportRun, Imports, JobRun, Jobs, Refusal } from '../../ports/runs.ts'
import { json, type Sql } from './sql.ts'

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
        `insert into import_refusal (school_id, import_id, line, field, reason)
         select current_setting('shelftalk.school'), $1, x.line, x.field, x.reason
         from jsonb_to_recordset($2::jsonb) as x(line int, field text, reason text) on conflict do nothing`,
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
    refusals: (importId, { limit, after }) =>
      sql.rows<Refusal>(
        `select line, field, reason from import_refusal where import_id = $1 and line > $2 order by line, field limit $3`,
        [importId, after, limit],
      ),
  }
}

const iso = (column: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`
const runColumns = `run_id, job, state, counts, error, ${iso('requested_at')}, ${iso('started_at')}, ${iso('finished_at')}`

export function jobs(sql: Sql): Jobs {
  return {
    async request(runId, job, at) {
      await sql.rows(
        `insert into job_run (school_id, run_id, job, state, requested_at)
         values (current_setting('shelftalk.school'), $1, $2, 'waiting', $3)`,
        [runId, job, at.toISOString()],
      )
    },
    async start(runId, at) {
      await sql.rows(
        "update job_run set state = 'running', started_at = coalesce(started_at, $2) where run_id = $1",
        [runId, at.toISOString()],
      )
    },
    async finish(runId, end) {
      await sql.rows(
        'update job_run set state = $2, counts = $3, error = $4, finished_at = $5 where run_id = $1',
        [
          runId,
          end.error === null ? 'finished' : 'failed',
          json(end.counts),
          end.error,
          end.at.toISOString(),
        ],
      )
    },
    get: async (runId) =>
      (await sql.rows<JobRun>(`select ${runColumns} from job_run where run_id = $1`, [runId]))[0] ?? null,
    recent: (job, limit) =>
      sql.rows<JobRun>(
        `select ${runColumns} from job_run where job = $1 order by requested_at desc, run_id desc limit $2`,
        [job, limit],
      ),
  }
}
