import type { IdentityProvider } from '../../../domain/people/person.ts'
import type {
  FoundSession,
  IdentityProviders,
  PendingSignIn,
  ProviderLookup,
  SessionLookup,
  Sessions,
  SignIns,
} from '../../../ports/people/people.ts'
import type { Sql } from '../sql.ts'

const providerColumns =
  'p.provider_id, p.label, p.issuer, p.client_id, p.client_secret, p.email_domains, p.student_claim'

export function identityProviders(sql: Sql): IdentityProviders {
  return {
    put: async (one) =>
      (
        await sql.rows(
          `update identity_provider set label = $2, issuer = $3, client_id = $4, client_secret = $5,
             email_domains = $6, student_claim = $7 where provider_id = $1 returning provider_id`,
          valuesOf(one),
        )
      ).length > 0 ||
      (
        await sql.rows(
          `insert into identity_provider (school_id, provider_id, label, issuer, client_id, client_secret,
             email_domains, student_claim)
           values (current_setting('shelftalk.school'), $1, $2, $3, $4, $5, $6, $7)
           on conflict (provider_id) do nothing returning provider_id`,
          valuesOf(one),
        )
      ).length > 0,
    sealAnew: async (providerId, { from, to }) =>
      (
        await sql.rows(
          `update identity_provider set client_secret = $3 where provider_id = $1 and client_secret = $2
           returning provider_id`,
          [providerId, from, to],
        )
      ).length > 0,
    remove: async (providerId) =>
      (
        await sql.rows('delete from identity_provider where provider_id = $1 returning provider_id', [
          providerId,
        ])
      ).length > 0,
    list: () =>
      sql.rows<IdentityProvider>(`select ${providerColumns} from identity_provider p order by p.provider_id`),
  }
}

const valuesOf = (one: IdentityProvider): unknown[] => [
  one.provider_id,
  one.label,
  one.issuer,
  one.client_id,
  one.client_secret,
  one.email_domains,
  one.student_claim,
]

export function providerLookup(sql: Sql): ProviderLookup {
  return {
    list: (schoolId) =>
      sql.rows(
        `select p.provider_id, p.label, s.name as school_name from identity_provider p join school s using (school_id)
         where $1::text is null or p.school_id = $1 order by p.label, p.provider_id limit 200`,
        [schoolId],
      ),
    get: async (providerId) =>
      (
        await sql.rows<IdentityProvider & { school_id: string }>(
          `select p.school_id, ${providerColumns} from identity_provider p where p.provider_id = $1`,
          [providerId],
        )
      )[0] ?? null,
  }
}

export function signIns(sql: Sql): SignIns {
  return {
    async begin(stateHash, pending, { now, expiresAt }) {
      await sql.rows('delete from sign_in where expires_at <= $1', [now.toISOString()])
      await sql.rows(
        `insert into sign_in (state_hash, school_id, provider_id, nonce, code_verifier, return_path, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          stateHash,
          pending.school_id,
          pending.provider_id,
          pending.nonce,
          pending.code_verifier,
          pending.return_path,
          expiresAt.toISOString(),
        ],
      )
    },
    take: async (stateHash, now) =>
      (
        await sql.rows<PendingSignIn>(
          `delete from sign_in where state_hash = $1 and expires_at > $2
           returning school_id, provider_id, nonce, code_verifier, return_path`,
          [stateHash, now.toISOString()],
        )
      )[0] ?? null,
  }
}

const iso = (column: string): string =>
  `to_char(s.${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`

export function sessionLookup(sql: Sql): SessionLookup {
  return {
    bySecret: async (secretHash, now) =>
      (
        await sql.rows<FoundSession>(
          `select s.session_id, s.school_id, s.person_id, s.role, s.csrf_token, ${iso('created_at')},
             ${iso('renewed_at')}, ${iso('seen_at')}, s.secret_hash <> $1 as is_previous, p.role as person_role, p.reader_id
           from person_session s join person p on p.school_id = s.school_id and p.person_id = s.person_id
           where (s.secret_hash = $1 or (s.previous_hash = $1 and s.previous_until > $2))
             and s.revoked_at is null and p.ended_at is null`,
          [secretHash, now.toISOString()],
        )
      )[0] ?? null,
  }
}

export function sessions(sql: Sql): Sessions {
  return {
    async begin(session) {
      await sql.rows(
        `insert into person_session (school_id, session_id, person_id, role, secret_hash, csrf_token, created_at,
           renewed_at, seen_at)
         values (current_setting('shelftalk.school'), $1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          session.session_id,
          session.person_id,
          session.role,
          session.secret_hash,
          session.csrf_token,
          session.created_at,
          session.renewed_at,
          session.seen_at,
        ],
      )
    },
    async see(sessionId, at) {
      await sql.rows(
        'update person_session set seen_at = greatest(seen_at, $2) where session_id = $1 and revoked_at is null',
        [sessionId, at.toISOString()],
      )
    },
    renew: async (sessionId, { from_hash, to_hash }, { at, previousUntil }) =>
      (
        await sql.rows(
          `update person_session set secret_hash = $3, previous_hash = $2, previous_until = $5, renewed_at = $4, seen_at = $4
           where session_id = $1 and secret_hash = $2 and revoked_at is null returning session_id`,
          [sessionId, from_hash, to_hash, at.toISOString(), previousUntil.toISOString()],
        )
      ).length > 0,
    async revoke(sessionId, at) {
      await sql.rows(
        'update person_session set revoked_at = coalesce(revoked_at, $2) where session_id = $1',
        [sessionId, at.toISOString()],
      )
    },
  }
}
