import { channelIntervalMs, maxQueuedPosts, postPriority } from '../../../domain/chats/chat-post.ts'
import { digestPeriodMs } from '../../../domain/chats/digest.ts'
import type { Space } from '../../../domain/people/account.ts'
import type { BookPost, ChatPost, ChatPosts, PostQueue } from '../../../ports/chats/chat.ts'
import { json, only, type Sql } from '../sql.ts'

const post = `select p.post_id, p.platform, p.tenant, p.channel_id, p.account_id, p.class_id, p.book_id, p.asked_by, p.body,
  p.version, p.sent_version, p.message_id, p.state, p.attempts, p.created_at from chat_post p`
const bookPost = `select p.post_id, p.class_id, p.book_id, p.channel_id, p.message_id from chat_post p`
const isBookPost =
  'p.message_id is not null and p.class_id is not null and p.book_id is not null and p.channel_id is not null'
const isDue = `(p.state in ('queued','sending') or (p.state = 'sent' and p.version > p.sent_version))`
/** A digest is not sent later than a week after its time. */
const isInTime = (now: string, periodMs: string): string =>
  `(p.priority <> ${postPriority.digest} or p.created_at > ${now}::timestamptz - ${periodMs} * interval '1 millisecond')`
const place = 'coalesce(p.channel_id, p.account_id)'

export function chatPosts(sql: Sql): ChatPosts {
  return {
    async add(posts, now) {
      await sql.rows(
        `insert into chat_post (school_id, post_id, platform, tenant, channel_id, account_id, class_id, book_id, asked_by,
           priority, body, digest_of, digest_week, due_at, created_at)
         select current_setting('shelftalk.school'), x.post_id, x.platform, x.tenant, x.channel_id, x.account_id,
           x.class_id, x.book_id, x.asked_by, x.priority, x.body, x.digest_of, x.digest_week, $2,
           $2::timestamptz + x.place * interval '1 microsecond'
         from jsonb_to_recordset($1::jsonb) as x(post_id text, platform text, tenant text, channel_id text,
           account_id text, class_id text, book_id text, asked_by text, priority smallint, body jsonb,
           digest_of text, digest_week text, place int)
         on conflict do nothing`,
        [
          json(posts.map((one, place) => ({ ...one, place, priority: postPriority[one.priority] }))),
          now.toISOString(),
        ],
      )
      await sql.rows(
        `update chat_post p set state = 'expired' from (select q.post_id, q.priority, row_number() over
             (partition by q.platform, q.tenant, coalesce(q.channel_id, q.account_id)
              order by q.priority, q.created_at desc) as place
           from chat_post q where q.state = 'queued') late
         where late.post_id = p.post_id and late.place > $1 and late.priority = $2 and p.state = 'queued'`,
        [maxQueuedPosts, postPriority.digest],
      )
    },
    get: async (postId) => (await sql.rows<ChatPost>(`${post} where p.post_id = $1`, [postId]))[0] ?? null,
    lock: async (postId) =>
      (await sql.rows<ChatPost>(`${post} where p.post_id = $1 for no key update`, [postId]))[0] ?? null,
    async claim(postId, { now, leaseUntil }) {
      const [before] = await sql.rows<ChatPost>(
        `${post} where p.post_id = $1 and ${isDue} and p.due_at <= $2
           and (p.lease_until is null or p.lease_until <= $2) for update skip locked`,
        [postId, now.toISOString()],
      )
      if (before === undefined) return null
      await sql.rows(
        `update chat_post set lease_until = $2, state = case when state = 'queued' then 'sending' else state end,
           attempts = attempts + 1 where post_id = $1`,
        [postId, leaseUntil.toISOString()],
      )
      return before
    },
    async settle(postId, { state, sent_version, message_id, error, dueAt, at }) {
      await sql.rows(
        `update chat_post set state = $2, sent_version = greatest(sent_version, coalesce($3, 0)),
           message_id = coalesce($4, message_id), error = $5, due_at = $6, acted_at = $7, lease_until = null,
           attempts = case when $2 = 'sent' then 0 else attempts end where post_id = $1`,
        [
          ...[postId, state, sent_version ?? null, message_id ?? null, error ?? null],
          ...[dueAt.toISOString(), at.toISOString()],
        ],
      )
    },
    edit: async (postId, body, now) =>
      (
        await sql.rows(
          `update chat_post set body = $2, version = version + 1,
             due_at = greatest(due_at, $3) where post_id = $1 and state in ('queued','sending','sent')
             and body <> $2::jsonb returning post_id`,
          [postId, json(body), now.toISOString()],
        )
      ).length > 0,
    async found({ platform, tenant }, buttonId, messageId) {
      await sql.rows(
        `update chat_post set state = 'sent', message_id = $4, sent_version = version, lease_until = null
         where platform = $1 and tenant = $2 and body ->> 'buttonId' = $3 and state in ('unknown','sending')`,
        [platform, tenant, buttonId, messageId],
      )
    },
    byMessage: async ({ platform, tenant, channel_id }, messageId) =>
      (
        await sql.rows<BookPost>(
          `${bookPost} where p.platform = $1 and p.tenant = $2 and p.channel_id = $3 and p.message_id = $4 and ${isBookPost}`,
          [platform, tenant, channel_id, messageId],
        )
      )[0] ?? null,
    recent: ({ platform, tenant }, since, limit) =>
      sql.rows<BookPost>(
        `${bookPost} where p.platform = $1 and p.tenant = $2 and p.created_at >= $3 and p.state = 'sent' and ${isBookPost}
         order by p.created_at desc limit $4`,
        [platform, tenant, since.toISOString(), limit],
      ),
    ofBook: (bookId, classId, since) =>
      sql.rows<ChatPost>(
        `${post} where p.book_id = $1 and p.class_id = $2 and p.state = 'sent' and p.created_at >= $3
         order by p.post_id`,
        [bookId, classId, since.toISOString()],
      ),
    async pauseChannel({ platform, tenant, channel_id }, at) {
      await sql.rows(
        'update channel_class set paused_at = $4 where platform = $1 and tenant = $2 and channel_id = $3',
        [platform, tenant, channel_id, at.toISOString()],
      )
    },
    async pauseSpace({ platform, tenant }, at) {
      await sql.rows('update channel_class set paused_at = $3 where platform = $1 and tenant = $2', [
        platform,
        tenant,
        at.toISOString(),
      ])
    },
    isPaused: async ({ platform, tenant, channel_id }) =>
      (
        await sql.rows(
          `select from channel_class where platform = $1 and tenant = $2 and channel_id = $3 and paused_at is not null`,
          [platform, tenant, channel_id],
        )
      ).length > 0,
  }
}

export function postQueue(sql: Sql): PostQueue {
  return {
    due: (platform, now, limit) =>
      sql.rows(
        `select distinct on (p.tenant, ${place}) p.school_id, p.post_id, p.tenant from chat_post p
         where p.platform = $1 and ${isDue} and p.due_at <= $2 and (p.lease_until is null or p.lease_until <= $2)
           and ${isInTime('$2', '$5')}
           and not exists (select from chat_post o where o.platform = p.platform and o.tenant = p.tenant
             and coalesce(o.channel_id, o.account_id) = ${place}
             and (o.lease_until > $2 or o.acted_at > $2::timestamptz - $3 * interval '1 millisecond'))
         order by p.tenant, ${place},
           case when p.state = 'sent' then ${postPriority.edit} else p.priority end, p.created_at, p.post_id limit $4`,
        [platform, now.toISOString(), channelIntervalMs, limit, digestPeriodMs],
      ),
    counts: async (now) =>
      only(
        await sql.rows(
          `select count(*)::int as waiting,
             coalesce(extract(epoch from $1::timestamptz - min(p.due_at)) * 1000, 0)::bigint as oldest_ms
           from chat_post p where ${isDue} and p.due_at <= $1 and ${isInTime('$1', '$2')}`,
          [now.toISOString(), digestPeriodMs],
        ),
      ),
    async park({ platform, tenant }: Space, isParked) {
      await sql.rows(
        `update chat_post set state = $4 where platform = $1 and state = $3 and (tenant = $2 or tenant in
           (select i.tenant from chat_installation i where i.platform = $1 and i.within = $2))`,
        [platform, tenant, ...(isParked ? ['queued', 'parked'] : ['parked', 'queued'])],
      )
    },
  }
}
