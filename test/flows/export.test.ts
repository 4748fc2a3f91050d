import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { studentArchive } from '../../src/api/answers/student-archive.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { aWholeStudent, trace } from '../support/a-whole-student.ts'
import { aCaller } from '../support/builders.ts'

const on = ground()
const { studentId } = trace

const exported = (school: TestSchool) =>
  school.app.flows.exportStudent(aCaller({ school_id: school.id, role: 'admin' }), studentId)

const iso = (column: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** The same once more, from the tables alone. */
async function fromTables({ sql }: TestSchool) {
  const rows = <T>(text: string): Promise<T[]> => sql<T>(text.replaceAll('$id', `'${studentId}'`))
  const book = 'join book b using (school_id, book_id)'
  const votesBy = (own: boolean) =>
    rows(`select book_id, b.title, vote, ${iso('voted_at')} as at from vote ${book}
      where reader_id = $id and (voter = 'self') = ${own}`)
  return {
    votes: await votesBy(true),
    teacher_votes: await votesBy(false),
    checkouts: await rows(`select checkout_id, reader_id as student_id, book_id, b.title, checkout_date::text,
      return_date::text, student_rating from loan ${book} where reader_id = $id`),
    books: await rows(`select book_id, b.title, l.rating, l.finished_on::text from listed_book l ${book}
      where l.reader_id = $id`),
    course_votes:
      await rows(`select course_id, book_id, b.title, ${iso('voted_at')} as at from course_vote ${book}
      where reader_id = $id`),
    accounts:
      await rows(`select platform, tenant, account_id, state, l.shown_name, coalesce(s.shown_name, '') as space_name,
      ${iso('asked_at')} as asked_at, ${iso('confirmed_at')} as confirmed_at
      from chat_link l left join chat_space s using (school_id, platform, tenant) where person_id = $id`),
    lists: await rows(
      `select slate_id, ${iso('made_at')} as made_at, items from slate where reader_id = $id`,
    ),
  }
}

const sorted = (rows: readonly unknown[]): string[] =>
  rows.map((row) => JSON.stringify(Object.entries(row as object).sort())).sort()

test('[T-22] an export holds what the tables hold, row by row', async () => {
  const school = await aSchool(on)
  await aWholeStudent(school)
  const all = await exported(school)
  for (const [name, rows] of Object.entries(await fromTables(school))) {
    expect([name, rows.length > 0]).toEqual([name, name !== 'teacher_votes'])
    expect([name, sorted(all[name as keyof typeof all] as unknown[])]).toEqual([name, sorted(rows)])
  }
  expect(all.profile).toMatchObject({ first_name: trace.firstName, grade_level: 9, class_ids: ['9a'] })
})

test('[T-22] [T-51] the archive holds the same: JSON, and tables that a spreadsheet opens without running anything', async () => {
  const school = await aSchool(on)
  await aWholeStudent(school)
  await school.sql(`update book set title = '=1+1' where book_id = 'b5'`)
  const all = await exported(school)
  const files = unzipSync(studentArchive(all))
  const table = (name: string): Record<string, string>[] =>
    parse(strFromU8(files[`${name}.csv`]!), { columns: true, bom: true })
  expect(JSON.parse(strFromU8(files['export.json']!))).toEqual(all)
  for (const name of ['votes', 'course_votes', 'checkouts', 'books', 'accounts'] as const)
    expect([name, table(name).length]).toEqual([name, all[name].length])
  expect(table('votes')).toMatchObject([{ book_id: 'b5', title: "'=1+1", vote: 'up' }])
  expect(table('profile')).toMatchObject([{ first_name: trace.firstName, class_ids: '9a' }])
  expect(table('lists').map(({ slate_id }) => slate_id)).toContain(all.lists[0]?.slate_id)
})
