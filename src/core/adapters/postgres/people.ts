import type { Person } from '../../domain/person.ts'
import type { ClassTeachers, Identities, People } from '../../ports/people.ts'
import { json, type Sql } from './sql.ts'

const columns = `p.person_id, p.role, coalesce(p.name, (select r.first_name from reader r
    where r.school_id = p.school_id and r.reader_id = p.reader_id)) as name, p.email, p.reader_id, p.invented,
  to_char(p.ended_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ended_at`

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
    get: async (personId) =>
      (await sql.rows<Person>(`select ${columns} from person p where p.person_id = $1`, [personId]))[0] ??
      null,
    byEmail: async (email) =>
      (
        await sql.rows<Person>(`select ${columns} from person p where p.email = $1 and p.ended_at is null`, [
          email,
        ])
      )[0] ?? null,
    end: async (personIds, at) =>
      (
        await sql.rows<{ person_id: string }>(
          `with gone as (update person set ended_at = $2 where person_id = any($1::text[]) and ended_at is null
             returning person_id),
           closed as (update person_session set revoked_at = $2 where revoked_at is null
             and person_id in (select person_id from gone))
           select person_id from gone`,
          [personIds, at.toISOString()],
        )
      ).map((row) => row.person_id),
  }
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
