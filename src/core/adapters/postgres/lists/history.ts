import type { HistoryRows, StoredVote, VoteKind } from '../../../domain/lists/interaction.ts'
import { type GraphEvents, type History, maxHistoryRows } from '../../../ports/store.ts'
import { json, only, type Sql } from '../sql.ts'
import { bookColumns } from './books.ts'

export function history(sql: Sql): History {
  return {
    addLoans: (loans) =>
      sql.rows(
        `with given as (select * from jsonb_to_recordset($1::jsonb) as x(checkout_id text, student_id text, book_id text,
           checkout_date date, return_date date, student_rating real)),
         before as (select l.checkout_id, l.reader_id, l.book_id from loan l join given using (checkout_id)),
         made as (insert into loan as l (school_id, checkout_id, reader_id, book_id, checkout_date, return_date, student_rating)
         select current_setting('shelftalk.school'), x.checkout_id, x.student_id, x.book_id, x.checkout_date, x.return_date, x.student_rating
         from given x order by x.checkout_id
         on conflict (school_id, checkout_id) do update set reader_id = excluded.reader_id, book_id = excluded.book_id,
           checkout_date = excluded.checkout_date, return_date = excluded.return_date, student_rating = excluded.student_rating
         where (l.reader_id, l.book_id, l.checkout_date, l.return_date, l.student_rating) is distinct from
           (excluded.reader_id, excluded.book_id, excluded.checkout_date, excluded.return_date, excluded.student_rating)
         returning l.checkout_id, l.reader_id, l.book_id)
         select reader_id, book_id from made
         union select b.reader_id, b.book_id from before b join made m using (checkout_id)`,
        [json(loans)],
      ),
    async putVotes(votes) {
      await sql.rows(
        `insert into vote as v (school_id, reader_id, book_id, voter, vote, slate_id, event_id, voted_at)
         select current_setting('shelftalk.school'), x.reader_id, x.book_id, x.voter, x.vote, x.slate_id, x.event_id, x.voted_at
         from jsonb_to_recordset($1::jsonb) as x(reader_id text, book_id text, voter text, vote text, slate_id text,
           event_id uuid, voted_at timestamptz)
         on conflict (school_id, reader_id, book_id, voter) do update set vote = excluded.vote, slate_id = excluded.slate_id,
           event_id = excluded.event_id, voted_at = excluded.voted_at`,
        [json(votes)],
      )
    },
    async moveVotes(from, to) {
      const moved = await sql.rows<{ book_id: string; vote: VoteKind }>(
        `delete from vote where reader_id = $1 and voter = 'self'
           and exists (select from reader r where r.reader_id = $2)
         returning book_id, vote, event_id, to_jsonb(voted_at) as voted_at`,
        [from, to],
      )
      if (moved.length === 0) return []
      await sql.rows(
        `insert into vote as v (school_id, reader_id, book_id, voter, vote, event_id, voted_at)
         select current_setting('shelftalk.school'), $2, x.book_id, 'self', x.vote, x.event_id, x.voted_at
         from jsonb_to_recordset($1::jsonb) as x(book_id text, vote text, event_id uuid, voted_at timestamptz)
         on conflict (school_id, reader_id, book_id, voter) do update set vote = excluded.vote, slate_id = null,
           event_id = excluded.event_id, voted_at = excluded.voted_at where v.voted_at < excluded.voted_at`,
        [json(moved), to],
      )
      return moved.map(({ book_id, vote }) => ({ book_id, vote }))
    },
    addListed: async (readerId, listed) =>
      (
        await sql.rows<{ book_id: string }>(
          `insert into listed_book as l (school_id, reader_id, book_id, rating, finished_on)
           select current_setting('shelftalk.school'), $2, x.book_id, x.rating, x.finished_on
           from jsonb_to_recordset($1::jsonb) as x(book_id text, rating real, finished_on date)
           on conflict (school_id, reader_id, book_id) do update set rating = coalesce(excluded.rating, l.rating),
             finished_on = coalesce(excluded.finished_on, l.finished_on)
           where (l.rating, l.finished_on) is distinct from
             (coalesce(excluded.rating, l.rating), coalesce(excluded.finished_on, l.finished_on))
           returning l.book_id`,
          [json(listed), readerId],
        )
      ).map((row) => row.book_id),
    removeListed: async (readerId, bookId) =>
      (
        await sql.rows('delete from listed_book where reader_id = $1 and book_id = $2 returning book_id', [
          readerId,
          bookId,
        ])
      ).length > 0,
    listed: (readerId, { limit, after }) =>
      sql.rows(
        `select l.rating, l.finished_on, to_jsonb(b) as book from listed_book l
         join lateral (select ${bookColumns} from book b where b.school_id = l.school_id and b.book_id = l.book_id) b on true
         where l.reader_id = $1 and ($3::text is null or l.book_id > $3) order by l.book_id limit $2`,
        [readerId, limit, after],
      ),
    votes: (readerId) =>
      sql.rows<StoredVote>(
        `select reader_id, book_id, voter, vote, to_char(voted_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as voted_at
         from vote where reader_id = $1 order by voted_at, book_id`,
        [readerId],
      ),
    closedAmong: async (readerId, bookIds) =>
      new Set(
        (
          await sql.rows<{ book_id: string }>(
            `select x.book_id from unnest($2::text[]) as x(book_id) where
               exists (select from loan l where l.reader_id = $1 and l.book_id = x.book_id)
               or exists (select from listed_book l where l.reader_id = $1 and l.book_id = x.book_id)
               or exists (select from vote v where v.reader_id = $1 and v.book_id = x.book_id
                 and v.vote in ('down', 'read'))`,
            [readerId, bookIds],
          )
        ).map((row) => row.book_id),
      ),
    loans: (readerId) =>
      sql.rows(
        `select checkout_id, reader_id as student_id, book_id, checkout_date, return_date, student_rating
         from loan where reader_id = $1 order by checkout_date, checkout_id`,
        [readerId],
      ),
    of: async (readerId) => only(await sql.rows<HistoryRows>(historyStatement, [[readerId]])),
    ofAll: (readerIds) => sql.rows<HistoryRows>(historyStatement, [readerIds]),
    async eventsAfter(afterReaderNo, readerCount) {
      const rows = await sql.rows<{
        reader_no: number
        grade_level: number | null
        book_nos: number[]
        verdicts: number[]
      }>(eventsStatement, [afterReaderNo, readerCount])
      const events: GraphEvents = { readers: [], books: [], verdicts: [], grades: [], lastReaderNo: null }
      for (const row of rows) {
        for (const [at, bookNo] of row.book_nos.entries()) {
          events.readers.push(row.reader_no)
          events.books.push(bookNo)
          events.verdicts.push(row.verdicts[at] ?? 0)
          events.grades.push(row.grade_level)
        }
      }
      return { ...events, lastReaderNo: rows.at(-1)?.reader_no ?? null }
    },
    print: async () => only(await sql.rows<{ print: string }>(printStatement)).print,
  }
}

/** One row a reader, with all kinds of history in it as JSON: cheaper than three answers of many small rows. */
const historyStatement = `
  select (select coalesce(json_agg(x), '[]') from (
      select l.book_id, b.book_no, l.checkout_date, l.return_date, l.student_rating
      from loan l join book b using (school_id, book_id) where l.reader_id = r.reader_id
      order by l.checkout_date desc, l.checkout_id limit ${maxHistoryRows}) x) as loans,
    (select coalesce(json_agg(x), '[]') from (
      select v.book_id, b.book_no, v.voter, v.vote from vote v join book b using (school_id, book_id)
      where v.reader_id = r.reader_id and v.vote <> 'none'
      order by v.voted_at desc, v.book_id limit ${maxHistoryRows}) x) as votes,
    (select coalesce(json_agg(x), '[]') from (
      select l.book_id, b.book_no, l.rating from listed_book l join book b using (school_id, book_id)
      where l.reader_id = r.reader_id order by l.added_at desc, l.book_id limit ${maxHistoryRows}) x) as listed
  from unnest($1::text[]) with ordinality as r(reader_id, place) order by r.place`

/** A sign of reading: a loan, a listed book, or the reader's own "up" or "read". */
/** A vote speaks before a rating. A book with nothing but a thumb down was never in the reader's hands. */
const eventsStatement = `
  with page as (select school_id, reader_id, reader_no, grade_level from reader where reader_no > $1 order by reader_no limit $2)
  select s.reader_no, s.grade_level, coalesce(e.book_nos, '{}') as book_nos, coalesce(e.verdicts, '{}') as verdicts
  from page s, lateral (
    select array_agg(b.book_no order by b.book_no) as book_nos,
      array_agg(case when x.vote = 'up' then 1 when x.vote = 'down' then -1 when x.rating >= 4 then 1 when x.rating <= 2 then -1
        else 0 end order by b.book_no) as verdicts
    from (select h.book_id, max(h.rating) as rating, max(h.vote) as vote from (
        select l.book_id, l.student_rating::real as rating, null as vote from loan l
        where l.school_id = s.school_id and l.reader_id = s.reader_id
        union all select l.book_id, l.rating::real, null from listed_book l
        where l.school_id = s.school_id and l.reader_id = s.reader_id
        union all select v.book_id, null, v.vote from vote v where v.school_id = s.school_id and v.reader_id = s.reader_id
          and v.voter = 'self' and v.vote in ('up', 'down', 'read')) h
      group by h.book_id having bool_or(h.vote is distinct from 'down')) x
    join book b on b.school_id = s.school_id and b.book_id = x.book_id and b.owner_reader_id is null) e
  order by s.reader_no`

const printStatement = `
  select concat_ws('/',
    (select count(*) || ':' || coalesce(sum(hashtext(reader_id || ' ' || book_id || coalesce(student_rating, 0))::bigint), 0)
      from loan),
    (select count(*) || ':' || coalesce(sum(hashtext(reader_id || ' ' || book_id || coalesce(rating, 0))::bigint), 0)
      from listed_book),
    (select count(*) || ':' || coalesce(sum(hashtext(reader_id || ' ' || book_id || vote)::bigint), 0) from vote),
    (select count(*) || ':' || coalesce(max(book_no), 0) from book where owner_reader_id is null),
    (select coalesce(sum(hashtext(reader_id || ' ' || coalesce(grade_level, -9))::bigint), 0) from reader),
    (select count(*) || ':' || coalesce(extract(epoch from max(made_at)), 0) from book_embedding)) as print`
