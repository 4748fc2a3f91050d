import { type JobRun, type Jobs, runsKept, waitingMs } from '../../../ports/work/runs.ts'
import { json, only, type Sql } from '../sql.ts'

const iso = (column: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`
const runColumns = `run_id, job, state, counts, progress, attempts, error, ${iso('requested_at')}, ${iso('started_at')}, ${iso('finished_at')}`

/** The run's counts with those of $n added, name by name. */
const added = (n: number): string => `(select coalesce(jsonb_object_agg(c.name, c.total), '{}') from (
  select each.key as name, sum(each.value::numeric) as total
  from (select * from jsonb_each_text(counts) union all select * from jsonb_each_text($${n}::jsonb)) as each
  group by each.key) as c)`

export function jobs(sql: Sql): Jobs {
  const first = async (text: string, params: unknown[]): Promise<JobRun | null> =>
    (await sql.rows<JobRun>(text, params))[0] ?? null
  return {
    async request(runId, job, at) {
      await sql.rows(
        `select pg_advisory_xact_lock(hashtextextended(concat_ws(chr(10), 'runs of', current_setting('shelftalk.school'), $1::text), 0))`,
        [job],
      )
      // Locked, so that it cannot begin before whoever asks has committed what the run is to see.
      const [waiting] = await sql.rows<{ run_id: string; is_stale: boolean }>(
        `select run_id, requested_at < $2 as is_stale from job_run where job = $1 and state = 'waiting'
         order by requested_at desc limit 1 for update`,
        [job, new Date(at.getTime() - waitingMs).toISOString()],
      )
      if (waiting === undefined) {
        await sql.rows(
          `insert into job_run (school_id, run_id, job, state, requested_at)
           values (current_setting('shelftalk.school'), $1, $2, 'waiting', $3)`,
          [runId, job, at.toISOString()],
        )
        return { run_id: runId, isNew: true }
      }
      if (waiting.is_stale) {
        await sql.rows('update job_run set requested_at = $2 where run_id = $1', [
          waiting.run_id,
          at.toISOString(),
        ])
      }
      return { run_id: waiting.run_id, isNew: waiting.is_stale }
    },
    start: (runId, at) =>
      first(
        `update job_run set state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, $2)
         where run_id = $1 and finished_at is null returning ${runColumns}`,
        [runId, at.toISOString()],
      ),
    async progress(runId, { progress, counts }) {
      await sql.rows(`update job_run set progress = $2, counts = ${added(3)} where run_id = $1`, [
        runId,
        json(progress),
        json(counts),
      ])
    },
    async pause(runId) {
      await sql.rows(
        `update job_run set state = 'waiting', attempts = attempts - 1 where run_id = $1 and state = 'running'`,
        [runId],
      )
    },
    async finish(runId, { counts, error, at }) {
      const ended = await sql.rows<{ job: string }>(
        `update job_run set state = $2, counts = ${added(3)}, error = $4, finished_at = $5 where run_id = $1 returning job`,
        [runId, error === null ? 'finished' : 'failed', json(counts), error, at.toISOString()],
      )
      if (ended.length === 0) return
      await sql.rows(
        `delete from job_run where run_id in (select r.run_id from job_run r where r.job = $1 and r.finished_at is not null
           order by r.requested_at desc, r.run_id desc offset $2)`,
        [only(ended).job, runsKept],
      )
    },
    get: (runId) => first(`select ${runColumns} from job_run where run_id = $1`, [runId]),
    recent: (job, limit) =>
      sql.rows<JobRun>(
        `select ${runColumns} from job_run where job = $1 order by job_run.requested_at desc, run_id desc limit $2`,
        [job, limit],
      ),
    claimDue: async (job, dueAt) =>
      (
        await sql.rows(
          `insert into job_due as d (school_id, job, due_at) values (current_setting('shelftalk.school'), $1, $2)
           on conflict (school_id, job) do update set due_at = excluded.due_at where d.due_at < excluded.due_at
           returning job`,
          [job, dueAt.toISOString()],
        )
      ).length > 0,
  }
}
