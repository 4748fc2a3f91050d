import { expect, test } from 'vitest'
import { createPrivacy, type PrivacyFlow } from '../../src/core/flows/people/privacy.ts'
import { rebuildGraphWithout } from '../../src/core/flows/work/nightly.ts'
import type { Store } from '../../src/core/ports/store.ts'
import { aSchool, ground, type TestSchool } from '../support/a-school.ts'
import { aWholeStudent, trace } from '../support/a-whole-student.ts'
import { aBook, aCaller } from '../support/builders.ts'
import { tablesWith } from '../support/search-tables.ts'

const on = ground()
const { studentId } = trace
const words = Object.values(trace)
const admin = (school: TestSchool) => aCaller({ school_id: school.id, role: 'admin' })

/** The flow of a process that ends before its step of this number. */
function dying(school: TestSchool, at: number): PrivacyFlow {
  const { core, flows } = school.app
  let step = 0
  const alive =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      if (step++ === at) throw new Error('killed')
      return work(...args)
    }
  const { background } = core.store
  const mortal = { school: alive(background.school), rewrite: alive(background.rewrite) }
  return createPrivacy({
    ...{ ...core, store: { ...core.store, background: mortal as unknown as Store } },
    sealed: { hasKey: false, isCurrent: () => true, seal: String, open: String },
    forgetRequests: alive(flows.chat.requests.forgetPerson),
    forgetLaunches: alive(async () => {}),
    rebuildGraph: alive((id) => rebuildGraphWithout({ ...core, graphBuilder: on.graphBuilder }, id)),
  })
}

test('[T-21] an erasure that is killed at any place is finished by the next attempt', async () => {
  const school = await aSchool(on)
  await aWholeStudent(school)
  const { app, id } = school
  // The job itself waits until all these attempts have failed.
  const release = await app.core.leases.hold(`job/${id}`)
  const { erasure_id } = await app.flows.privacy.erase(admin(school), studentId)
  const receipt = () => app.flows.privacy.receipt(admin(school), erasure_id)
  // Once nothing but the files is left, an attempt has four steps: the last kill is before the very last one.
  for (const step of [0, 1, 2, 3, 4, 2, 3]) {
    await expect(dying(school, step).finish(id)).rejects.toThrow('killed')
    expect((await receipt()).finished_at).toBeNull()
    const left = await tablesWith(on.driver, id, words)
    expect(left.filter((table) => table !== 'erasure')).toEqual([])
  }
  await release?.()
  await school.drain()
  expect((await receipt()).finished_at).not.toBeNull()
  expect(await tablesWith(on.driver, id, words)).toEqual([])
})

test('[T-21] an erasure that nothing finished is finished in the night', async () => {
  const school = await aSchool(on)
  await aWholeStudent(school)
  const { app, id, sql } = school
  const release = await app.core.leases.hold(`job/${id}`)
  const { erasure_id } = await app.flows.privacy.erase(admin(school), studentId)
  await sql(`delete from job_run where job = 'erase'`)
  await release?.()
  await app.flows.startJob(school.service, 'nightly')
  await school.drain()
  expect(await app.flows.privacy.receipt(admin(school), erasure_id)).toMatchObject({
    finished_at: expect.any(String),
    removed: { chat_request: 1 },
  })
})

test('[T-21] an erasure under load takes the student and nobody else’s votes', async () => {
  const school = await aSchool(on)
  const books = Array.from({ length: 20 }, (_, k) => aBook({ book_id: `b${k}` }))
  await school.books(books)
  const students = [studentId, 'bo', 'cy', 'di']
  await school.students(...students.map((student_id) => ({ student_id })))
  const kept = new Set<string>()
  const voting = students.map(async (student, at) => {
    for (const { book_id } of books) {
      for (let tries = 0; tries < 20; tries++) {
        const refusal = await school.give(student, book_id, 'up').then(
          () => null,
          (error: { code: string }) => error.code,
        )
        if (refusal === null && at > 0) kept.add(`${student} ${book_id}`)
        if (refusal !== 'unavailable') {
          expect(refusal === null || (at === 0 && refusal === 'not_found')).toBe(true)
          break
        }
      }
    }
  })
  await new Promise((resolve) => setTimeout(resolve, 20))
  const { erasure_id } = await school.app.flows.privacy.erase(admin(school), studentId)
  await Promise.all(voting)
  await school.drain()
  expect(await school.app.flows.privacy.receipt(admin(school), erasure_id)).toMatchObject({
    finished_at: expect.any(String),
  })
  expect(await tablesWith(on.driver, school.id, [studentId])).toEqual([])
  const stored = await school.sql<{ reader_id: string; book_id: string }>(
    'select reader_id, book_id from vote',
  )
  expect(stored.map((row) => `${row.reader_id} ${row.book_id}`).sort()).toEqual([...kept].sort())
  expect(kept.size).toBe(60)
})
