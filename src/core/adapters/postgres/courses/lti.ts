import {
  type FoundLtiSession,
  type LtiDeployment,
  type LtiKey,
  type LtiRegistration,
  type LtiTransaction,
  maxWaitingDeployments,
} from '../../../domain/courses/lti.ts'
import type { LtiKeys, LtiLaunches } from '../../../ports/courses/lti.ts'
import { json, type Sql } from '../sql.ts'

/** As `LtiRegistration` has them. */
export const registrationColumns =
  'registration_id, school_id, issuer, client_id, family, auth_url, token_url, jwks_url, frame_origins, require_sub, state, account_key'
const transactionColumns = `state_hash, public_id, school_id, registration_id, state, nonce, deployment_id, target, login_hint,
  message_hint, storage_target, proof_hash, to_char(expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as expires_at`
const sessionColumns =
  'session_hash, proof_hash, school_id, registration_id, account_id, role, context_id, custom, locale, csrf_token, acted, deep_linking, line_item'

export function ltiLaunches(sql: Sql): LtiLaunches {
  const transaction = async (where: string, value: string, now: Date): Promise<LtiTransaction | null> =>
    (
      await sql.rows<LtiTransaction>(
        `select ${transactionColumns} from lti_transaction where ${where} = $1 and expires_at > $2`,
        [value, now.toISOString()],
      )
    )[0] ?? null
  const forget = async (now: Date): Promise<void> => {
    await sql.rows('delete from lti_transaction where expires_at <= $1', [now.toISOString()])
    await sql.rows("delete from lti_session where seen_at <= $1::timestamptz - interval '1 day'", [
      now.toISOString(),
    ])
  }
  return {
    forget,
    registrations: (issuer, clientId) =>
      sql.rows<LtiRegistration>(
        `select ${registrationColumns} from lti_registration where issuer = $1 and ($2::text is null or client_id = $2) limit 2`,
        [issuer, clientId],
      ),
    registration: async (registrationId) =>
      (
        await sql.rows<LtiRegistration>(
          `select ${registrationColumns} from lti_registration where registration_id = $1`,
          [registrationId],
        )
      )[0] ?? null,
    async deployment({ school_id, registration_id }, deploymentId, at) {
      await sql.rows(
        `insert into lti_deployment (school_id, registration_id, deployment_id, state, first_seen_at)
         select $1, $2, $3, 'waiting', $4 where (select count(*) from lti_deployment
           where school_id = $1 and registration_id = $2 and state = 'waiting') < $5
         on conflict do nothing`,
        [school_id, registration_id, deploymentId, at.toISOString(), maxWaitingDeployments],
      )
      const [found] = await sql.rows<LtiDeployment>(
        'select deployment_id, state from lti_deployment where school_id = $1 and registration_id = $2 and deployment_id = $3',
        [school_id, registration_id, deploymentId],
      )
      return found?.state ?? 'waiting'
    },
    async begin(one, { now, most }) {
      await forget(now)
      const newest = (where: string) => `delete from lti_transaction where state_hash in
        (select state_hash from lti_transaction ${where} order by expires_at desc, state_hash offset $1)`
      await sql.rows(newest('where registration_id = $2'), [most.ofOne - 1, one.registration_id])
      await sql.rows(newest(''), [most.all - 1])
      await sql.rows(
        `insert into lti_transaction (state_hash, public_id, school_id, registration_id, state, nonce, deployment_id, target,
           login_hint, message_hint, storage_target, proof_hash, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          ...[one.state_hash, one.public_id, one.school_id, one.registration_id, one.state, one.nonce],
          ...[
            one.deployment_id,
            one.target,
            one.login_hint,
            one.message_hint,
            one.storage_target,
            one.proof_hash,
          ],
          one.expires_at,
        ],
      )
    },
    byState: (stateHash, now) => transaction('state_hash', stateHash, now),
    byPublicId: (publicId, now) => transaction('public_id', publicId, now),
    consume: async (one, now) =>
      (
        await sql.rows(
          `delete from lti_transaction where state_hash = $1 and registration_id = $2 and nonce = $3 and proof_hash = $4
             and target = $5 and deployment_id is not distinct from $6 and expires_at > $7 returning state_hash`,
          [
            ...[one.state_hash, one.registration_id, one.nonce, one.proof_hash, one.target],
            ...[one.deployment_id, now.toISOString()],
          ],
        )
      ).length > 0,
    async putSession(one) {
      await sql.rows(
        `insert into lti_session (session_hash, proof_hash, school_id, registration_id, account_id, role, context_id, custom,
           locale, csrf_token, acted, deep_linking, opened_at, line_item, seen_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, now())`,
        [
          ...[one.session_hash, one.proof_hash, one.school_id, one.registration_id, one.account_id],
          ...[one.role, one.context_id, json(one.custom), one.locale, one.csrf_token, one.acted],
          ...[one.deep_linking === null ? null : json(one.deep_linking), one.opened_at, one.line_item],
        ],
      )
    },
    takeDeepLinking: async (sessionHash) =>
      (
        await sql.rows(
          `update lti_session set deep_linking = null where session_hash = $1 and deep_linking is not null
             and revoked_at is null returning session_hash`,
          [sessionHash],
        )
      ).length > 0,
    session: async ({ session, proof }, { now, since, openedSince }) =>
      (
        await sql.rows<FoundLtiSession>(
          `update lti_session s set seen_at = $3 from lti_registration r
           where s.session_hash = $1 and s.proof_hash = $2 and s.revoked_at is null and s.seen_at > $4 and s.opened_at > $5
             and r.school_id = s.school_id and r.registration_id = s.registration_id and r.state = 'active'
           returning ${sessionColumns.replaceAll(/(\w+)/g, 's.$1')}, r.frame_origins,
             to_char(s.opened_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as opened_at`,
          [session, proof, now.toISOString(), since.toISOString(), openedSince.toISOString()],
        )
      )[0] ?? null,
  }
}

export function ltiKeys(sql: Sql): LtiKeys {
  return {
    list: () =>
      sql.rows<LtiKey>(
        `select kid, public_jwk, private_key, to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at
         from lti_key order by created_at desc, kid`,
      ),
    async put(key) {
      await sql.rows(
        'insert into lti_key (kid, public_jwk, private_key, created_at) values ($1, $2, $3, $4)',
        [key.kid, json(key.public_jwk), key.private_key, key.created_at],
      )
    },
    async forget(before) {
      await sql.rows('delete from lti_key where created_at < $1', [before.toISOString()])
    },
    async sealAnew(kid, { from, to }) {
      await sql.rows('update lti_key set private_key = $3 where kid = $1 and private_key = $2', [
        ...[kid, from, to],
      ])
    },
  }
}
