import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openapiDocument } from '../../src/api/openapi.ts'
import { endpoints } from '../../src/api/routes/table.ts'
import { Problem } from '../../src/api/schemas.ts'
import type { StaffMember } from '../../src/core/domain/people/person.ts'
import { beginSession } from '../../src/core/flows/steps/people/begin-session.ts'
import { ground, openSchool, type TestSchool } from '../support/a-school.ts'
import { serveApp } from '../support/a-server.ts'
import { aBook, rowsOf } from '../support/builders.ts'
import { type KnownIds, type Operation, type RandomRequest, requestsFor } from './random-requests.ts'
import type { Running } from './stub-flows.ts'

// A fuzzer that other people wrote asks the running program the same (scripts/fuzz.sh).

/** Of each operation, from one seed: what fails, fails again. */
const requestsEach = 18
const seed = 52

const document = JSON.parse(JSON.stringify(openapiDocument(endpoints)))
const operations = endpoints
  // Answers for as long as the client stays.
  .filter((one) => one.operationId !== 'listen')
  .map((one) => ({ ...one, operation: document.paths[one.path][one.method] as Operation }))
  // Ends the session that others ask with.
  .sort((a, b) => Number(a.operationId === 'signOut') - Number(b.operationId === 'signOut'))

type Credentials = Record<string, string>

const on = ground()
let school: TestSchool
let running: Running
let close: () => Promise<void>
let known: KnownIds
let credentials: Credentials[]
/** Operations that did what they are for at least once. */
const done = new Set<string>()

beforeAll(async () => {
  const opened = await openSchool(on, { running: false })
  school = opened.school
  known = await furnish()
  running = await serveApp(school.app)
  credentials = await Promise.all([withKey(), withSession('admin'), withSession('teacher')])
  close = async () => {
    await running.stop()
    await opened.close()
  }
})
afterAll(() => close())

const named = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, k) => `${name}-${k}`)

async function withKey(): Promise<Credentials> {
  const wanted = { role: 'service' as const, reader_id: null, label: 'fuzz' }
  const { key } = await school.app.flows.keys.issue(school.service, wanted)
  return { Authorization: `Bearer ${key}` }
}

async function withSession(role: StaffMember['role']): Promise<Credentials> {
  const { app, id } = school
  await school.staff({ person_id: role, role, name: role, email: null })
  const secret = await app.core.store.school(id, (rows) => beginSession(app.core, rows, role))
  const { csrf_token } = await app.flows.sessions.find(secret)
  return { Cookie: `shelftalk_session=${secret}`, Origin: running.url, 'X-CSRF-Token': csrf_token }
}

async function furnish(): Promise<KnownIds> {
  const { app, service } = school
  const book_id = named('book', 12)
  const student_id = named('student', 30)
  await school.books(book_id.map((id) => aBook({ book_id: id })))
  await school.students(...student_id.map((id) => ({ student_id: id, class_ids: ['5a'] })))
  const librarian = { role: 'librarian' as const, reader_id: null, label: '' }
  const issued = await Promise.all(named('key', 8).map(() => app.flows.keys.issue(service, librarian)))
  const { import_id } = await app.flows.importFile(
    service,
    'classes',
    rowsOf([{ class_id: '5a', name: '5 A' }]),
  )
  const { run_id } = await app.flows.startJob(service, 'graph')
  await school.students({ student_id: 'student-gone' })
  const { erasure_id } = await app.flows.privacy.erase(service, 'student-gone')
  return {
    ...{ book_id, student_id, reader_id: student_id, class: ['5a'], class_id: ['5a'], class_ids: ['5a'] },
    ...{ key_id: issued.map((one) => one.key_id), import_id: [import_id], run_id: [run_id] },
    ...{ erasure_id: [erasure_id], name: ['graph'], checkout_id: named('loan', 9) },
  }
}

test.each(operations.map((one) => [one.operationId, one] as const))(
  '[T-52] %s answers whatever is asked as the document says, and never with a fault of ours',
  { timeout: 60_000 },
  async (operationId, { path, method, operation }) => {
    const [service, ...people] = credentials as [Credentials, ...Credentials[]]
    const who = fc.constantFrom<Credentials>(service, service, ...people, { Authorization: 'Bearer wrong' })
    const asked = fc.asyncProperty(requestsFor(path, operation, known), who, async (request, from) => {
      const answer = await send(method, request, from)
      if (answer.ok || answer.status === 303) done.add(operationId)
      await expectAsDocumented(operation, answer)
    })
    await fc.assert(asked, { seed, numRuns: requestsEach })
  },
)

const send = (method: string, { path, headers, body }: RandomRequest, from: Credentials): Promise<Response> =>
  running.ask(path, {
    ...{ method: method.toUpperCase(), headers: { ...headers, ...from }, key: null, redirect: 'manual' },
    ...(body === undefined ? {} : { body }),
  })

async function expectAsDocumented({ responses }: Operation, answer: Response): Promise<void> {
  const text = await answer.text()
  expect(answer.status, text).toBeLessThan(500)
  expect(Object.keys(responses), text).toContain(String(answer.status))
  const type = answer.headers.get('content-type')
  if (answer.status >= 400) {
    expect(type).toBe('application/problem+json')
    expect(Problem.strict().parse(JSON.parse(text)).status).toBe(answer.status)
    return
  }
  const [documented] = Object.entries(responses[answer.status]?.content ?? {})
  if (documented === undefined) return expect([text, type]).toEqual(['', null])
  const [mediaType, { schema }] = documented
  expect(type?.split(';')[0]).toBe(mediaType)
  if (mediaType === 'application/json') shapeOf(schema).parse(JSON.parse(text))
}

const shapes = new Map<object, z.ZodType>()

/** What a schema of the document takes, with the schemas that it names. */
function shapeOf(schema: object): z.ZodType {
  const found = shapes.get(schema)
  if (found !== undefined) return found
  const $defs = document.components.schemas
  const whole = JSON.parse(
    JSON.stringify({ ...schema, $defs }).replaceAll('#/components/schemas/', '#/$defs/'),
  )
  const shape = z.fromJSONSchema(whole)
  shapes.set(schema, shape)
  return shape
}

test('[T-52] what was asked was not all refused: operations did what they are for', () => {
  expect(done.size).toBeGreaterThan(40)
})
