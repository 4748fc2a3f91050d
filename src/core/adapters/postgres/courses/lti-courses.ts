import type { LtiCourse, LtiRosterCounts } from '../../../domain/courses/lti-advantage.ts'
import type { LtiCourses } from '../../../ports/courses/lti-advantage.ts'
import { json, only, type Sql } from '../sql.ts'
import { isOn } from './lti-advantage.ts'

/** How much a role allows: less the later it stands here. */
const ranked = (role: string): string => `array_position(array['instructor','student','observer'], ${role})`

/** $1 registration, $2 course, $3 who was told of, $4 whether that is all, $5 when the reading began, $6 now. */
const applyStatement = `
  with known as (
    select account_id from lti_member where registration_id = $1 and context_id = $2
    union select account_id from lti_session
    where registration_id = $1 and context_id = $2 and account_id is not null and opened_at <= $5),
  put as (
    insert into lti_member as m (school_id, registration_id, context_id, account_id, role, changed_at)
    select current_setting('shelftalk.school'), $1, $2, k.account_id, t.role, $6
    from known k left join jsonb_to_recordset($3::jsonb) as t(account_id text, role text) using (account_id)
    where $4 or t.account_id is not null
    on conflict (school_id, registration_id, context_id, account_id) do update
      set role = excluded.role, changed_at = excluded.changed_at where m.role is distinct from excluded.role
    returning role)
  select count(*) filter (where role is null)::int as left from put`

const endStatement = `
  update lti_session s set revoked_at = $4 from lti_member m
  where s.registration_id = $1 and s.context_id = $2 and s.opened_at <= $3 and s.revoked_at is null
    and m.registration_id = $1 and m.context_id = $2 and m.account_id = s.account_id
    and (m.role is null or ${ranked('m.role')} > ${ranked('s.role')})
  returning s.session_hash`

export function ltiCourses(sql: Sql): LtiCourses {
  return {
    async note({ registration_id, context_id, members_url }, at) {
      // Hundreds open a course at once: only the first of a day writes.
      await sql.rows(
        `insert into lti_course as c (school_id, registration_id, context_id, members_url, launched_at, due_at)
         select school_id, registration_id, $2, $3, $4, $4 from lti_registration where registration_id = $1
         on conflict (school_id, registration_id, context_id) do update
           set members_url = excluded.members_url, launched_at = excluded.launched_at
           where c.members_url <> excluded.members_url or c.launched_at < $4::timestamptz - interval '1 day'`,
        [registration_id, context_id, members_url, at.toISOString()],
      )
    },
    take: async ({ now, again, openedSince }, but) =>
      (
        await sql.rows<LtiCourse>(
          `with next as materialized (
             select c.registration_id, c.context_id from lti_course c
             where c.due_at <= $1 and c.launched_at > $3 and c.registration_id <> all($4) and ${isOn('c', 'roster')}
             order by c.due_at, c.registration_id, c.context_id limit 1 for update of c skip locked)
           update lti_course c set due_at = $2 from next
           where c.registration_id = next.registration_id and c.context_id = next.context_id
           returning c.registration_id, c.context_id, c.members_url`,
          [now.toISOString(), again.toISOString(), openedSince.toISOString(), but],
        )
      )[0] ?? null,
    async apply({ registration_id, context_id }, { members, isWhole }, { began, now }) {
      const [course, at] = [
        [registration_id, context_id],
        [began.toISOString(), now.toISOString()],
      ]
      const { left } = only(
        await sql.rows<{ left: number }>(applyStatement, [...course, json(members), isWhole, ...at]),
      )
      const ended = await sql.rows(endStatement, [...course, ...at])
      await sql.rows(
        `update lti_course set failure = null, read_at = case when $4 then $5 else read_at end,
           members = case when $4 then $3 else members end
         where registration_id = $1 and context_id = $2`,
        [...course, members.filter(({ role }) => role !== null).length, isWhole, now.toISOString()],
      )
      return { left, sessions: ended.length }
    },
    async fail({ registration_id, context_id }, code) {
      await sql.rows('update lti_course set failure = $3 where registration_id = $1 and context_id = $2', [
        ...[registration_id, context_id, code],
      ])
    },
    async forget(registrationId) {
      await sql.rows('delete from lti_course where registration_id = $1', [registrationId])
    },
    counts: async (registrationId) =>
      only(
        await sql.rows<LtiRosterCounts>(
          `with c as (select read_at, failure from lti_course where registration_id = $1)
           select (select count(*)::int from c) as courses,
             (select to_char(max(read_at) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from c) as read_at,
             (select coalesce(jsonb_object_agg(failure, n), '{}') from
               (select failure, count(*)::int as n from c where failure is not null group by failure) f) as failures`,
          [registrationId],
        ),
      ),
  }
}
