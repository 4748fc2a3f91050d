import { eventTypes, type Topic, topics } from '../../../domain/events.ts'
import type {
  DeadLetters,
  Idempotency,
  Inbox,
  Outbox,
  OutboxRelay,
  OutboxRow,
  Taken,
} from '../../../ports/work/messages.ts'
import { json, only, type Sql } from '../sql.ts'

export function outbox(sql: Sql): Outbox {
  return {
    async add(events) {
      await sql.rows(
        `insert into outbox (school_id, topic, key, event)
         select current_setting('shelftalk.school'), x.topic, x.event ->> 'subject', x.event
         from jsonb_to_recordset($1::jsonb) as x(place int, topic text, event jsonb) order by x.place`,
        [json(events.map((event, place) => ({ place, topic: eventTypes[event.type].topic, event })))],
      )
    },
    async applied(eventId) {
      await sql.rows('delete from outbox where event_id = $1', [eventId])
    },
  }
}

export function outboxRelay(sql: Sql): OutboxRelay {
  return {
    dueTopics: async () =>
      new Set(
        (
          await sql.rows<{ topic: Topic }>(
            `select t.topic from unnest($1::text[]) as t(topic)
             where exists (select from outbox o where o.topic = t.topic and o.published_at is null)`,
            [topics],
          )
        ).map((row) => row.topic),
      ),
    next: (topic, { limit, onePerKey }) =>
      sql.rows<OutboxRow>(
        `select o.outbox_id, o.topic, o.key, o.event from outbox o where o.topic = $1 and o.published_at is null
         ${onePerKey ? isOldestOfItsKey : ''} order by o.outbox_id limit $2`,
        [topic, limit],
      ),
    async published(outboxIds) {
      await sql.rows('update outbox set published_at = now() where outbox_id = any($1::bigint[])', [
        outboxIds,
      ])
    },
    publishAgain: async (topic, before) =>
      (
        await sql.rows(
          'update outbox set published_at = null where topic = $1 and published_at < $2 returning outbox_id',
          [topic, before.toISOString()],
        )
      ).length,
    async remove(eventIds) {
      await sql.rows('delete from outbox where event_id = any($1::text[])', [eventIds])
    },
    async restore(topic, events) {
      await sql.rows('update outbox set published_at = null where event_id = any($1::text[])', [
        events.map((event) => event.id),
      ])
      await sql.rows(
        `insert into outbox (school_id, topic, key, event)
         select x.event ->> 'school', $1, x.event ->> 'subject', x.event
         from (select distinct on (y.event ->> 'id') y.* from jsonb_to_recordset($2::jsonb) as y(place int, event jsonb)
           order by y.event ->> 'id', y.place) as x
         where not exists (select from outbox o where o.event_id = x.event ->> 'id') order by x.place`,
        [topic, json(events.map((event, place) => ({ place, event })))],
      )
    },
    isAtLeast: async (count) =>
      only(
        await sql.rows<{ full: boolean }>(
          'select count(*) >= $1::int as full from (select from outbox limit $1::int) as pending',
          [count],
        ),
      ).full,
    pending: async (schoolId) =>
      only(
        await sql.rows(
          `select count(*)::int as pending_events,
             coalesce(extract(epoch from clock_timestamp() - min(created_at)) * 1000, 0)::bigint as oldest_pending_ms
           from outbox where $1::text is null or school_id = $1`,
          [schoolId],
        ),
      ),
  }
}

const isOldestOfItsKey = `and not exists (select from outbox e where e.topic = o.topic and e.school_id = o.school_id
  and e.key = o.key and e.outbox_id < o.outbox_id)`

/**
 * In the order of their ids, so that two processes that were given the same events do not wait for each other for ever.
 * Deleted by an array: joined with what was given, each batch would read the outbox from end to end. Nobody was erased of
 * a school that is not there: its events are put aside, as whatever cannot be applied.
 */
const takeStatement = `
  with given as materialized (
    select x.* from jsonb_to_recordset($2::jsonb) as x(id uuid, topic text, key text, reader text) order by x.id),
  claimed as (
    insert into inbox (school_id, consumer, event_id) select current_setting('shelftalk.school'), $1, id from given
    on conflict do nothing returning event_id),
  ended as (delete from outbox where event_id = any(array(select id::text from given)))
  select g.id, case when c.event_id is null then 'applied'
    when g.reader is not null and not exists (select from reader r
      where r.school_id = current_setting('shelftalk.school') and r.reader_id = g.reader)
      and exists (select from school s where s.school_id = current_setting('shelftalk.school')) then 'erased'
    when exists (select from outbox o
      where o.topic = g.topic and o.school_id = current_setting('shelftalk.school') and o.key = g.key and o.event_id > g.id::text
        and o.event #>> '{data,reader_id}' is not distinct from g.reader)
    then 'overtaken' else 'due' end as taken
  from given g left join claimed c on c.event_id = g.id`

export function inbox(sql: Sql): Inbox {
  return {
    async take(consumer, events) {
      const given = events.map(({ id, type, subject, data }) => ({
        ...{ id, topic: eventTypes[type].topic, key: subject },
        reader: 'reader_id' in data ? data.reader_id : null,
      }))
      const rows = await sql.rows<{ id: string; taken: Taken }>(takeStatement, [consumer, json(given)])
      return new Map(rows.map(({ id, taken }) => [id, taken]))
    },
    claim: async (consumer, eventId) =>
      (
        await sql.rows(
          `insert into inbox (school_id, consumer, event_id) values (current_setting('shelftalk.school'), $1, $2)
           on conflict do nothing returning event_id`,
          [consumer, eventId],
        )
      ).length > 0,
  }
}

export function deadLetters(sql: Sql): DeadLetters {
  return {
    async put(letter) {
      await sql.rows(
        'insert into dead_letter (school_id, topic, consumer, event, reason, tries) values ($1, $2, $3, $4, $5, $6)',
        [letter.school_id, letter.topic, letter.consumer, json(letter.event), letter.reason, letter.tries],
      )
    },
    count: async () =>
      only(await sql.rows<{ count: number }>('select count(*)::int as count from dead_letter')).count,
    take: (topic, limit) =>
      sql.rows(
        `delete from dead_letter where dead_letter_id in (select dead_letter_id from dead_letter
           where $1::text is null or topic = $1 order by dead_letter_id limit $2) returning topic, event`,
        [topic, limit],
      ),
  }
}

export function idempotency(sql: Sql): Idempotency {
  return {
    async find(caller, keys) {
      await sql.rows(
        `select pg_advisory_xact_lock(k.lock) from (select distinct
           hashtextextended(concat_ws(chr(10), current_setting('shelftalk.school'), $1::text, w.key), 0) as lock
           from unnest($2::text[]) as w(key) order by 1) as k`,
        [caller, keys],
      )
      return sql.rows(
        'select key, body_hash, answer from idempotency where caller = $1 and key = any($2::text[])',
        [caller, keys],
      )
    },
    async put(caller, rows) {
      // An answer without content is null in JSON, which a record set reads as one that is missing.
      await sql.rows(
        `insert into idempotency (school_id, caller, key, body_hash, answer)
         select current_setting('shelftalk.school'), $1, x.key, x.body_hash, coalesce(x.answer, 'null')
         from jsonb_to_recordset($2::jsonb) as x(key text, body_hash text, answer jsonb)`,
        [caller, json(rows)],
      )
    },
  }
}
