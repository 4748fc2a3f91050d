import type { Space } from '../../../domain/people/account.ts'
import type {
  BoundChannel,
  BoundSpace,
  ConnectionState,
  Connections,
  SpaceLookup,
  Spaces,
} from '../../../ports/people/links.ts'
import { endLinks } from '../people/remove-rows.ts'
import { json, type Sql } from '../sql.ts'

const isSpace = 'platform = $1 and tenant = $2'
const valuesOf = ({ platform, tenant }: Space): string[] => [platform, tenant]

export function spaceLookup(sql: Sql): SpaceLookup {
  return {
    schoolOf: async (space) =>
      (
        await sql.rows<{ school_id: string }>(
          `select school_id from chat_space where ${isSpace}`,
          valuesOf(space),
        )
      )[0]?.school_id ?? null,
    unboundWithin: (organisations) =>
      sql.rows<Space>(
        `select i.platform, i.tenant from chat_installation i
           join jsonb_to_recordset($1::jsonb) as o(platform text, tenant text)
             on o.platform = i.platform and o.tenant = i.within
         where i.state = 'active' and not exists
           (select from chat_space s where s.platform = i.platform and s.tenant = i.tenant)
         order by i.tenant limit 200`,
        [json(organisations)],
      ),
  }
}

export function spaces(sql: Sql): Spaces {
  return {
    // Another school's row is not seen here, so it can only be met: then nothing is put.
    put: async (space, by, at) =>
      (
        await sql.rows(`update chat_space set shown_name = $3 where ${isSpace} returning tenant`, [
          ...valuesOf(space),
          space.shown_name,
        ])
      ).length > 0 ||
      (
        await sql.rows(
          `insert into chat_space (school_id, platform, tenant, shown_name, bound_by, bound_at)
           values (current_setting('shelftalk.school'), $1, $2, $3, $4, $5)
           on conflict (platform, tenant) do nothing returning tenant`,
          [...valuesOf(space), space.shown_name, by, at.toISOString()],
        )
      ).length > 0,
    async remove(space) {
      await endLinks(sql, isSpace, valuesOf(space))
      await sql.rows(`delete from link_try where ${isSpace}`, valuesOf(space))
      const removed = await sql.rows(
        `delete from chat_space where ${isSpace} returning tenant`,
        valuesOf(space),
      )
      return removed.length > 0
    },
    list: () =>
      sql.rows<BoundSpace>(
        `select platform, tenant, shown_name,
           to_char(bound_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as bound_at
         from chat_space order by platform, tenant limit 200`,
      ),
    channelClass: async ({ channel_id, ...space }) =>
      (
        await sql.rows<{ class_id: string }>(
          `select class_id from channel_class where ${isSpace} and channel_id = $3`,
          [...valuesOf(space), channel_id],
        )
      )[0]?.class_id ?? null,
    putChannel: async ({ channel_id, class_id, ...space }, { person_id, before, at }) =>
      (
        await sql.rows(
          `insert into channel_class as c (school_id, platform, tenant, channel_id, class_id, bound_by, bound_at)
           select s.school_id, s.platform, s.tenant, $3, k.class_id, $5, $6
           from chat_space s join class k using (school_id) where s.platform = $1 and s.tenant = $2 and k.class_id = $4
           on conflict (school_id, platform, tenant, channel_id) do update
             set class_id = excluded.class_id, bound_by = excluded.bound_by, bound_at = excluded.bound_at,
               paused_at = null
             where c.class_id in ($7, excluded.class_id) returning channel_id`,
          [...valuesOf(space), channel_id, class_id, person_id, at.toISOString(), before],
        )
      ).length > 0,
    removeChannel: async ({ channel_id, class_id, ...space }) =>
      (
        await sql.rows(
          `delete from channel_class where ${isSpace} and channel_id = $3 and class_id = $4 returning channel_id`,
          [...valuesOf(space), channel_id, class_id],
        )
      ).length > 0,
    channels: (taughtBy) =>
      sql.rows<BoundChannel>(
        `select c.platform, c.tenant, c.channel_id, c.class_id from channel_class c
         where $1::text is null or exists (select from class_teacher t where t.school_id = c.school_id
           and t.class_id = c.class_id and t.person_id = $1)
         order by c.platform, c.tenant, c.channel_id limit 1000`,
        [taughtBy],
      ),
  }
}

const iso = (column: string): string =>
  `to_char(c.${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`

export function connections(sql: Sql): Connections {
  return {
    async note(space, news, at) {
      if (news.state === 'gone') {
        await sql.rows(`delete from connection_state where ${isSpace}`, valuesOf(space))
        return
      }
      await sql.rows(
        `insert into connection_state as c (platform, tenant, state, since, failure, failed_at)
         values ($1, $2, $3, $4, $5, case when $5::text is null then null else $4::timestamptz end)
         on conflict (platform, tenant) do update set state = excluded.state,
           since = case when c.state = excluded.state then c.since else excluded.since end,
           failure = coalesce(excluded.failure, c.failure), failed_at = coalesce(excluded.failed_at, c.failed_at)
         where (c.state, c.failure) is distinct from (excluded.state, coalesce(excluded.failure, c.failure))
           or excluded.failed_at is not null`,
        [...valuesOf(space), news.state, at.toISOString(), news.state === 'failed' ? news.code : null],
      )
    },
    of: (spaces) =>
      sql.rows<ConnectionState>(
        `select c.platform, c.tenant, c.state, ${iso('since')}, c.failure, ${iso('failed_at')}
         from connection_state c join jsonb_to_recordset($1::jsonb) as x(platform text, tenant text)
           using (platform, tenant)`,
        [json(spaces)],
      ),
  }
}
