import type { OverrideChange, OverrideKind } from '../../../domain/lists/override.ts'
import type { Overrides } from '../../../ports/lists/overrides.ts'
import type { Sql } from '../sql.ts'

const logColumns = `l.change_no, l.grade, l.kind, l.why, l.decided_by,
  to_char(l.decided_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as decided_at`

export function overrides(sql: Sql): Overrides {
  return {
    decide: async (bookId, { grade, kind, why, decided_by, at }) =>
      (
        await sql.rows(
          `with decided as (
             update book b set
               blocked_grades = array_remove(b.blocked_grades, $2) || case when $3 = 'block' then array[$2] else '{}' end,
               pinned_grades = array_remove(b.pinned_grades, $2) || case when $3 = 'pin' then array[$2] else '{}' end
             where b.book_id = $1 and b.owner_reader_id is null
               and ($3 <> 'none' or $2 = any(b.blocked_grades || b.pinned_grades))
             returning b.school_id, b.book_id)
           insert into book_override_log (school_id, book_id, grade, kind, why, decided_by, decided_at)
           select d.school_id, d.book_id, $2, $3, $4, $5, $6 from decided d returning change_no`,
          [bookId, grade, kind, why, decided_by, at.toISOString()],
        )
      ).length > 0,
    inForce: (bookId) =>
      sql.rows<OverrideChange & { kind: OverrideKind }>(
        `select * from (
           select distinct on (l.grade) ${logColumns} from book_override_log l
           where l.book_id = $1 order by l.grade, l.change_no desc) as last
         where last.kind <> 'none' order by nullif(last.grade, 'all')::int nulls first`,
        [bookId],
      ),
    log: (bookId, { limit, before }) =>
      sql.rows<OverrideChange>(
        `select ${logColumns} from book_override_log l
         where l.book_id = $1 and ($3::bigint is null or l.change_no < $3) order by l.change_no desc limit $2`,
        [bookId, limit, before],
      ),
    pinned: async (grade) =>
      (
        await sql.rows<{ book_no: number }>(
          `select b.book_no from book b
           where b.pinned_grades <> '{}' and b.pinned_grades && array['all', $1] order by b.book_no`,
          [grade],
        )
      ).map((row) => row.book_no),
  }
}
