import type { ScheduledSchool } from '../../../domain/schedule.ts'
import { type School, SchoolPolicy } from '../../../domain/school.ts'
import type { Rankings, Schools } from '../../../ports/schools.ts'
import type { SchoolSettings } from '../../../ports/store.ts'
import type { KeyLookup, Keys, StoredKey } from '../../../ports/work/runs.ts'
import { json, only, type Sql } from '../sql.ts'

export function schoolSettings(sql: Sql): SchoolSettings {
  return {
    async read() {
      const row = only(
        await sql.rows<Omit<School, 'policy'> & { policy: unknown }>(
          'select school_id, name, invented, policy, version, live_build from school',
        ),
      )
      return { ...row, policy: SchoolPolicy.parse(row.policy) }
    },
    async putPolicy(policy) {
      await sql.rows('update school set policy = $1', [json(policy)])
    },
    raiseVersion: async () =>
      only(await sql.rows<{ version: number }>('update school set version = version + 1 returning version'))
        .version,
  }
}

export function schools(sql: Sql): Schools {
  return {
    create: async (school) =>
      (
        await sql.rows(
          `insert into school (school_id, name, invented, time_zone) values ($1, $2, $3, $4)
           on conflict do nothing returning school_id`,
          [school.school_id, school.name, school.invented, school.time_zone],
        )
      ).length > 0,
    rankings: async () =>
      only(
        await sql.rows<Rankings>(
          `select count(s.kept_back)::int as kept_back, count(g.worth)::int as judged, avg(g.worth)::real as mean_quality,
             min(g.worth)::real as lowest_quality
           from school s left join lateral (select (b.quality ->> 'mean')::real as worth from graph_build b
             where b.school_id = s.school_id and b.build_id = s.live_build) g on true`,
        ),
      ),
    async scheduled({ limit, after }) {
      const rows = await sql.rows<Omit<ScheduledSchool, 'asked'> & { asked: Record<string, string> }>(
        `select s.school_id, s.time_zone, s.created_at, (select coalesce(jsonb_object_agg(d.job, d.due_at), '{}')
           from job_due d where d.school_id = s.school_id) as asked,
           exists (select from lti_services v where v.school_id = s.school_id and v.roster) as reads_rosters,
           exists (select from lti_services v where v.school_id = s.school_id and v.scores) as sends_scores
         from school s where s.school_id > $2 order by s.school_id limit $1`,
        [limit, after ?? ''],
      )
      return rows.map(({ asked, ...school }) => ({
        ...school,
        asked: Object.fromEntries(Object.entries(asked).map(([job, due]) => [job, new Date(due)])),
      }))
    },
  }
}

const iso = (column: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`
const keyColumns = `key_id, role, reader_id, label, ${iso('created_at')}, ${iso('expires_at')}, ${iso('revoked_at')}`

export function keys(sql: Sql): Keys {
  return {
    async put(key) {
      await sql.rows(
        `insert into api_key (key_id, key_hash, school_id, role, reader_id, label)
         values ($1, $2, current_setting('shelftalk.school'), $3, $4, $5) on conflict (key_hash) do nothing`,
        [key.key_id, key.key_hash, key.role, key.reader_id, key.label],
      )
    },
    revoke: async (keyId, at) =>
      (
        await sql.rows(
          'update api_key set revoked_at = coalesce(revoked_at, $2) where key_id = $1 returning key_id',
          [keyId, at.toISOString()],
        )
      ).length > 0,
    expire: async (keyId, at) =>
      (
        await sql.rows<StoredKey>(
          `update api_key set expires_at = least(expires_at, $2) where key_id = $1 and revoked_at is null returning ${keyColumns}`,
          [keyId, at.toISOString()],
        )
      )[0] ?? null,
    list: () =>
      sql.rows<StoredKey>(
        `select ${keyColumns} from api_key k order by (k.revoked_at is not null), k.created_at, k.key_id limit 200`,
      ),
  }
}

export function keyLookup(sql: Sql): KeyLookup {
  return {
    byHash: async (keyHash) =>
      (
        await sql.rows<StoredKey & { school_id: string }>(
          `select school_id, ${keyColumns} from api_key where key_hash = $1`,
          [keyHash],
        )
      )[0] ?? null,
  }
}
