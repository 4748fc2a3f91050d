import type { Account } from '../../../domain/people/account.ts'
import type { Digest, DigestQueue, Digests, Recipient, StoredSettings } from '../../../ports/chats/digests.ts'
import { json, type Sql } from '../sql.ts'

const valuesOf = ({ platform, tenant, account_id }: Account): string[] => [platform, tenant, account_id]
const isAccount = 'l.platform = $1 and l.tenant = $2 and l.account_id = $3'
const digest = `select d.person_id, d.week, d.platform, d.tenant, d.account_id, d.state, d.due_at,
    coalesce(l.time_zone, s.time_zone) as time_zone
  from chat_digest d join chat_link l using (school_id, platform, tenant, account_id) join school s using (school_id)`

export function digests(sql: Sql): Digests {
  return {
    settings: async (account) =>
      (
        await sql.rows<StoredSettings>(
          `select l.person_id, l.language, l.time_zone, l.digest, l.digest_since as since,
             s.time_zone as school_time_zone
           from chat_link l join school s using (school_id) where ${isAccount} and l.state = 'confirmed'`,
          valuesOf(account),
        )
      )[0] ?? null,
    async putSettings(account, { language, time_zone, digest: choice, since }) {
      await sql.rows(
        `update chat_link l set language = $4, time_zone = $5, digest = $6, digest_since = $7
         where ${isAccount} and l.state = 'confirmed'`,
        [...valuesOf(account), language, time_zone, choice, since?.toISOString() ?? null],
      )
    },
    recipients: ({ limit, after }) =>
      sql.rows<Recipient>(
        `select l.person_id, l.platform, l.tenant, l.account_id, coalesce(l.time_zone, s.time_zone) as time_zone,
           l.digest_since as since
         from chat_link l join school s using (school_id)
         where l.state = 'confirmed' and l.digest = 'on' and l.digest_since is not null
           and ($1::text is null or l.account_id > $1)
         order by l.account_id limit $2`,
        [after, limit],
      ),
    layOut: async (all) =>
      (
        await sql.rows(
          `insert into chat_digest (school_id, person_id, week, platform, tenant, account_id, due_at)
           select current_setting('shelftalk.school'), x.person_id, x.week, x.platform, x.tenant, x.account_id, x.due_at
           from jsonb_to_recordset($1::jsonb) as x(person_id text, week text, platform text, tenant text,
             account_id text, due_at timestamptz)
           on conflict do nothing returning week`,
          [json(all)],
        )
      ).length,
    waiting: (personId) =>
      sql.rows<Digest>(`${digest} where d.person_id = $1 and d.state = 'waiting' order by d.week`, [
        personId,
      ]),
    async claim({ person_id, week }, { now, leaseUntil }) {
      const claimed = await sql.rows(
        `update chat_digest set lease_until = $4 where person_id = $1 and week = $2 and state = 'waiting'
           and (lease_until is null or lease_until <= $3) returning week`,
        [person_id, week, now.toISOString(), leaseUntil.toISOString()],
      )
      if (claimed.length === 0) return null
      const [row] = await sql.rows<Digest>(`${digest} where d.person_id = $1 and d.week = $2`, [
        person_id,
        week,
      ])
      return row ?? null
    },
    async postpone({ person_id, week }, dueAt) {
      await sql.rows(
        `update chat_digest set due_at = $3, lease_until = null where person_id = $1 and week = $2 and state = 'waiting'`,
        [person_id, week, dueAt.toISOString()],
      )
    },
    end: async ({ person_id, week }, state, bookIds = []) =>
      (
        await sql.rows(
          `update chat_digest set state = $3, book_ids = $4, lease_until = null
           where person_id = $1 and week = $2 and state = 'waiting' returning week`,
          [person_id, week, state, bookIds],
        )
      ).length > 0,
    async skipAll(account) {
      await sql.rows(
        `update chat_digest l set state = 'skipped' where ${isAccount} and l.state = 'waiting'`,
        valuesOf(account),
      )
    },
    told: async (personId) =>
      (
        await sql.rows<{ book_id: string }>(
          'select distinct unnest(book_ids) as book_id from chat_digest where person_id = $1',
          [personId],
        )
      ).map(({ book_id }) => book_id),
  }
}

export const digestQueue = (sql: Sql): DigestQueue => ({
  due: (platform, now, limit) =>
    sql.rows(
      `select school_id, person_id, week from chat_digest where platform = $1 and state = 'waiting' and due_at <= $2
         and (lease_until is null or lease_until <= $2) order by due_at, school_id, person_id limit $3`,
      [platform, now.toISOString(), limit],
    ),
})
