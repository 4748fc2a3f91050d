import { expect, test, vi } from 'vitest'
import { aSchool, ground } from '../support/a-school.ts'
import { aBook, aLoan, rowsOf } from '../support/builders.ts'

const on = ground()

test('[T-47] beyond the bound nothing more is acknowledged, and it goes on when what waits was worked off', async () => {
  const school = await aSchool(on, { running: false, maxPendingEvents: 3 })
  await school.books([aBook({ book_id: 'b1' })])
  await school.students({ student_id: 'ada' })
  const { flows } = school.app
  const stored = async () => (await school.sql('select event_id from outbox')).length
  await vi.waitFor(async () => {
    await school.give('ada', 'b1', 'up').catch(() => {})
    await expect(school.give('ada', 'b1', 'up')).rejects.toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: 10,
    })
  })
  const before = await stored()
  expect(before).toBeGreaterThanOrEqual(3)
  const refused = { code: 'unavailable' }
  const loan = aLoan({ checkout_id: 'c1', student_id: 'ada', book_id: 'b1' })
  await expect(flows.recordCheckouts(school.service, [loan], null)).rejects.toMatchObject(refused)
  await expect(flows.addReaderBooks(school.service, 'ada', rowsOf([{ title: 'T' }]))).rejects.toMatchObject(
    refused,
  )
  await expect(
    flows.importFile(school.service, 'classes', rowsOf([{ class_id: '6a' }])),
  ).rejects.toMatchObject(refused)
  expect(await stored()).toBe(before)
  await school.app.start({ events: true, schedule: false })
  await school.drain()
  await vi.waitFor(() => school.give('ada', 'b1', 'down'))
})
