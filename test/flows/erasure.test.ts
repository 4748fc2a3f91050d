import { describe, expect, test } from 'vitest'
import { createMemoryListCache } from '../../src/core/adapters/memory/list-cache.ts'
import { personRows, withoutPerson } from '../../src/core/adapters/postgres/people/person-rows.ts'
import { eventTypes } from '../../src/core/domain/events.ts'
import { beginSession } from '../../src/core/flows/steps/people/begin-session.ts'
import type { SchoolRows } from '../../src/core/ports/store.ts'
import { aSchool, ground, idsOf, type TestSchool } from '../support/a-school.ts'
import { aWholeStudent, courseLink, discordAccount, lateEvents, trace } from '../support/a-whole-student.ts'
import { aCaller, aLoan, rowsOf } from '../support/builders.ts'
import { allTables, tablesWith } from '../support/search-tables.ts'

const on = ground()
const { studentId } = trace
const words = Object.values(trace)
const admin = (school: TestSchool) => aCaller({ school_id: school.id, role: 'admin', person_id: 'root' })

const accounts = [discordAccount, courseLink]
const eachOf = async <T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> => {
  for (const one of all) await work(one)
}

async function erased(school: TestSchool) {
  const { erasure_id } = await school.app.flows.privacy.erase(admin(school), studentId)
  await school.drain()
  return school.app.flows.privacy.receipt(admin(school), erasure_id)
}

test('[T-20] every table of the schema was looked at for whom it can name', async () => {
  const others = withoutPerson.flatMap(({ tables }) => tables)
  const decided = [...personRows.map(({ table }) => table), ...others]
  expect([...new Set(decided)].sort()).toEqual((await allTables(on.driver)).map(({ name }) => name))
  expect(personRows.filter(({ table }) => others.includes(table))).toEqual([])
})

describe('[T-20] a student who is erased', () => {
  test('[T-20] is in no row and no list any more; the receipt says what was removed where, and names nobody', async () => {
    const cache = createMemoryListCache()
    const school = await aSchool(on, { cache })
    await aWholeStudent(school)
    const holding = [...new Set(personRows.map(({ table }) => table))]
      .filter((t) => t !== 'class_teacher')
      .sort()
    const receipt = await erased(school)
    expect(await tablesWith(on.driver, school.id, words)).toEqual([])
    expect(
      Object.keys(receipt.removed)
        .filter((place) => holding.includes(place))
        .sort(),
    ).toEqual(holding)
    expect(receipt).toMatchObject({
      asked_by: 'admin',
      finished_at: expect.any(String),
      removed: { loan: 4, vote: 1, chat_post: 3, chat_request: 1, cached_list: expect.any(Number) },
    })
    expect(JSON.stringify(receipt)).not.toContain(studentId)
    expect(await cache.forgetReader(school.id, studentId)).toBe(0)
    const page = { limit: 10, before: null }
    const { receipts } = school.app.flows.privacy
    expect(await receipts(admin(school), { ...page, student_id: studentId })).toEqual([receipt])
    expect(await receipts(admin(school), { ...page, student_id: 'bo' })).toEqual([])
  })

  test('[T-20] [chat-N32] is not brought back by what comes late: events, votes, loans, uploads, presses', async () => {
    const school = await aSchool(on)
    await aWholeStudent(school)
    await erased(school)
    const { app, service } = school
    for (const event of lateEvents(school)) await app.bus.publish(eventTypes[event.type].topic, [event])
    await app.core.store.system(async (rows) => {
      for (const event of lateEvents(school)) await rows.outbox.restore(eventTypes[event.type].topic, [event])
    })
    await school.drain()
    expect(await app.core.store.system((rows) => rows.deadLetters.count())).toBe(0)
    await expect(school.give(studentId, 'b1', 'up')).rejects.toMatchObject({ code: 'not_found' })
    await expect(school.list(studentId)).rejects.toMatchObject({ code: 'not_found' })
    const upload = app.flows.addReaderBooks(service, studentId, rowsOf([{ title: 'Holes' }]))
    await expect(upload).rejects.toMatchObject({ code: 'not_found' })
    const loans = await app.flows.recordCheckouts(
      service,
      [aLoan({ student_id: studentId, book_id: 'b1' })],
      null,
    )
    expect(loans).toMatchObject({ accepted: 0, refused: [{ code: 'unknown_student' }] })
    expect(await app.flows.links.callerOf(discordAccount)).toBeNull()
    await app.flows.chat.requests.take({
      ...{ ...discordAccount, kind: 'press', dedupe: ['late'], payload: { user: trace.discordId } },
    })
    expect(await tablesWith(on.driver, school.id, words)).toEqual([])
  })

  test('[T-20] is gone from what others’ lists are made of: cached lists, who reads alike, the graph and the one before', async () => {
    const school = await aSchool(on)
    await aWholeStudent(school)
    await school.list('bo')
    expect((await school.list('bo')).source).toBe('cache')
    const builds = () =>
      school.sql<{ build_id: number; readers: number }>(
        `select build_id, (counts ->> 'readers')::int as readers from graph_build order by 1`,
      )
    const [{ build_id: before, readers } = { build_id: 0, readers: 0 }] = await builds()
    await school.app.flows.privacy.erase(admin(school), studentId)
    expect((await school.list('bo')).source).toBe('fresh')
    await school.drain()
    const after = await builds()
    expect(after).toEqual([{ build_id: expect.any(Number), readers: readers - 1 }])
    expect(after[0]?.build_id).not.toBe(before)
    expect(idsOf(await school.list('bo')).length).toBeGreaterThan(0)
  })

  test('[T-20] begins anew, with nothing of before, when the school’s own file names the id again, and the report says so', async () => {
    const school = await aSchool(on)
    await aWholeStudent(school)
    await erased(school)
    const { app, service } = school
    const file = rowsOf([{ student_id: studentId }, { student_id: 'bo' }, { student_id: 'new' }])
    expect(await app.flows.importFile(service, 'students', file)).toMatchObject({
      ...{ accepted: 3, erased_before_count: 1 },
    })
    const exported = await app.flows.exportStudent(admin(school), studentId)
    expect(exported).toMatchObject({
      votes: [],
      checkouts: [],
      books: [],
      accounts: [],
    })
    const today = school.clock().toISOString().slice(0, 10)
    school.clock.advance(2 * 86_400_000)
    const loans = [today, '2026-03-04'].map((checkout_date, k) =>
      aLoan({ student_id: studentId, book_id: `b${k}`, checkout_id: `again-${k}`, checkout_date }),
    )
    const recorded = await app.flows.recordCheckouts(service, loans, null)
    expect(recorded).toMatchObject({ accepted: 1, refused: [{ index: 0, code: 'erased' }] })
    const again = await app.flows.importFile(service, 'students', rowsOf([{ student_id: studentId }]))
    expect(again.erased_before_count).toBeUndefined()
  })

  test.each<[string, (rows: SchoolRows, school: TestSchool) => Promise<unknown>]>([
    ['left the school', ({ people }, { clock }) => people.end([studentId], clock())],
    ['unlinked the accounts', ({ links }) => eachOf(accounts, (account) => links.remove(account, null))],
    ['lost them with their spaces', ({ spaces }) => eachOf(accounts, (space) => spaces.remove(space))],
    [
      'was not allowed them any more',
      async ({ links }) => {
        await links.endOnDiscord({ grades: [], bornUntil: 0 })
        await links.remove(courseLink, studentId)
      },
    ],
  ])('[T-20] leaves nothing of the accounts, when the student %s before', async (_what, end) => {
    const school = await aSchool(on)
    await aWholeStudent(school)
    await school.app.core.store.school(school.id, (rows) => end(rows, school))
    const ofAccounts = [trace.discordId, trace.courseAccount]
    expect(await tablesWith(on.driver, school.id, ofAccounts)).toEqual([])
    await erased(school)
    expect(await tablesWith(on.driver, school.id, words)).toEqual([])
  })

  test('[T-20] takes nothing from a member of staff who is called as the reader is', async () => {
    const school = await aSchool(on)
    await school.staff({ person_id: 'ode', role: 'teacher', name: 'Ode', email: null })
    const { core, flows } = school.app
    await core.store.school(school.id, async (rows) => {
      await rows.readers.ensure('ode')
      await beginSession(core, rows, 'ode')
    })
    await flows.privacy.erase(admin(school), 'ode')
    expect(await school.sql('select from person_session')).toHaveLength(1)
    expect(await school.sql('select from person')).toHaveLength(1)
    expect(await school.sql('select from reader')).toHaveLength(0)
  })

  test('[T-20] leaves what others were answered, and why lines were refused, also when the id is as short as a number', async () => {
    const school = await aSchool(on)
    await school.students({ student_id: '7' })
    await school.app.core.store.school(school.id, async (rows) => {
      for (const caller of ['person:s-7', 'person:7', '7'])
        await rows.idempotency.put(caller, [{ key: 'loans-2026-7', body_hash: 'h', answer: { accepted: 1 } }])
      await rows.imports.start('import-1', 'books', school.clock())
      const refusal = { line: 2, field: 'title', code: 'too_long' as const, reason: 'has more than 7 words' }
      await rows.imports.progress('import-1', { accepted: 0, refused: 1, refusals: [refusal] })
    })
    await school.app.flows.privacy.erase(admin(school), '7')
    expect(await school.sql('select caller from idempotency')).toEqual([{ caller: 'person:s-7' }])
    expect(await school.sql('select from import_refusal')).toHaveLength(1)
  })

  test('[T-20] is refused like anybody who is not there, and a second time', async () => {
    const school = await aSchool(on)
    await school.students({ student_id: 'ada' })
    const other = await school.neighbour()
    const refusal = (of: TestSchool, id: string) =>
      of.app.flows.privacy.erase(admin(of), id).then(
        () => null,
        ({ message }: Error) => message,
      )
    const words = await refusal(school, 'nobody')
    expect(words).toMatch(/no such student/)
    expect(await refusal(other, 'ada')).toBe(words)
    expect(await refusal(school, 'ada')).toBeNull()
    expect(await refusal(school, 'ada')).toBe(words)
  })
})
