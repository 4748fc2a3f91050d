import { InstallBy } from '../../../domain/people/account.ts'
import type {
  ChatInstallation,
  ChatInstallations,
  ChatRequest,
  ChatRequests,
  DeadRequest,
} from '../../../ports/chats/chat.ts'
import { json, only, type Sql } from '../sql.ts'

export function chatRequests(sql: Sql): ChatRequests {
  return {
    async put(request, { now, leaseUntil }) {
      const { request_id, platform, tenant, account_digest, dedupe_key, kind, payload } = request
      const put = await sql.rows(
        `insert into chat_request (request_id, platform, tenant, account_digest, dedupe_key, kind, payload, received_at, lease_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (dedupe_key) do nothing returning request_id`,
        [
          ...[request_id, platform, tenant, account_digest, dedupe_key, kind, payload],
          ...[now.toISOString(), leaseUntil.toISOString()],
        ],
      )
      if (put.length > 0) return 'new'
      return only(
        await sql.rows<{ request_id: string; answer: string | null }>(
          'select request_id, answer from chat_request where dedupe_key = $1',
          [dedupe_key],
        ),
      )
    },
    payloadOf: async (requestId, accountDigest) =>
      (
        await sql.rows<{ payload: string }>(
          "select payload from chat_request where request_id::text = $1 and account_digest = $2 and payload <> ''",
          [requestId, accountDigest],
        )
      )[0]?.payload ?? null,
    take: (platform, { now, leaseUntil }, limit) =>
      sql.rows<ChatRequest>(
        `update chat_request r set lease_until = $3 from (select request_id from chat_request
           where state = 'waiting' and platform = $1 and lease_until <= $2
           order by lease_until limit $4 for update skip locked) due
         where r.request_id = due.request_id
         returning r.request_id, r.platform, r.tenant, r.kind, r.payload, r.attempts`,
        [platform, now.toISOString(), leaseUntil.toISOString(), limit],
      ),
    async done(requestId, { answer, at }) {
      await sql.rows(
        `update chat_request set state = 'done', answer = coalesce($2, answer), error = null, ended_at = $3,
           payload = case when kind like 'command %' then payload else '' end where request_id = $1`,
        [requestId, answer, at.toISOString()],
      )
    },
    async emptyDone(before) {
      await sql.rows(
        "update chat_request set payload = '' where state = 'done' and payload <> '' and ended_at <= $1",
        [before.toISOString()],
      )
    },
    async failed(requestId, { reason, again, at }) {
      await sql.rows(
        `update chat_request set attempts = attempts + 1, error = $2, lease_until = coalesce($3, lease_until),
           state = case when $3::timestamptz is null then 'dead' else 'waiting' end,
           ended_at = case when $3::timestamptz is null then $4::timestamptz end
         where request_id = $1 and state = 'waiting'`,
        [requestId, reason, again?.toISOString() ?? null, at.toISOString()],
      )
    },
    async release(requestIds, now) {
      await sql.rows(
        `update chat_request set lease_until = $2 where request_id = any($1::uuid[]) and state = 'waiting'`,
        [requestIds, now.toISOString()],
      )
    },
    replay: async (now, limit) =>
      (
        await sql.rows(
          `update chat_request set state = 'waiting', attempts = 0, lease_until = $1, ended_at = null
           where request_id in (select request_id from chat_request where state = 'dead' and payload <> ''
             order by received_at limit $2) returning request_id`,
          [now.toISOString(), limit],
        )
      ).length,
    counts: async (now) =>
      only(
        await sql.rows(
          `select count(*) filter (where state = 'waiting')::int as waiting,
             count(*) filter (where state = 'dead')::int as dead,
             coalesce(extract(epoch from $1::timestamptz - min(received_at) filter (where state = 'waiting')) * 1000, 0)::bigint
               as oldest_ms
           from chat_request where state <> 'done'`,
          [now.toISOString()],
        ),
      ),
    dead: (limit) =>
      sql.rows<DeadRequest>(
        `select request_id, platform, tenant, kind, attempts, error,
           to_char(received_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as received_at
         from chat_request where state = 'dead' order by chat_request.received_at limit $1`,
        [limit],
      ),
    purge: async (before, limit) =>
      (
        await sql.rows(
          `delete from chat_request where request_id in
             (select request_id from chat_request where received_at < $1 limit $2) returning request_id`,
          [before.toISOString(), limit],
        )
      ).length,
    async forget(accountDigests, ids) {
      const gone = await sql.rows(
        'delete from chat_request where account_digest = any($1::text[]) returning request_id',
        [accountDigests],
      )
      const emptied = await sql.rows(
        `update chat_request set answer = null where exists (select from unnest($1::text[]) as i(id)
           where position(to_jsonb(i.id)::text in answer) > 0) returning request_id`,
        [ids],
      )
      return gone.length + emptied.length
    },
  }
}

const installation = `select platform, tenant, state, sealed, scopes, bot_user_id, expires_at, reason, within from chat_installation`

export function chatInstallations(sql: Sql): ChatInstallations {
  return {
    get: async ({ platform, tenant }) =>
      (
        await sql.rows<ChatInstallation>(`${installation} where platform = $1 and tenant = $2`, [
          platform,
          tenant,
        ])
      )[0] ?? null,
    async put({ platform, tenant, state, sealed, scopes, bot_user_id, expires_at, reason, within }, at) {
      await sql.rows(
        `insert into chat_installation (platform, tenant, state, sealed, scopes, bot_user_id, expires_at, reason, within,
           updated_at) values ($1, $2, $3, $4, $5::text[], $6, $7, $8, $9, $10)
         on conflict (platform, tenant) do update set state = excluded.state, sealed = excluded.sealed,
           scopes = excluded.scopes, bot_user_id = excluded.bot_user_id, expires_at = excluded.expires_at,
           reason = excluded.reason, within = excluded.within, updated_at = excluded.updated_at`,
        [
          ...[
            platform,
            tenant,
            state,
            sealed,
            scopes,
            bot_user_id,
            expires_at?.toISOString() ?? null,
            reason,
          ],
          ...[within, at.toISOString()],
        ],
      )
    },
    async sealAnew({ platform, tenant }, { from, to }) {
      await sql.rows(
        'update chat_installation set sealed = $4 where platform = $1 and tenant = $2 and sealed = $3',
        [platform, tenant, from, to],
      )
    },
    async setState({ platform, tenant }, { state, reason, at }) {
      await sql.rows(
        `update chat_installation set state = $3, reason = $4, updated_at = $5,
           sealed = case when $3 = 'gone' then null else sealed end where platform = $1 and tenant = $2`,
        [platform, tenant, state, reason, at.toISOString()],
      )
    },
    list: (platform) =>
      sql.rows<ChatInstallation>(`${installation} where platform = $1 order by tenant limit 1000`, [
        platform,
      ]),
    async beginInstall({ state_hash, browser_hash, by }, { now, expiresAt }) {
      await sql.rows('delete from chat_install_state where expires_at <= $1', [now.toISOString()])
      await sql.rows(
        `insert into chat_install_state (state_hash, browser_hash, expires_at, begun_by)
         values ($1, $2, $3, nullif($4::jsonb, 'null'))`,
        [state_hash, browser_hash, expiresAt.toISOString(), json(by)],
      )
    },
    async takeInstall({ state_hash, browser_hash }, { now, keptFor }) {
      const isIt = 'state_hash = $1 and browser_hash = $2 and expires_at > $3'
      const values = [state_hash, browser_hash, now.toISOString()]
      const [taken] =
        keptFor === null
          ? await sql.rows<{ by: unknown }>(
              `delete from chat_install_state where ${isIt} returning begun_by as by`,
              values,
            )
          : await sql.rows<{ by: unknown }>(
              `update chat_install_state set taken_by = $4 where ${isIt} and coalesce(taken_by, $4) = $4
               returning begun_by as by`,
              [...values, `${keptFor.platform} ${keptFor.tenant}`],
            )
      return taken === undefined ? null : { by: InstallBy.nullable().parse(taken.by) }
    },
  }
}
