import type { App } from '../../src/app.ts'
import { scopes } from '../../src/bots/slack/install.ts'
import { bareBook, matchKey } from '../../src/core/domain/lists/book.ts'
import type { Caller } from '../../src/core/domain/people/permissions.ts'
import { bookIds, type ChatSetup, classId, schoolId, teacherOf } from './setup.ts'

const person = (person_id: string, role: Caller['role']): Caller => ({
  ...{ caller_id: `person:${person_id}`, school_id: schoolId, role, reader_id: null, person_id },
})

/** A school with a class, some books, and its teachers' linked accounts in the workspace. */
export async function furnish({ core, flows }: App, setup: ChatSetup): Promise<void> {
  const { team, channel, teachers, token } = setup
  const space = { platform: 'slack', tenant: team.id } as const
  await core.store.system((rows) =>
    rows.schools.create({ school_id: schoolId, name: 'Oak', invented: true, time_zone: 'UTC' }),
  )
  const books = bookIds.map((book_id, n) =>
    bareBook({ book_id, title: `Book ${n}`, average_rating: 5 - n / 10, copies: 2, copies_available: 1 }),
  )
  const staff = teachers.map((account) => ({
    ...{ person_id: teacherOf(account), name: account, email: null },
  }))
  await core.store.school(schoolId, async (rows) => {
    await rows.books.upsert(
      books,
      books.map(({ title }) => matchKey(title, undefined)),
    )
    await rows.readers.upsertStudents([student], true)
    await rows.people.putStaff(
      [
        { person_id: 'root', role: 'admin', name: 'Root', email: null },
        ...staff.map((one) => ({ ...one, role: 'teacher' as const })),
      ],
      true,
    )
    for (const { person_id } of staff) await rows.classTeachers.set(person_id, [classId])
  })
  await core.ensureBookVectors(schoolId, bookIds)
  await flows.spaces.bindProven(space, { school_id: schoolId, person_id: 'root', shown_name: 'Oak' })
  await core.store.school(schoolId, async (rows) => {
    for (const account_id of teachers) {
      const account = { ...space, account_id }
      const person_id = teacherOf(account_id)
      await rows.links.ask({ ...account, person_id, shown_name: account_id }, core.clock())
      await rows.links.confirm(account, person_id, { now: core.clock(), since: new Date(0) })
    }
  })
  await flows.chat.installations.put({
    ...{ ...space, scopes, bot_user_id: team.botUserId, expires_at: new Date(token.expiresAt * 1000) },
    installed: { bot: { ...token, userId: team.botUserId, scopes } },
  })
  // Slack is asked whether the channel is the school's own.
  const [first = ''] = teachers
  await flows.spaces.bindChannel(person(teacherOf(first), 'teacher'), {
    ...{ ...space, channel_id: channel, class_id: classId },
  })
}

const student = {
  ...{ student_id: 'ada', first_name: 'Ada', grade_level: 9, age: null, birth_year: null },
  ...{ prior_year_reading_score: null, homeroom_teacher: null, class_ids: [classId] },
}
