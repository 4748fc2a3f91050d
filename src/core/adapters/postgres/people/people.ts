import type { Person, PersonRole } from '../../../domain/people/person.ts'
import type { ClassTeachers, Identities, People } from '../../../ports/people/people.ts'
import { json, only, type Sql } from '../sql.ts'
import { endLinks } from './remove-rows.ts'

const columns = `p.person_id, p.role, coalesce(p.name, (select r.first_name from reader r
    where r.school_id = p.school_id and r.reader_id = p.reader_id)) as name, p.email, p.reader_id, p.invented,
  to_char(p.ended_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ended_at`

const isMissing = 'p.role = $2 and p.ended_at is null and p.named_in is distinct from $1'
const teacherRows =
  'jsonb_to_recordset($1::jsonb) as x(teacher_id text, name text, email text, class_ids jsonb)'

export function people(sql: Sql): People {
  return {
    putStaff: async (staff, invented) =>
      (
        await sql.rows<{ person_id: string }>(
          `insert into person as p (school_id, person_id, role, name, email, invented)
           select current_setting('shelftalk.school'), x.person_id, x.role, x.name, x.email, $2
           from jsonb_to_recordset($1::jsonb) as x(person_id text, role text, name text, email text)
           on conflict (school_id, person_id) do update set role = excluded.role, name = excluded.name,
             email = excluded.email, invented = excluded.invented, ended_at = null
           where p.role <> 'student' and (p.role, p.name, p.email, p.invented, p.ended_at) is distinct from
             (excluded.role, excluded.name, excluded.email, excluded.invented, null)
           returning p.person_id`,
          [json(staff), invented],
        )
      ).map((row) => row.person_id),
    async putTeachers(teachers, named) {
      const rows = json(teachers)
      const [tellsEmail, tellsClasses] = [named.includes('email'), named.includes('class_ids')]
      // Two who exchange their addresses would meet half way.
      if (tellsEmail)
        await sql.rows(
          `update person p set email = null from (select * from ${teacherRows}) x
           where p.person_id = x.teacher_id and p.role = 'teacher' and p.email is distinct from x.email`,
          [rows],
        )
      await sql.rows(
        `insert into person as p (school_id, person_id, role, name, email)
         select current_setting('shelftalk.school'), x.teacher_id, 'teacher', x.name, x.email from ${teacherRows}
         on conflict (school_id, person_id) do update set name = excluded.name, ended_at = null
           ${tellsEmail ? ', email = excluded.email' : ''} where p.role = 'teacher'`,
        [rows],
      )
      if (tellsClasses) await putTaught(sql, rows)
    },
    roles: async (personIds) =>
      new Map(
        (
          await sql.rows<{ person_id: string; role: PersonRole }>(
            'select person_id, role from person where person_id = any($1::text[])',
            [personIds],
          )
        ).map((row) => [row.person_id, row.role]),
      ),
    holders: async (emails) =>
      new Map(
        (
          await sql.rows<{ person_id: string; email: string }>(
            'select person_id, email from person where email = any($1::text[]) and ended_at is null',
            [emails],
          )
        ).map((row) => [row.email, row.person_id]),
      ),
    async named(importId, personIds) {
      await sql.rows(
        `update person set named_in = $1 where person_id = any($2::text[]) and coalesce(named_in, '') < $1`,
        [importId, personIds],
      )
    },
    missing: ({ import_id, role, among }, { limit, after }) =>
      sql.rows<Person>(
        `select ${columns} from person p where ${isMissing} and ($3::text[] is null or p.person_id = any($3))
           and ($5::text is null or p.person_id > $5) order by p.person_id limit $4`,
        [import_id, role, among, limit, after],
      ),
    countMissing: async ({ import_id, role }) =>
      only(
        await sql.rows<{ count: number }>(`select count(*)::int as count from person p where ${isMissing}`, [
          import_id,
          role,
        ]),
      ).count,
    get: async (personId) =>
      (await sql.rows<Person>(`select ${columns} from person p where p.person_id = $1`, [personId]))[0] ??
      null,
    byEmail: async (email) =>
      (
        await sql.rows<Person>(`select ${columns} from person p where p.email = $1 and p.ended_at is null`, [
          email,
        ])
      )[0] ?? null,
    async end(personIds, at) {
      const gone = await sql.rows<{ person_id: string }>(
        `with gone as (update person set ended_at = $2, email = null where person_id = any($1::text[]) and ended_at is null
           returning person_id),
         closed as (update person_session set revoked_at = $2 where revoked_at is null
           and person_id in (select person_id from gone)),
         locked as (update api_key set revoked_at = $2 where revoked_at is null
           and reader_id in (select person_id from gone)),
         untold as (delete from link_code where person_id in (select person_id from gone)),
         untaught as (delete from class_teacher where person_id in (select person_id from gone)),
         unlisted as (delete from class_member where reader_id in (select person_id from gone))
         select person_id from gone`,
        [personIds, at.toISOString()],
      )
      const ids = gone.map((row) => row.person_id)
      await endLinks(sql, 'l.person_id = any($1::text[])', [ids])
      return ids
    },
  }
}

/** The classes of these teachers are those that are told and no others; one not heard of is called by its id. */
async function putTaught(sql: Sql, rows: string): Promise<void> {
  const taught = `(select x.teacher_id, jsonb_array_elements_text(x.class_ids) as class_id from ${teacherRows}) n`
  await sql.rows(
    `delete from class_teacher t using (select teacher_id from ${teacherRows}) x
     where t.person_id = x.teacher_id and not exists (select from ${taught}
       where n.teacher_id = t.person_id and n.class_id = t.class_id)`,
    [rows],
  )
  await sql.rows(
    `insert into class (school_id, class_id, name)
     select distinct current_setting('shelftalk.school'), n.class_id, n.class_id from ${taught} on conflict do nothing`,
    [rows],
  )
  await sql.rows(
    `insert into class_teacher (school_id, class_id, person_id)
     select p.school_id, n.class_id, p.person_id from ${taught} join person p on p.person_id = n.teacher_id
     where p.role = 'teacher' on conflict do nothing`,
    [rows],
  )
}

export function classTeachers(sql: Sql): ClassTeachers {
  return {
    async set(personId, classIds) {
      await sql.rows('delete from class_teacher where person_id = $1 and class_id <> all($2::text[])', [
        personId,
        classIds,
      ])
      await sql.rows(
        `insert into class_teacher (school_id, class_id, person_id)
         select c.school_id, c.class_id, p.person_id from class c join person p using (school_id)
         where c.class_id = any($2::text[]) and p.person_id = $1 and p.role = 'teacher' on conflict do nothing`,
        [personId, classIds],
      )
    },
    of: async (personId) =>
      (
        await sql.rows<{ class_id: string }>(
          'select class_id from class_teacher where person_id = $1 order by class_id',
          [personId],
        )
      ).map((row) => row.class_id),
    teaches: async (personId, readerId) =>
      (
        await sql.rows(
          `select from class_teacher t join class_member m using (school_id, class_id)
           where t.person_id = $1 and m.reader_id = $2 limit 1`,
          [personId, readerId],
        )
      ).length > 0,
    students: async (personId) =>
      new Set(
        (
          await sql.rows<{ reader_id: string }>(
            `select distinct m.reader_id from class_teacher t join class_member m using (school_id, class_id)
             where t.person_id = $1`,
            [personId],
          )
        ).map((row) => row.reader_id),
      ),
  }
}

export function identities(sql: Sql): Identities {
  return {
    find: async (issuer, subject) =>
      (
        await sql.rows<{ person_id: string }>(
          'select person_id from identity where issuer = $1 and subject = $2',
          [issuer, subject],
        )
      )[0]?.person_id ?? null,
    bind: async ({ issuer, subject }, personId) =>
      (
        await sql.rows(
          `insert into identity (school_id, issuer, subject, person_id)
           select p.school_id, $1, $2, p.person_id from person p where p.person_id = $3
           on conflict do nothing returning person_id`,
          [issuer, subject, personId],
        )
      ).length > 0,
  }
}
