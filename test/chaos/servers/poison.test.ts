import { Kafka, logLevel } from 'kafkajs'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ask, drained } from '../../../bench/program.ts'
import { openPool } from '../../../src/core/adapters/postgres/connection/pool.ts'
import { createStore } from '../../../src/core/adapters/postgres/store.ts'
import { makeEvent } from '../../../src/core/domain/events.ts'
import { aStudent } from '../../support/builders.ts'
import { bookIds, studentIds } from '../school.ts'
import { type Installation, openInstallation, urlOf } from './installation.ts'
import { runRole } from './process.ts'

const patient = { timeout: 60_000, interval: 200 }
const [student = ''] = studentIds
const [book = ''] = bookIds

let installation: Installation
beforeAll(async () => {
  installation = await openInstallation()
})
afterAll(() => installation.close())

/** A vote of a school that is not there: nothing is wrong with the event, and it cannot be applied. */
const ofLaterSchool = makeEvent(
  'shelftalk.feedback.given',
  { id: uuidv7(), school: 'later', subject: student, time: new Date() },
  { reader_id: student, book_id: book, vote: 'up', voter: 'self' },
)

async function buried(): Promise<number> {
  const { text } = await ask(urlOf(installation.workers[0]), 'GET', '/metrics')
  return Number(/^shelftalk_buried_events (\d+)$/m.exec(text)?.[1])
}

test('[T-45] poison messages are put aside, the partition goes on, and replay brings back what can be applied', async () => {
  const { place, apis } = installation
  await produce(
    ['neither an event', 'nor JSON'].join('\n'),
    JSON.stringify({ ...ofLaterSchool, id: uuidv7(), dataschema: 'shelftalk.feedback.given/v99' }),
    JSON.stringify(ofLaterSchool),
  )
  const json = { student_id: student, book_id: book, vote: 'up' }
  expect(await ask(urlOf(apis[0]), 'POST', '/feedback', { json })).toMatchObject({ status: 202 })
  await drained(urlOf(apis[0]), patient.timeout)
  await vi.waitFor(async () => expect(await buried()).toBe(3), patient)
  const doctor = await runRole(place, 'doctor')
  expect(doctor.said).toContain('Dead letters: 3 events could not be applied.')
  expect(doctor.code).toBe(1)

  await openLaterSchool(place.databaseUrl)
  expect(await runRole(place, 'replay')).toMatchObject({
    code: 0,
    said: '3 events are on their way again.\n',
  })
  await vi.waitFor(async () => {
    expect(await votesOfLaterSchool(place.databaseUrl)).toBe(1)
    expect(await buried()).toBe(2)
  }, patient)
  expect((await runRole(place, 'doctor')).said).toContain('Dead letters: 2 events could not be applied.')
})

/** Straight to the topic, as nobody should, with the key of the student. */
async function produce(...values: string[]): Promise<void> {
  const { brokers, topicPrefix } = installation.place
  const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer()
  await producer.connect()
  const messages = values.map((value) => ({ key: `default/${student}`, value }))
  await producer.send({ topic: `${topicPrefix}feedback`, messages })
  await producer.disconnect()
}

async function openLaterSchool(databaseUrl: string): Promise<void> {
  const driver = await openPool(databaseUrl)
  const store = createStore(driver)
  await store.system((rows) =>
    rows.schools.create({ school_id: 'later', name: 'Later', invented: true, time_zone: 'UTC' }),
  )
  await store.school('later', (rows) =>
    rows.readers.upsertStudents([aStudent({ student_id: student })], true),
  )
  await driver.close()
}

/** How often the vote was applied there. */
async function votesOfLaterSchool(databaseUrl: string): Promise<number> {
  const driver = await openPool(databaseUrl)
  const scope = { role: 'shelftalk_app', schoolId: 'later', background: false } as const
  const rows = await driver.transaction(scope, (sql) =>
    sql.rows('select from inbox where event_id = $1', [ofLaterSchool.id]),
  )
  await driver.close()
  return rows.length
}
