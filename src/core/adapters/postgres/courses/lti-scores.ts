import type { LtiScoreCounts, LtiScoreKey, StoredLtiScore } from '../../../domain/courses/lti-advantage.ts'
import type { LtiScores } from '../../../ports/courses/lti-advantage.ts'
import { only, type Sql } from '../sql.ts'
import { isOn } from './lti-advantage.ts'

const isThis = 'registration_id = $1 and account_id = $2 and line_item = $3'
const keyOf = ({ registration_id, account_id, line_item }: LtiScoreKey) => [
  registration_id,
  account_id,
  line_item,
]

export function ltiScores(sql: Sql): LtiScores {
  return {
    async open({ sealed_user, scopes, ...score }, expiresAt) {
      await sql.rows(
        `insert into lti_score as s (school_id, registration_id, account_id, line_item, sealed_user, scopes, state, expires_at)
         select school_id, registration_id, $2, $3, $4, $5, 'open', $6 from lti_registration where registration_id = $1
         on conflict (school_id, registration_id, account_id, line_item) do update
           set sealed_user = excluded.sealed_user, scopes = excluded.scopes, expires_at = excluded.expires_at,
             state = case s.state when 'due' then 'due' else 'open' end,
             attempts = case s.state when 'due' then s.attempts else 0 end
           where s.state not in ('sent','kept')`,
        [...keyOf(score), sealed_user, scopes, expiresAt.toISOString()],
      )
    },
    complete: async (score, now) =>
      (
        await sql.rows(
          `update lti_score set state = 'due', due_at = $4, failure = null,
             scored_at = greatest($4, date_trunc('second', scored_at) + interval '1 second')
           where ${isThis} and state = 'open' and expires_at > $4 returning state`,
          [...keyOf(score), now.toISOString()],
        )
      ).length > 0,
    take: async ({ now, leaseUntil }, but) =>
      (
        await sql.rows<StoredLtiScore>(
          `with next as materialized (
             select o.registration_id, o.account_id, o.line_item from lti_score o
             where o.state = 'due' and o.due_at <= $1 and o.expires_at > $1 and o.registration_id <> all($3)
               and ${isOn('o', 'scores')}
             order by o.due_at, o.registration_id, o.account_id, o.line_item limit 1 for update of o skip locked)
           update lti_score s set due_at = $2, attempts = attempts + 1 from next
           where s.registration_id = next.registration_id and s.account_id = next.account_id and s.line_item = next.line_item
           returning s.registration_id, s.account_id, s.line_item, s.sealed_user, s.scopes, s.attempts - 1 as attempts,
             to_char(s.scored_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as scored_at`,
          [now.toISOString(), leaseUntil.toISOString(), but],
        )
      )[0] ?? null,
    async end(score, { state, failure }) {
      await sql.rows(
        `update lti_score set state = $4, failure = $5, sealed_user = null, due_at = null where ${isThis} and state = 'due'`,
        [...keyOf(score), state, failure],
      )
    },
    async postpone(score, { dueAt, failure }) {
      await sql.rows(`update lti_score set due_at = $4, failure = $5 where ${isThis} and state = 'due'`, [
        ...keyOf(score),
        dueAt.toISOString(),
        failure,
      ])
    },
    async expire(now) {
      await sql.rows(`delete from lti_score where state = 'open' and expires_at <= $1`, [now.toISOString()])
      const late = await sql.rows(
        `update lti_score set state = 'expired', failure = coalesce(failure, 'too_late'), sealed_user = null, due_at = null
         where state = 'due' and expires_at <= $1 returning state`,
        [now.toISOString()],
      )
      return late.length
    },
    async forget(registrationId) {
      await sql.rows('delete from lti_score where registration_id = $1 and sealed_user is not null', [
        registrationId,
      ])
    },
    sealedUsers: () =>
      sql.rows(
        'select registration_id, account_id, line_item, sealed_user from lti_score where sealed_user is not null',
      ),
    sealAnew: async (score, { from, to }) =>
      (
        await sql.rows(
          `update lti_score set sealed_user = $5 where ${isThis} and sealed_user = $4 returning state`,
          [...keyOf(score), from, to],
        )
      ).length > 0,
    counts: async (registrationId) =>
      only(
        await sql.rows<LtiScoreCounts>(
          `with s as (select state, failure from lti_score where registration_id = $1)
           select (select coalesce(jsonb_object_agg(state, n), '{}') from
               (select state, count(*)::int as n from s group by state) a) as states,
             (select coalesce(jsonb_object_agg(failure, n), '{}') from
               (select failure, count(*)::int as n from s where failure is not null group by failure) b) as failures`,
          [registrationId],
        ),
      ),
  }
}
