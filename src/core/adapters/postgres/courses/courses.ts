import type { BookCounts, ReadingList, ToldTotals } from '../../../domain/courses/course.ts'
import type { CourseVotes, ReadingLists } from '../../../ports/courses/courses.ts'
import { json, type Sql } from '../sql.ts'

const time = (column: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** $1 course, $2 books at most. A vote counts while the one that was given in the course is the reader's current one. */
const countStatement = `
  select m.book_id,
    count(*) filter (where v.vote = 'up')::int as up,
    count(*) filter (where v.vote = 'down')::int as down,
    count(*) filter (where v.vote = 'read')::int as read,
    count(*) filter (where v.vote in ('up', 'down') and m.voted_at > coalesce(t.voted_at, '-infinity'))::int as fresh_voted,
    count(*) filter (where v.vote = 'up' and m.voted_at > coalesce(t.split_at, '-infinity'))::int as fresh_up,
    count(*) filter (where v.vote = 'down' and m.voted_at > coalesce(t.split_at, '-infinity'))::int as fresh_down,
    count(*) filter (where v.vote = 'read' and m.voted_at > coalesce(t.read_at, '-infinity'))::int as fresh_read,
    case when t.book_id is null then null else jsonb_build_object('book_id', t.book_id, 'voted', t.voted,
      'voted_at', ${time('t.voted_at')}, 'up', t.up, 'down', t.down, 'split_at', ${time('t.split_at')}, 'read', t.read,
      'read_at', ${time('t.read_at')}) end as told
  from course_vote m
    left join vote v on v.school_id = m.school_id and v.reader_id = m.reader_id and v.book_id = m.book_id
      and v.voter = 'self' and v.event_id = m.event_id
    left join course_total t on t.school_id = m.school_id and t.course_id = m.course_id and t.book_id = m.book_id
  where m.course_id = $1
  group by m.book_id, t.book_id, t.voted, t.voted_at, t.up, t.down, t.split_at, t.read, t.read_at
  order by count(*) desc, m.book_id limit $2`

export function courseVotes(sql: Sql): CourseVotes {
  return {
    async note({ course_id, reader_id, book_id, event_id, at }) {
      await sql.rows(
        `insert into course_vote as m (school_id, course_id, reader_id, book_id, event_id, voted_at)
         values (current_setting('shelftalk.school'), $1, $2, $3, $4, $5)
         on conflict (school_id, course_id, book_id, reader_id) do update
           set event_id = excluded.event_id where m.event_id < excluded.event_id`,
        [course_id, reader_id, book_id, event_id, at.toISOString()],
      )
    },
    async move(from, to) {
      const marks = await sql.rows(
        `delete from course_vote where reader_id = $1 and exists (select from reader r where r.reader_id = $2)
         returning course_id, book_id, event_id, to_jsonb(voted_at) as voted_at`,
        [from, to],
      )
      await sql.rows(
        `insert into course_vote as m (school_id, course_id, reader_id, book_id, event_id, voted_at)
         select current_setting('shelftalk.school'), x.course_id, $2, x.book_id, x.event_id, x.voted_at
         from jsonb_to_recordset($1::jsonb) as x(course_id text, book_id text, event_id uuid, voted_at timestamptz)
         on conflict (school_id, course_id, book_id, reader_id) do update
           set event_id = greatest(m.event_id, excluded.event_id), voted_at = least(m.voted_at, excluded.voted_at)`,
        [json(marks), to],
      )
    },
    async count(courseId, limit) {
      await sql.rows(
        "select pg_advisory_xact_lock(hashtextextended('totals of ' || current_setting('shelftalk.school') || $1, 0))",
        [courseId],
      )
      const found = await sql.rows<BookCounts & { told: ToldTotals | null }>(countStatement, [
        courseId,
        limit,
      ])
      return found.map(({ told, ...counts }) => ({ counts, told }))
    },
    async tell(courseId, totals, at) {
      await sql.rows(
        `insert into course_total as t (school_id, course_id, book_id, voted, voted_at, up, down, split_at, read, read_at, told_at)
         select current_setting('shelftalk.school'), $1, x.book_id, x.voted, x.voted_at, x.up, x.down, x.split_at, x.read,
           x.read_at, $3
         from jsonb_to_recordset($2::jsonb) as x(book_id text, voted int, voted_at timestamptz, up int, down int,
           split_at timestamptz, read int, read_at timestamptz)
         on conflict (school_id, course_id, book_id) do update set voted = excluded.voted, voted_at = excluded.voted_at,
           up = excluded.up, down = excluded.down, split_at = excluded.split_at, read = excluded.read,
           read_at = excluded.read_at, told_at = excluded.told_at`,
        [courseId, json(totals), at.toISOString()],
      )
    },
    of: (readerId) =>
      sql.rows(
        `select course_id, book_id, ${time('voted_at')} as at from course_vote where reader_id = $1
         order by voted_at, course_id, book_id`,
        [readerId],
      ),
    async forget(courseId) {
      const totals = await sql.rows('delete from course_total where course_id = $1 returning 1', [courseId])
      const marks = await sql.rows('delete from course_vote where course_id = $1 returning 1', [courseId])
      return totals.length + marks.length
    },
  }
}

const listColumns = 'l.list_id, l.course_id, l.root_id, l.title, l.book_ids'

export function readingLists(sql: Sql): ReadingLists {
  return {
    find: async (listId, { courseIds, orElse, locks }) =>
      (
        await sql.rows<ReadingList>(
          `select ${listColumns} from reading_list l
           where l.root_id = coalesce((select o.root_id from reading_list o where o.list_id = $1), $1)
             and (l.course_id = any($2::text[]) or ($3 and l.list_id = $1))
           order by array_position($2::text[], l.course_id) nulls last limit 1 ${locks ? 'for update' : ''}`,
          [listId, courseIds, orElse],
        )
      )[0] ?? null,
    ofCourse: (courseId) =>
      sql.rows<ReadingList>(
        `select ${listColumns} from reading_list l where l.course_id = $1 order by l.title, l.list_id`,
        [courseId],
      ),
    add: async (list, at, most) =>
      (
        await sql.rows(
          `insert into reading_list (school_id, list_id, course_id, root_id, title, book_ids, used_at)
           select current_setting('shelftalk.school'), $1, $2, $3, $4, $5, $6
           where (select count(*) from reading_list where course_id = $2) < $7
           on conflict do nothing returning list_id`,
          [list.list_id, list.course_id, list.root_id, list.title, list.book_ids, at.toISOString(), most],
        )
      ).length > 0,
    async put({ list_id, title, book_ids }) {
      await sql.rows('update reading_list set title = $2, book_ids = $3 where list_id = $1', [
        ...[list_id, title, book_ids],
      ])
    },
    async remove(listId) {
      await sql.rows('delete from reading_list where list_id = $1', [listId])
    },
    async use(listId, at) {
      await sql.rows(
        `update reading_list set used_at = $2 where list_id = $1 and used_at < $2::timestamptz - interval '1 day'`,
        [listId, at.toISOString()],
      )
    },
    forget: async (courseId) =>
      (await sql.rows('delete from reading_list where course_id = $1 returning 1', [courseId])).length,
  }
}
