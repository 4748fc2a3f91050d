import { expect, test } from 'vitest'
import { type RetentionKind, retentionKinds } from '../../src/core/domain/retention.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { aBook } from '../support/builders.ts'
import { keptRows } from '../support/kept-rows.ts'

const on = ground()
const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Long ago: the database itself keeps the log of overrides for two years of its own clock. */
const longAgoMs = 6 * 365 * dayMs

/** How long each kind is promised to be kept, where its rows are, and how many of them stay beyond that. */
const promised: Record<RetentionKind, { days: number; rows: string; stay?: number }> = {
  inbox: { days: 30, rows: "inbox where consumer = 'c'" },
  idempotency: { days: 7, rows: "idempotency where caller = 'c'" },
  slates: { days: 180, rows: 'slate' },
  job_runs: { days: 90, rows: "job_run where run_id ~ '^(r[1-5]|waits)$'", stay: 1 },
  import_reports: { days: 90, rows: 'import_run', stay: 1 },
  wordings: { days: 365, rows: 'wording' },
  sessions: { days: 30, rows: 'person_session' },
  link_codes: { days: 1, rows: 'link_code' },
  link_tries: { days: 1, rows: 'link_try' },
  link_requests: { days: 1, rows: 'chat_link', stay: 1 },
  override_log: { days: 730, rows: 'book_override_log' },
  chat_posts: { days: 180, rows: 'chat_post' },
  chat_buttons: { days: 180, rows: 'chat_button' },
  course_votes: { days: 400, rows: 'course_vote' },
  course_totals: { days: 400, rows: 'course_total' },
  reading_lists: { days: 730, rows: 'reading_list' },
  lti_courses: { days: 365, rows: "lti_course where registration_id like '%-courses'" },
  lti_members: { days: 30, rows: 'lti_member', stay: 1 },
  lti_scores: { days: 365, rows: 'lti_score', stay: 1 },
  // The one that was not finished is, by the first night; from then on it counts.
  erasures: { days: 730, rows: 'erasure', stay: 1 },
  left_loans: { days: 30, rows: 'loan', stay: 1 },
  left_votes: { days: 30, rows: 'vote', stay: 1 },
  left_lists: { days: 30, rows: 'listed_book', stay: 1 },
  left_books: { days: 30, rows: 'book where owner_reader_id is not null', stay: 1 },
  left_tastes: { days: 30, rows: 'preference', stay: 1 },
  left_vectors: { days: 30, rows: "reader_embedding where model_id = 'm'", stay: 1 },
}

async function count({ sql }: TestSchool, kind: RetentionKind): Promise<number> {
  const [row] = await sql<{ n: number }>(`select count(*)::int as n from ${promised[kind].rows}`)
  return row?.n ?? 0
}

/** How many rows of each kind there are. */
async function counts(school: TestSchool): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const kind of retentionKinds) found[kind] = await count(school, kind)
  return found
}

async function night(school: TestSchool): Promise<void> {
  const { run_id } = await school.app.flows.startJob(school.service, 'nightly')
  await school.drain()
  const run = await school.app.flows.readRun(school.service, run_id)
  expect([run.state, run.error]).toEqual(['finished', null])
}

/** A school in which rows of every kind came to be now, or whose student left now. */
async function aFullSchool(): Promise<TestSchool> {
  const school = await aSchool(on)
  school.clock.advance(-longAgoMs)
  await school.books([aBook({ book_id: 'b0' })])
  await school.app.core.store.school(school.id, (rows) => rows.readers.ensure('ada'))
  await school.staff({ person_id: 't1', role: 'teacher', name: 'Ms. Ode', email: null })
  const fill = keptRows(school.sql, school.id, school.clock().toISOString())
  for (const kind of retentionKinds) await fill[kind]()
  return school
}

test('[T-23] over two school years each kind goes when its time is over, not before, and what must stay is there', {
  timeout: 180_000,
}, async () => {
  const school = await aFullSchool()
  const began = school.clock().getTime()
  const full = await counts(school)
  for (const kind of retentionKinds)
    expect([kind, full[kind]]).toEqual([kind, 5 + (promised[kind].stay ?? 0)])
  const ends = [...new Set(retentionKinds.map((kind) => promised[kind].days))].sort((a, b) => a - b)
  expect(ends.at(-1)).toBeGreaterThanOrEqual(730)
  for (const day of ends)
    for (const hours of [-1, 1]) {
      school.clock.advance(began + day * dayMs + hours * hourMs - school.clock().getTime())
      await night(school)
      const isOver = (kind: RetentionKind) => promised[kind].days * 24 < day * 24 + hours
      const expected = retentionKinds.map((kind) => [
        kind,
        isOver(kind) ? (promised[kind].stay ?? 0) : full[kind],
      ])
      expect([day, hours, Object.entries(await counts(school))]).toEqual([day, hours, expected])
    }
})

test('[T-23] a student who comes back in time keeps what was read; late loans of one who left go the next night', {
  timeout: 60_000,
}, async () => {
  const school = await aFullSchool()
  await school.staff({ person_id: 'root', role: 'admin', name: 'Root', email: null })
  school.clock.advance(29 * dayMs)
  await school.students({ student_id: 'left1' })
  school.clock.advance(2 * dayMs)
  await night(school)
  const readers = async () =>
    (await school.sql<{ reader_id: string }>('select reader_id from loan order by 1')).map(
      (one) => one.reader_id,
    )
  expect(await readers()).toEqual(['ada', 'left1'])
  await school.past([
    {
      checkout_id: 'late',
      student_id: 'left2',
      book_id: 'b0',
      checkout_date: '2020-01-01',
      return_date: null,
      student_rating: null,
    },
  ])
  expect(await readers()).toEqual(['ada', 'left1', 'left2'])
  await night(school)
  expect(await readers()).toEqual(['ada', 'left1'])
})

test('[T-23] what was asked in chats goes after a week, in whatever state it is', async () => {
  const school = await aSchool(on)
  const { requests } = school.app.flows.chat
  const tenant = `T-${school.id}`
  for (const account_id of ['U1', 'U2'])
    await requests.take({
      ...{ platform: 'slack', tenant, account_id, kind: 'press', dedupe: [school.id, account_id] },
      payload: { user: account_id },
    })
  const left = async () =>
    (
      await on.driver.transaction({ role: 'shelftalk_system', schoolId: null, background: false }, (sql) =>
        sql.rows('select 1 from chat_request where tenant = $1', [tenant]),
      )
    ).length
  school.clock.advance(7 * dayMs - hourMs)
  await night(school)
  expect(await left()).toBe(2)
  school.clock.advance(2 * hourMs)
  await night(school)
  expect(await left()).toBe(0)
})
