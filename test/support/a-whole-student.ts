import { uuidv7 } from 'uuidv7'
import { anonymousReaderOf } from '../../src/core/domain/courses/lti.ts'
import type { ShelftalkEvent } from '../../src/core/domain/events.ts'
import { makeEvent } from '../../src/core/domain/events.ts'
import { beginSession } from '../../src/core/flows/steps/people/begin-session.ts'
import type { TestSchool } from './a-school.ts'
import { aBook, aCaller, aLoan, rowsOf } from './builders.ts'

/** Words that occur nowhere else: whoever finds one has found the student. */
export const trace = {
  studentId: 'stu-Quetzalwren-4471',
  firstName: 'Quillonia',
  ownTitle: 'Dear diary Thaddeusius',
  discordId: '778899001122334455',
  courseAccount: 'acc-Nimbuswillow-77',
  keyLabel: 'Grumblethwaite',
  /** What a platform calls the student when a launch begins. */
  loginHint: 'user-Fernquillet-93',
  subject: 'sub-Oxbloodzephyr',
}
const { studentId, discordId, courseAccount } = trace

const guild = { platform: 'discord', tenant: 'G1' } as const
export const discordAccount = { ...guild, account_id: discordId }
export const courseLink = { platform: 'lti', tenant: 'lms-1', account_id: courseAccount } as const
const books = Array.from({ length: 12 }, (_, k) =>
  aBook({ book_id: `b${k}`, title: `About the sea ${k}`, themes: ['sea'], authors: [`Author ${k % 4}`] }),
)

/** A school with a student of whom every table that can hold a student holds something, beside classmates. */
export async function aWholeStudent(school: TestSchool): Promise<void> {
  await school.books(books)
  await school.policy({ discord_grades: [9] })
  const classmates = ['bo', 'cy', 'di'].map((student_id) => ({
    student_id,
    grade_level: 9,
    class_ids: ['9a'],
  }))
  await school.students(
    {
      student_id: studentId,
      first_name: trace.firstName,
      grade_level: 9,
      birth_year: 2005,
      class_ids: ['9a'],
    },
    ...classmates,
  )
  await school.staff({ person_id: 'ode', role: 'teacher', name: 'Ode', email: 'ode@school.example' })
  await read(school)
  await signIn(school)
  await chat(school)
  await visitCourse(school)
  await onTheWay(school)
}

async function read(school: TestSchool): Promise<void> {
  const { flows } = school.app
  const loans = [studentId, 'bo', 'cy', 'di'].flatMap((student_id) =>
    [0, 1, 2, 3].map((k) => aLoan({ student_id, book_id: `b${k}`, checkout_id: `${student_id}-${k}` })),
  )
  const once = { caller: `person:${studentId}`, key: 'loans-1', body_hash: 'h' }
  await flows.recordCheckouts(school.service, loans, once)
  await school.give(studentId, 'b5', 'up')
  await flows.addReaderBooks(
    school.service,
    studentId,
    rowsOf([{ title: trace.ownTitle }, { title: 'About the sea 7' }]),
  )
  await school.drain()
  await school.list(studentId)
  await school.list('bo')
  await school.buildGraph()
  await school.list(studentId)
}

async function signIn(school: TestSchool): Promise<void> {
  const { app, id } = school
  await app.flows.keys.issue(school.service, { role: 'student', reader_id: studentId, label: trace.keyLabel })
  await app.core.store.school(id, async (rows) => {
    await beginSession(app.core, rows, studentId)
    await rows.identities.bind({ issuer: 'https://id.example', subject: trace.subject }, studentId)
  })
}

async function chat({ app, id, clock, sql }: TestSchool): Promise<void> {
  const [now, post_id, button] = [clock(), `post-${id}`, `button-${id}`]
  const person = aCaller({ school_id: id, role: 'student', reader_id: studentId, person_id: studentId })
  await app.core.store.school(id, async (rows) => {
    await rows.spaces.put({ ...guild, tenant: `${id}-guild`, shown_name: '' }, 'root', now)
    for (const account of [discordAccount, courseLink]) {
      await rows.links.ask({ ...account, person_id: studentId, shown_name: trace.firstName }, now)
      await rows.links.confirm(account, studentId, { now, since: new Date(0) })
    }
    await rows.linkCodes.countTry(discordAccount, { now, since: new Date(0) })
    const place = {
      ...guild,
      class_id: '9a',
      book_id: 'b1',
      priority: 'share' as const,
      body: { heading: 'b1' },
    }
    const whom = { channel_id: null, class_id: null, book_id: null, asked_by: null }
    await rows.chatPosts.add(
      [
        { ...place, post_id, channel_id: 'c', account_id: null, asked_by: discordId },
        { ...place, ...whom, post_id: `${post_id}-own`, account_id: discordId, body: { heading: 'For you' } },
        {
          ...{ ...place, ...whom, post_id: `${post_id}-teacher`, account_id: 'of-ode' },
          body: { heading: `Picks for ${trace.firstName}`, buttons: [{ button_id: `up:${button}` }] },
        },
      ],
      now,
    )
    const about = {
      ...guild,
      book_id: 'b1',
      class_id: null,
      post_id: null,
      book_ids: null,
      slate_id: null,
      week: null,
    }
    await rows.chatButtons.put([{ ...about, button_id: button, person_id: 'ode', reader_id: studentId }], now)
    await rows.chatReactions.put({ post_id, person_id: studentId, emoji: '+1', present: true, order_at: 1 })
    await rows.chatVotes.put({ person_id: studentId, book_id: 'b1', vote: 'up', event_id: uuidv7(), at: now })
  })
  await app.flows.links.newCode(person, 'lti')
  await sql(
    `insert into chat_digest (school_id, person_id, week, platform, tenant, account_id, due_at)
     values ($1, $2, '2026-W10', 'discord', 'G1', $3, now())`,
    [id, studentId, discordId],
  )
  await app.flows.chat.requests.take({
    ...{ ...discordAccount, kind: 'press', dedupe: [uuidv7()] },
    payload: { user: discordId },
  })
}

/** A launch that the platform of the school's course begins for the student. */
export const aLaunch = ({ id, clock }: TestSchool, launch: string) => ({
  ...{
    state_hash: `${id}-${launch}`,
    public_id: `${id}-${launch}`,
    school_id: id,
    registration_id: `${id}-lms`,
  },
  ...{ state: 's', nonce: 'n', deployment_id: null, target: 't', storage_target: null, proof_hash: 'p' },
  ...{ login_hint: trace.loginHint, message_hint: trace.loginHint },
  expires_at: new Date(clock().getTime() + 60_000).toISOString(),
})

/** A course of a learning platform, before the account was linked and after. */
async function visitCourse(school: TestSchool): Promise<void> {
  const { app, id, sql, clock } = school
  await app.core.store.school(id, (rows) => rows.readers.ensure(anonymousReaderOf(courseAccount)))
  const of = [id, `${id}-lms`]
  await sql(
    `insert into lti_registration (school_id, registration_id, issuer, client_id, family, auth_url, token_url, jwks_url,
       account_key, state) values ($1, $2, $2, 'c', 'other', 'a', 't', 'j', 'sealed', 'active')`,
    of,
  )
  const most = { all: 10_000, ofOne: 10 }
  await app.core.store.system(async (rows) => {
    await rows.ltiLaunches.begin(aLaunch(school, 'ended'), { now: clock(), most })
    await rows.ltiLaunches.consume(aLaunch(school, 'ended'), clock())
  })
  await sql(
    `insert into lti_session (session_hash, proof_hash, school_id, registration_id, account_id, role, csrf_token, seen_at)
     values ($2, 'p', $1, $2, $3, 'student', 'csrf', now())`,
    [...of, courseAccount],
  )
  await sql(
    `insert into lti_course (school_id, registration_id, context_id, members_url, launched_at, due_at)
     values ($1, $2, 'c1', 'm', now(), now())`,
    of,
  )
  await sql(
    `insert into lti_member (school_id, registration_id, context_id, account_id, role, changed_at)
     values ($1, $2, 'c1', $3, 'student', now())`,
    [...of, courseAccount],
  )
  await sql(
    `insert into lti_score (school_id, registration_id, account_id, line_item, scopes, state, expires_at)
     values ($1, $2, $3, 'l', '{}', 'sent', now())`,
    [...of, courseAccount],
  )
  await sql(
    `insert into course_vote (school_id, course_id, reader_id, book_id, event_id, voted_at)
     select school_id, 'course-1', reader_id, book_id, event_id, voted_at from vote where reader_id = $1`,
    [studentId],
  )
}

/** An event that a bus holds, and one that no try could apply. */
async function onTheWay(school: TestSchool): Promise<void> {
  const [held, dead] = lateEvents(school)
  await school.sql(
    `insert into outbox (school_id, topic, key, event, published_at) values ($1, 'feedback', $2, $3, now())`,
    [school.id, studentId, JSON.stringify(held)],
  )
  await school.app.core.store.system((rows) =>
    rows.deadLetters.put({
      ...{ topic: 'checkouts', consumer: 'profile', event: dead, school_id: school.id },
      ...{ reason: 'never worked', tries: 5 },
    }),
  )
}

/** One event of each kind that is about the student, new to every consumer. */
export function lateEvents(school: TestSchool): [ShelftalkEvent, ShelftalkEvent, ...ShelftalkEvent[]] {
  const about = () => ({ id: uuidv7(), school: school.id, subject: studentId, time: school.clock() })
  const [reader_id, book_ids] = [studentId, ['b1']]
  return [
    makeEvent('shelftalk.feedback.given', about(), { reader_id, book_id: 'b1', vote: 'up', voter: 'self' }),
    makeEvent('shelftalk.loans.recorded', about(), { reader_id, book_ids }),
    makeEvent('shelftalk.books.added', about(), { reader_id, book_ids }),
    makeEvent('shelftalk.reader_embedding.changed', about(), { reader_id, model_id: school.model.modelId }),
  ]
}
