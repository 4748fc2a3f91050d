import type { LtiDeployment, LtiRegistration } from '../../../domain/courses/lti.ts'
import type { LtiServiceChoice } from '../../../domain/courses/lti-advantage.ts'
import type {
  ActiveRegistration,
  LtiIntake,
  LtiRegistrations,
  StoredRegistration,
} from '../../../ports/courses/lti.ts'
import type { Sql } from '../sql.ts'
import { registrationColumns } from './lti.ts'

/** Deployments of one registration that are told, and registrations of all schools. */
const maxTold = 300

export function ltiRegistrations(sql: Sql): LtiRegistrations {
  return {
    add: async (one) =>
      (
        await sql.rows(
          `insert into lti_registration (school_id, registration_id, issuer, client_id, family, auth_url, token_url, jwks_url,
             frame_origins, require_sub, account_key, withheld, state)
           values (current_setting('shelftalk.school'), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting')
           on conflict do nothing returning registration_id`,
          [
            ...[one.registration_id, one.issuer, one.client_id, one.family, one.auth_url, one.token_url],
            ...[one.jwks_url, one.frame_origins, one.require_sub, one.account_key, one.withheld],
          ],
        )
      ).length > 0,
    async setState(registrationId, { state, frame_origins }) {
      const [before] = await sql.rows<{ was: LtiRegistration['state'] }>(
        `with before as (select state from lti_registration where registration_id = $1 for update)
         update lti_registration r set state = $2, frame_origins = coalesce($3::text[], r.frame_origins)
         from before where r.registration_id = $1 returning before.state as was`,
        [registrationId, state, frame_origins],
      )
      return before?.was ?? null
    },
    remove: async (registrationId) =>
      (
        await sql.rows('delete from lti_registration where registration_id = $1 returning registration_id', [
          registrationId,
        ])
      ).length > 0,
    list: () =>
      sql.rows<StoredRegistration>(
        `select ${registrationColumns}, withheld, clock_apart_seconds,
           to_char(last_launch_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as last_launch_at
         from lti_registration order by created_at, registration_id`,
      ),
    deployments: (registrationIds) =>
      sql.rows<LtiDeployment & { registration_id: string }>(
        `select r.registration_id, d.deployment_id, d.state from unnest($1::text[]) as r(registration_id)
         cross join lateral (select deployment_id, state from lti_deployment d
           where d.registration_id = r.registration_id
           order by state desc, first_seen_at, deployment_id limit ${maxTold}) d`,
        [registrationIds],
      ),
    sealAnew: async (registrationId, { from, to }) =>
      (
        await sql.rows(
          'update lti_registration set account_key = $3 where registration_id = $1 and account_key = $2 returning registration_id',
          [registrationId, from, to],
        )
      ).length > 0,
    approve: async (registrationId, deploymentId, at) =>
      (
        await sql.rows(
          `insert into lti_deployment (school_id, registration_id, deployment_id, state, first_seen_at)
           select school_id, registration_id, $2, 'approved', $3 from lti_registration where registration_id = $1
           on conflict (school_id, registration_id, deployment_id) do update set state = 'approved'
           returning deployment_id`,
          [registrationId, deploymentId, at.toISOString()],
        )
      ).length > 0,
    async addWaiting(registrationId, deploymentId, at) {
      await sql.rows(
        `insert into lti_deployment (school_id, registration_id, deployment_id, state, first_seen_at)
         select school_id, registration_id, $2, 'waiting', $3 from lti_registration where registration_id = $1
         on conflict do nothing`,
        [registrationId, deploymentId, at.toISOString()],
      )
    },
    async approveWaiting(registrationId) {
      await sql.rows("update lti_deployment set state = 'approved' where registration_id = $1", [
        registrationId,
      ])
    },
    invite: async ({ code_hash, invited_by, roster, scores }, { now, expiresAt, most }) => {
      await sql.rows('delete from lti_invite where expires_at <= $1', [now.toISOString()])
      const made = await sql.rows(
        `insert into lti_invite (code_hash, school_id, invited_by, expires_at, roster, scores)
         select $1, current_setting('shelftalk.school'), $2, $3, $5, $6 where (select count(*) from lti_invite) < $4
         on conflict do nothing returning code_hash`,
        [code_hash, invited_by, expiresAt.toISOString(), most, roster, scores],
      )
      return made.length > 0
    },
  }
}

export function ltiIntake(sql: Sql): LtiIntake {
  return {
    takeInvite: async (codeHash, now) =>
      (
        await sql.rows<{ school_id: string; invited_by: string } & LtiServiceChoice>(
          `delete from lti_invite where code_hash = $1 and expires_at > $2 returning school_id, invited_by, roster, scores`,
          [codeHash, now.toISOString()],
        )
      )[0] ?? null,
    active: () =>
      sql.rows<ActiveRegistration>(
        `select registration_id, school_id, jwks_url, clock_apart_seconds from lti_registration
         where state = 'active' order by registration_id limit ${maxTold}`,
      ),
    async noteLaunch(registrationId, { at, apartSeconds }) {
      await sql.rows(
        `update lti_registration set last_launch_at = coalesce($2::timestamptz, last_launch_at), clock_apart_seconds = $3
         where registration_id = $1`,
        [registrationId, at?.toISOString() ?? null, apartSeconds],
      )
    },
  }
}
