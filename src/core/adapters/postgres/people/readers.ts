import type { Reader } from '../../../domain/people/reader.ts'
import type { Classes } from '../../../ports/people/people.ts'
import type { Readers, ReaderVersion } from '../../../ports/store.ts'
import { json, type Sql } from '../sql.ts'

const columns = `r.reader_id, r.kind, r.first_name, r.grade_level, r.age, r.birth_year, r.prior_year_reading_score, r.homeroom_teacher, r.invented, r.version,
  array(select m.class_id from class_member m where m.school_id = r.school_id and m.reader_id = r.reader_id order by 1) as class_ids`
const facts = [
  'first_name',
  'grade_level',
  'age',
  'birth_year',
  'homeroom_teacher',
  'prior_year_reading_score',
]

export function readers(sql: Sql): Readers {
  return {
    async upsertStudents(students, invented, named = facts) {
      const told = [...facts.filter((f) => named.includes(f)), 'invented']
      const rows = json(students.map((s) => ({ ...s, invented })))
      const changed = await sql.rows<{ reader_id: string }>(
        `insert into reader as r (school_id, reader_id, kind, ${facts.join(', ')}, invented)
         select current_setting('shelftalk.school'), x.student_id, 'student', ${facts.map((f) => `x.${f}`).join(', ')}, x.invented
         from jsonb_to_recordset($1::jsonb) as x(student_id text, first_name text, grade_level integer, age integer,
           birth_year integer, homeroom_teacher text, prior_year_reading_score real, invented boolean)
         on conflict (school_id, reader_id) do update set kind = 'student', ${told.map((f) => `${f} = excluded.${f}`).join(', ')}
         where (r.kind, ${told.map((f) => `r.${f}`).join(', ')}) is distinct from ('student', ${told.map((f) => `excluded.${f}`).join(', ')})
         returning r.reader_id`,
        [rows],
      )
      await putPersons(sql, rows)
      await putMembers(sql, rows, named.includes('class_ids'))
      return changed.map((row) => row.reader_id)
    },
    ensure: async (readerId) =>
      (
        await sql.rows(
          `insert into reader (school_id, reader_id, kind) values (current_setting('shelftalk.school'), $1, 'reader')
           on conflict do nothing returning reader_id`,
          [readerId],
        )
      ).length > 0,
    get: async (readerId) =>
      (await sql.rows<Reader>(`select ${columns} from reader r where r.reader_id = $1`, [readerId]))[0] ??
      null,
    byIds: (readerIds) =>
      sql.rows<Reader>(`select ${columns} from reader r where r.reader_id = any($1::text[])`, [readerIds]),
    known: async (readerIds) =>
      new Set(
        (
          await sql.rows<{ reader_id: string }>(
            'select reader_id from reader where reader_id = any($1::text[])',
            [readerIds],
          )
        ).map((row) => row.reader_id),
      ),
    heldGrades: async (readerIds) =>
      new Map(
        (
          await sql.rows<{ reader_id: string; grade_level: number | null }>(
            `select reader_id, grade_level from reader where reader_id = any($1::text[]) order by reader_id for key share`,
            [readerIds],
          )
        ).map((row) => [row.reader_id, row.grade_level]),
      ),
    withoutSchool: async (readerIds) =>
      new Set(
        (
          await sql.rows<{ reader_id: string }>(
            "select reader_id from reader where kind = 'reader' and reader_id = any($1::text[])",
            [readerIds],
          )
        ).map((row) => row.reader_id),
      ),
    list: ({ words, class_id, taught_by, limit, after }) =>
      sql.rows<Reader>(
        `select ${columns} from reader r
         where r.kind = 'student' and not exists (select from person p where p.school_id = r.school_id
             and p.reader_id = r.reader_id and p.ended_at is not null) and ($3::text is null or r.reader_id > $3)
           and ($2::text is null or exists (select from class_member m
             where m.school_id = r.school_id and m.reader_id = r.reader_id and m.class_id = $2))
           and ($5::text is null or exists (select from class_member m join class_teacher t using (school_id, class_id)
             where m.school_id = r.school_id and m.reader_id = r.reader_id and t.person_id = $5))
           and not exists (select from unnest($1::text[]) as w(word)
             where position(w.word in lower(r.reader_id || ' ' || coalesce(r.first_name, ''))) = 0)
         order by r.reader_id limit $4`,
        [words, class_id, after, limit, taught_by],
      ),
    async raiseVersions(readerIds) {
      // Locked first, by a statement of its own: one that locks and updates at once looks for the rows as they were
      // when it began, and two of them that meet an update and a foreign key's lock wait for each other.
      const [, raised] = await Promise.all([
        readerIds.length > 1
          ? sql.rows(
              'select from reader where reader_id = any($1::text[]) order by reader_id for no key update',
              [readerIds],
            )
          : null,
        sql.rows<ReaderVersion>(
          'update reader set version = version + 1 where reader_id = any($1::text[]) returning reader_id, version',
          [readerIds],
        ),
      ])
      return raised
    },
  }
}

/** Each student is somebody who may sign in, and is back when the file names the student again. */
async function putPersons(sql: Sql, rows: string): Promise<void> {
  await sql.rows(
    `insert into person as p (school_id, person_id, role, reader_id, invented)
     select current_setting('shelftalk.school'), x.student_id, 'student', x.student_id, x.invented
     from jsonb_to_recordset($1::jsonb) as x(student_id text, invented boolean)
     on conflict (school_id, person_id) do update set ended_at = null
     where p.role = 'student' and p.ended_at is not null`,
    [rows],
  )
}

/**
 * A student's classes are those that the file names, when it names any or has a column for them; a class not heard of is
 * called by its id.
 */
async function putMembers(sql: Sql, rows: string, isTold: boolean): Promise<void> {
  const members = `select x.student_id, jsonb_array_elements_text(x.class_ids) as class_id
    from jsonb_to_recordset($1::jsonb) as x(student_id text, class_ids jsonb)`
  await sql.rows(
    `delete from class_member m
     using jsonb_to_recordset($1::jsonb) as n(student_id text, class_ids jsonb)
     where m.reader_id = n.student_id and ($2::boolean or jsonb_array_length(n.class_ids) > 0) and not exists (select from (${members}) k
       where k.student_id = m.reader_id and k.class_id = m.class_id)`,
    [rows, isTold],
  )
  await sql.rows(
    `insert into class (school_id, class_id, name)
     select distinct current_setting('shelftalk.school'), n.class_id, n.class_id from (${members}) n on conflict do nothing`,
    [rows],
  )
  await sql.rows(
    `insert into class_member (school_id, class_id, reader_id)
     select current_setting('shelftalk.school'), n.class_id, n.student_id from (${members}) n on conflict do nothing`,
    [rows],
  )
}

export function classes(sql: Sql): Classes {
  return {
    async upsert(rows) {
      await sql.rows(
        `insert into class (school_id, class_id, name, grade_level)
         select current_setting('shelftalk.school'), x.class_id, x.name, x.grade_level
         from jsonb_to_recordset($1::jsonb) as x(class_id text, name text, grade_level integer)
         on conflict (school_id, class_id) do update set name = excluded.name, grade_level = excluded.grade_level`,
        [json(rows)],
      )
    },
    list: ({ taught_by, limit, after }) =>
      sql.rows(
        `select c.class_id, c.name, c.grade_level, (select count(*)::int from class_member m
           where m.school_id = c.school_id and m.class_id = c.class_id) as students
         from class c where ($2::text is null or c.class_id > $2)
           and ($3::text is null or exists (select from class_teacher t
             where t.school_id = c.school_id and t.class_id = c.class_id and t.person_id = $3)) order by c.class_id limit $1`,
        [limit, after, taught_by],
      ),
  }
}
