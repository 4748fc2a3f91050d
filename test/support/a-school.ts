import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { type App, type AppOptions, createApp } from '../../src/app.ts'
import { aroundDatabase, type Connections } from '../../src/connections.ts'
import { createGraphBuilder } from '../../src/core/adapters/compute/graph-builder.ts'
import type { Driver, Sql } from '../../src/core/adapters/postgres/sql.ts'
import { type Book, matchKey } from '../../src/core/domain/lists/book.ts'
import type { Loan, VoteKind } from '../../src/core/domain/lists/interaction.ts'
import type { Caller } from '../../src/core/domain/people/permissions.ts'
import {
  clientSecretOf,
  type IdentityProvider,
  type StaffMember,
} from '../../src/core/domain/people/person.ts'
import type { Student } from '../../src/core/domain/people/reader.ts'
import type { SchoolPolicy } from '../../src/core/domain/school.ts'
import type { ListWanted } from '../../src/core/flows/lists/recommend.ts'
import type { EmbeddingModel, GraphBuilder } from '../../src/core/ports/runtime.ts'
import type { Sealed } from '../../src/core/ports/sealed.ts'
import { createLog, type Log } from '../../src/log.ts'
import { aCaller, aStudent } from './builders.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'
import { wordHashModel } from './word-hash-model.ts'

/** A time that passes only when told to. */
export interface FakeClock {
  (): Date
  advance(ms: number): void
}

function fakeClock(start = '2026-03-02T08:00:00.000Z'): FakeClock {
  let now = Date.parse(start)
  const clock = () => new Date(now)
  return Object.assign(clock, {
    advance(ms: number) {
      now += ms
    },
  })
}

/** What the tests of one file share because it is slow to open: a database and the graph builder's thread. */
export interface Ground {
  readonly driver: Driver
  readonly graphBuilder: GraphBuilder
}

/** Opens the ground before the tests of the file that calls it, and closes it after them. */
export function ground(): Ground {
  let database: TestDatabase
  const graphBuilder = createGraphBuilder()
  beforeAll(async () => {
    database = await openTestDatabase()
  })
  afterAll(async () => {
    await Promise.all([graphBuilder.close(), database.close()])
  })
  return {
    get driver() {
      return database.driver
    },
    graphBuilder,
  }
}

/** What stands in a list, as a client reads it. */
export interface List {
  source: 'cache' | 'fresh'
  slate_id: string
  items: {
    rank: number
    book: { book_id: string; title: string; authors: string[]; themes: string[] }
    score: number
    reasons: { code: string; because: string[]; text: string }[]
    explanation: { text: string; by: string }
  }[]
  notices: string[]
}

export const idsOf = (list: Pick<List, 'items'>): string[] => list.items.map((item) => item.book.book_id)

/** One school of a fresh app, with the hands to furnish and ask it. */
export interface TestSchool {
  id: string
  app: App
  clock: FakeClock
  model: EmbeddingModel & { embedded: string[] }
  service: Caller
  librarian: Caller
  student(readerId: string): Caller
  /** Puts books into the catalogue with their vectors, silently: no event, no job. */
  books(books: readonly Book[]): Promise<void>
  students(...students: (Partial<Student> & { student_id: string })[]): Promise<void>
  staff(...staff: StaffMember[]): Promise<void>
  /** Ends people: they left the school. */
  leave(...personIds: string[]): Promise<void>
  /** Where people sign in; `client_secret` as the provider knows it. */
  provider(provider: IdentityProvider): Promise<void>
  /** Stores loans silently, as the past of a reader whom no consumer has to hear of. */
  past(loans: readonly Loan[]): Promise<void>
  policy(policy: Partial<SchoolPolicy>): Promise<void>
  give(studentId: string, bookId: string, vote: VoteKind): Promise<{ event_id: string }>
  list(studentId: string, wanted?: Partial<ListWanted>): Promise<List>
  /** Builds the graph from what was read, and waits for it. */
  buildGraph(): Promise<void>
  /** Waits until everything that was acknowledged has been applied. */
  drain(): Promise<void>
  /** One statement as this school's transactions may make it. */
  sql<T>(text: string, params?: readonly unknown[]): Promise<T[]>
  /** Another school in the same app. */
  neighbour(): Promise<TestSchool>
}

export interface SchoolWishes extends Omit<AppOptions, 'clock' | 'model'> {
  /** Whether relay and consumers run; without, tests deliver the events themselves. */
  running?: boolean
  /** What the process has of its own beside the database: for tests of several processes. */
  around?: Partial<Connections>
  log?: Log
}

let schools = 0

/** A fresh app with one empty school; ends with the test. */
export async function aSchool(on: Ground, wishes: SchoolWishes = {}): Promise<TestSchool> {
  const { school, close } = await openSchool(on, wishes)
  onTestFinished(close)
  return school
}

/** As aSchool, for whoever says when it ends. */
export async function openSchool(
  on: Ground,
  { running = true, around = {}, log = createLog('silent'), ...replace }: SchoolWishes = {},
): Promise<{ school: TestSchool; close(): Promise<void> }> {
  const clock = fakeClock()
  const model = wordHashModel()
  await on.driver.asOwner((sql) => sql.script('truncate outbox'))
  const graphBuilder = { ...on.graphBuilder, close: async () => {} }
  const driver = { ...on.driver, close: async () => {} }
  const connections = { ...aroundDatabase(driver), ...around }
  const app = createApp(connections, log, {
    graphBuilder,
    ...replace,
    clock,
    model,
  })
  // Where no stand-in of a platform is asked, every channel is the school's own.
  for (const platform of ['slack', 'discord'] as const) app.channelLooks.set(platform, async () => 'own')
  if (running) await app.start({ events: true, schedule: false })
  const tools = { app, clock, model, driver, sealed: connections.sealed }
  return { school: await schoolIn(tools), close: () => app.close() }
}

type Tools = Pick<TestSchool, 'app' | 'clock' | 'model'> & { driver: Driver; sealed: Sealed }

async function schoolIn(tools: Tools): Promise<TestSchool> {
  const { app, clock, model, driver } = tools
  const id = `school-${process.pid}-${++schools}`
  const { store } = app.core
  await store.system((rows) =>
    rows.schools.create({ school_id: id, name: id, invented: true, time_zone: 'UTC' }),
  )
  const service = aCaller({ school_id: id })
  const sql = <T>(text: string, params: readonly unknown[] = []): Promise<T[]> =>
    driver.transaction({ role: 'shelftalk_app', schoolId: id, background: false }, (tx: Sql) =>
      tx.rows<T>(text, params),
    )
  return {
    id,
    app,
    clock,
    model,
    service,
    librarian: aCaller({ school_id: id, role: 'librarian' }),
    student: (readerId) =>
      aCaller({ school_id: id, role: 'student', reader_id: readerId, caller_id: readerId }),
    async books(books) {
      const keys = books.map((book) => matchKey(book.title, book.authors[0]))
      await store.school(id, (rows) => rows.books.upsert(books, keys))
      await app.core.ensureBookVectors(
        id,
        books.map((book) => book.book_id),
      )
    },
    async students(...students) {
      await store.school(id, (rows) => rows.readers.upsertStudents(students.map(aStudent), true))
    },
    async staff(...staff) {
      await store.school(id, (rows) => rows.people.putStaff(staff, true))
    },
    async leave(...personIds) {
      await store.school(id, (rows) => rows.people.end(personIds, clock()))
    },
    async provider({ client_secret, ...provider }) {
      const context = clientSecretOf(id, provider.provider_id)
      const sealed = client_secret === null ? null : tools.sealed.seal(client_secret, context)
      await store.school(id, (rows) => rows.identityProviders.put({ ...provider, client_secret: sealed }))
    },
    async past(loans) {
      await store.school(id, (rows) => rows.history.addLoans(loans))
    },
    async policy(policy) {
      await sql('update school set policy = $1, version = version + 1', [JSON.stringify(policy)])
      const [school] = await sql<{ version: number }>('select version from school')
      await app.core.cache.raiseSchool(id, school?.version ?? 0)
    },
    give: (student_id, book_id, vote) =>
      app.flows.giveFeedback(service, { student_id, book_id, vote, slate_id: null }, null),
    async list(student_id, wanted = {}) {
      const whole = {
        student_id,
        limit: 5,
        explanations: 'none' as const,
        level: null,
        theme: null,
        ...wanted,
      }
      const { body } = await app.flows.recommend(service, whole)
      return JSON.parse(body.toString('utf8')) as List
    },
    async buildGraph() {
      const { run_id } = await app.flows.startJob(service, 'graph')
      await app.drain()
      const run = await app.flows.readRun(service, run_id)
      if (run.state !== 'finished') throw new Error(`the graph was not built: ${run.error}`)
    },
    drain: () => app.drain(),
    sql,
    neighbour: () => schoolIn(tools),
  }
}

/** An id that nothing has. */
export const nobody = (): string => `nobody-${uuidv7()}`
