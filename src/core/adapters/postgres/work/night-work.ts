import type { RetentionKind } from '../../../domain/retention.ts'
import type { NightWork } from '../../../ports/work/night-work.ts'
import { only, type Sql } from '../sql.ts'

/**
 * $1 model, $2 after which reader, $3 how many readers, $4 rows kept of each. Vectors have unit length already: to
 * normalise them reads them once, instead of once for each comparison.
 */
const rebuildStatement = `
  with part as materialized (
    select r.reader_no, e.reader_id, l2_normalize(e.embedding) as embedding from reader r join reader_embedding e using (school_id, reader_id)
    where e.model_id = $1 and r.reader_no > $2 order by r.reader_no limit $3),
  near as materialized (
    select s.reader_id, n.other_id, n.similarity from part s cross join lateral (
      select e.reader_id as other_id, (1 - (e.embedding <=> s.embedding))::real as similarity from reader_embedding e
      where e.model_id = $1 and e.reader_id <> s.reader_id
      order by e.embedding <=> s.embedding, e.reader_id limit $4) n),
  gone as (
    delete from similar_reader o using part s where o.reader_id = s.reader_id
      and not exists (select from near n where n.reader_id = o.reader_id and n.other_id = o.other_id) returning 1),
  put as (
    insert into similar_reader as o (school_id, reader_id, other_id, similarity)
    select current_setting('shelftalk.school'), reader_id, other_id, similarity from near
    on conflict (school_id, reader_id, other_id) do update set similarity = excluded.similarity
      where abs(o.similarity - excluded.similarity) > 1e-6
    returning 1)
  select (select max(reader_no) from part) as last, (select count(*)::int from part) as readers,
    (select count(*)::int from gone) + (select count(*)::int from put) as changed`

/** Of readers who left before. Who is named by a file again is back, and keeps what is there. */
const left = (reader: string): string =>
  `${reader} in (select p.reader_id from person p where p.reader_id is not null and p.ended_at < $1)`

/** From where rows of a kind are deleted, and by which age. */
const sweepable: Readonly<Record<RetentionKind, { table: string; where: string }>> = {
  inbox: { table: 'inbox', where: 'claimed_at < $1' },
  idempotency: { table: 'idempotency', where: 'created_at < $1' },
  slates: { table: 'slate', where: 'made_at < $1' },
  job_runs: { table: 'job_run', where: 'finished_at < $1' },
  import_reports: { table: 'import_run', where: 'finished_at < $1' },
  wordings: { table: 'wording', where: 'asked_at < $1' },
  sessions: { table: 'person_session', where: 'seen_at < $1' },
  link_codes: { table: 'link_code', where: 'expires_at < $1' },
  link_tries: { table: 'link_try', where: 'first_at < $1' },
  link_requests: { table: 'chat_link', where: "state = 'pending' and asked_at < $1" },
  chat_posts: { table: 'chat_post', where: 'created_at < $1' },
  chat_buttons: { table: 'chat_button', where: 'made_at < $1' },
  course_votes: { table: 'course_vote', where: 'voted_at < $1' },
  course_totals: { table: 'course_total', where: 'told_at < $1' },
  reading_lists: { table: 'reading_list', where: 'used_at < $1' },
  lti_courses: { table: 'lti_course', where: 'launched_at < $1' },
  lti_members: { table: 'lti_member', where: 'role is null and changed_at < $1' },
  lti_scores: { table: 'lti_score', where: 'sealed_user is null and expires_at < $1' },
  erasures: { table: 'erasure', where: 'finished_at < $1' },
  left_loans: { table: 'loan', where: left('reader_id') },
  left_votes: { table: 'vote', where: left('reader_id') },
  left_lists: { table: 'listed_book', where: left('reader_id') },
  left_books: { table: 'book', where: left('owner_reader_id') },
  left_tastes: { table: 'preference', where: left('reader_id') },
  left_vectors: { table: 'reader_embedding', where: left('reader_id') },
  override_log: {
    table: 'book_override_log',
    where: `decided_at < $1 and (kind = 'none' or exists (select from book_override_log later
      where later.school_id = book_override_log.school_id and later.book_id = book_override_log.book_id
        and later.grade = book_override_log.grade and later.change_no > book_override_log.change_no))`,
  },
}

export function nightWork(sql: Sql): NightWork {
  return {
    async rebuildSimilar(modelId, { after, readers, kept }) {
      // The same lock as that of a single reader's row: an older answer must not be written over a newer one.
      await sql.rows(
        "select pg_advisory_xact_lock(hashtextextended('similar readers of ' || current_setting('shelftalk.school'), 0))",
      )
      return only(await sql.rows(rebuildStatement, [modelId, after, readers, kept]))
    },
    forgetStraySimilar: async (modelId, limit) =>
      (
        await sql.rows(
          `delete from similar_reader where ctid in (select s.ctid from similar_reader s where not exists (
             select from reader_embedding e where e.school_id = s.school_id and e.reader_id = s.reader_id
               and e.model_id = $1) limit $2) returning 1`,
          [modelId, limit],
        )
      ).length,
    staleOwnBooks: (modelId, limit) =>
      sql.rows(
        `select b.book_id, b.owner_reader_id from book b join book_embedding e using (school_id, book_id)
           left join book_text_neighbour t using (school_id, book_id)
         where e.model_id = $1 and b.owner_reader_id is not null and coalesce(t.made_at, '-infinity') < (
           select max(c.made_at) from book_embedding c join book k using (school_id, book_id)
           where c.model_id = $1 and k.owner_reader_id is null)
         order by t.made_at nulls first, b.book_id limit $2`,
        [modelId, limit],
      ),
    async sweep(kind, before, limit) {
      const { table, where } = sweepable[kind]
      const gone = await sql.rows(
        `delete from ${table} where ctid in (select ctid from ${table} where ${where} limit $2) returning 1`,
        [before.toISOString(), limit],
      )
      return gone.length
    },
  }
}
